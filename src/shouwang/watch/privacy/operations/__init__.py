"""Acts of the privacy room: codes, requests to correct, retention, one person's data."""

from shouwang.watch.privacy.operations.codes import Issued, Visitor, issue_code, redeem, send_code
from shouwang.watch.privacy.operations.corrections import answer, request_correction, withdraw
from shouwang.watch.privacy.operations.counter import find_household
from shouwang.watch.privacy.operations.exporting import export_person
from shouwang.watch.privacy.operations.retention import Gone, retain
from shouwang.watch.privacy.operations.sweeping import sweep_batches

__all__ = [
    "Gone",
    "Issued",
    "Visitor",
    "answer",
    "export_person",
    "find_household",
    "issue_code",
    "redeem",
    "request_correction",
    "retain",
    "send_code",
    "sweep_batches",
    "withdraw",
]
