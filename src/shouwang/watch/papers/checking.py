"""Looking at an uploaded file before it is kept as a paper: as everywhere in the house."""

from shouwang.kernel.uploads.checking import Ready, look, too_large

__all__ = ["Ready", "look", "too_large"]
