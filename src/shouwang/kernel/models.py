"""The kernel's tables, where Django looks for them."""

from shouwang.kernel.journal.models import JournalEntry, JournalHead

__all__ = ["JournalEntry", "JournalHead"]
