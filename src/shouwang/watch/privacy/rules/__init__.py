"""The record of personal data as values, and what self-service permits."""

from shouwang.watch.privacy.rules.access import ACCESS, Access
from shouwang.watch.privacy.rules.record import (
    Kind,
    Record,
    RecordBroken,
    Retention,
    Rows,
    Table,
    read_record,
)

__all__ = [
    "ACCESS",
    "Access",
    "Kind",
    "Record",
    "RecordBroken",
    "Retention",
    "Rows",
    "Table",
    "read_record",
]
