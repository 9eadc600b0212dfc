"""How an entry may go on, which number proves who somebody is, and who may do what."""

from collections.abc import Mapping
from datetime import date

from shouwang.kernel.findings import Reading
from shouwang.kernel.identity.bodies import read_credit_code
from shouwang.kernel.identity.persons import read_identity

WHOLE = 1000  # per mille, in which shares and wages are agreed
WORK = frozenset({"owner", "manager"})  # set up goods, batches and applications
COLLECT = WORK | {"collector"}  # weigh in
PACK = WORK | {"packer"}  # pack and ship
HEAD = frozenset({"owner"})  # people and shares

# state → what the operator may make of it
NEXT: Mapping[str, frozenset[str]] = {
    "applied": frozenset({"active", "refused"}),
    "active": frozenset({"suspended", "ended"}),
    "suspended": frozenset({"active", "ended"}),
    "refused": frozenset(),
    "ended": frozenset(),
}
WITH_REASON = frozenset({"refused", "suspended", "ended"})


def may_become(state: str, wanted: str) -> bool:
    """Whether an entry in a state may be put into another."""
    return wanted in NEXT[state]


def read_number(kind: str, text: str, *, on: date) -> Reading[str]:
    """The number that proves who the supplier is, with its check digit looked at.

    A micro-merchant is known by the identity number (GB 11643), everybody else by the unified
    social credit code (GB 32100).
    """
    if kind != "micro":
        return read_credit_code(text)
    found = read_identity(text, on=on)
    return Reading(found.value.number if found.value else None, found.findings)
