"""Row security by place: what an account may see is set once per transaction, in the database.

See docs/explanation/scope.md.
"""

from shouwang.kernel.scope.entering import (
    NOTHING,
    Scope,
    ScopeInvalid,
    ScopeWidened,
    current,
    entered,
    signed,
    streamed,
)

__all__ = [
    "NOTHING",
    "Scope",
    "ScopeInvalid",
    "ScopeWidened",
    "current",
    "entered",
    "signed",
    "streamed",
]
