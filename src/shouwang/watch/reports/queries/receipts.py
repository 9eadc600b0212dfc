"""What the holder of a receipt number is told, and nothing else."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from shouwang.kernel.crypto import sealing
from shouwang.watch.reports.models import Report

_PLAIN = (
    "number", "main", "region_code", "category", "at", "state", "holder", "due_on", "answered_on"
)  # fmt: skip
_STANDING = "SELECT * FROM public.reports_standing(%s)"


@dataclass(frozen=True, slots=True, repr=False)
class Standing:
    """Where a report stands: state, who has it, by when, the answer once it is given.

    `main` is the report that it was joined to, else itself. `telephones` are those given with it,
    to compare the last digits with; never shown.
    """

    number: UUID
    main: UUID
    region_code: str
    category: str
    at: datetime
    state: str
    holder: str
    due_on: date | None
    answered_on: date | None
    answer: str
    telephones: tuple[str, ...]
    call_first: bool


def standing(receipt: str) -> Standing | None:
    """The report of a receipt number; needs no scope, for the database answers it alone."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [receipt])
        row = cursor.fetchone()
    if row is None:
        return None
    *plain, answer, telephone, proxy, call_first = row
    given = (_unsealed(telephone, "telephone"), _unsealed(proxy, "proxy_telephone"))
    kept = dict(zip(_PLAIN, plain, strict=True))
    return Standing(
        **kept,
        answer=_unsealed(answer, "answer"),
        telephones=tuple(filter(None, given)),
        call_first=call_first,
    )


def _unsealed(value: bytes | None, column: str) -> str:
    return sealing.unseal(bytes(value), f"{Report._meta.db_table}.{column}") if value else ""
