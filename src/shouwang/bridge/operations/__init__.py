"""What either wing does on the bridge.

Who may do which is held by rights on tables and columns, and by row security.
"""

from shouwang.bridge.operations.alarming import handle_alarm, raise_alarm
from shouwang.bridge.operations.attributing import COLUMNS, Attributed, attribute_table
from shouwang.bridge.operations.certifying import (
    answer,
    apply,
    certify,
    check,
    delist,
    resume,
    suspend,
)
from shouwang.bridge.operations.linking import agree, new_secret, put_card, withdraw

__all__ = [
    "COLUMNS",
    "Attributed",
    "agree",
    "answer",
    "apply",
    "attribute_table",
    "certify",
    "check",
    "delist",
    "handle_alarm",
    "new_secret",
    "put_card",
    "raise_alarm",
    "resume",
    "suspend",
    "withdraw",
]
