"""What the room changes: each in one transaction, with its line in the journal."""

from shouwang.watch.exits.operations.checking import KIND, Told, check, passes
from shouwang.watch.exits.operations.sampling import Wish, draw_sample, find

__all__ = ["KIND", "Told", "Wish", "check", "draw_sample", "find", "passes"]
