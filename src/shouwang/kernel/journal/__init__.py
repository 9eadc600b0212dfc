"""The journal: who did what, where, why, on which evidence; it only grows.

See docs/explanation/journal.md.
"""

# Only what needs no model at import, so that rooms below the models may import the journal.
from shouwang.kernel.journal.checking import Break, Verification, verify
from shouwang.kernel.journal.recording import (
    SYSTEM,
    Actor,
    ActUnnamed,
    Entry,
    JournalOutsideTransaction,
    Receipt,
    Subject,
    record,
    record_many,
)

__all__ = [
    "SYSTEM",
    "ActUnnamed",
    "Actor",
    "Break",
    "Entry",
    "JournalOutsideTransaction",
    "Receipt",
    "Subject",
    "Verification",
    "record",
    "record_many",
    "verify",
]
