"""What was sold becomes what a household earned: income and sales by month, with their source.

Sums are worked out anew for every household and month that new rows touch; the same rows once more
change nothing. Progress is kept in the transaction that wrote the facts, so that a killed worker
goes on where it was.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from django.db import connection
from django.utils import timezone

from shouwang.bridge.models import Alarm, Attribution, Taken
from shouwang.bridge.operations import raise_alarm
from shouwang.kernel import journal
from shouwang.kernel.bulk import plan_for_many
from shouwang.kernel.scope import Scope, entered
from shouwang.watch.produce.operations import taking_sql as sql

PART = 100_000
MANY = 5_000  # rows from which on whole tables are read rather than single rows looked up
# what the source, the income item and the history are called in the dossier
WORDS = {
    "title": "商城结算 ",
    "sender": "商城",
    "business": "商城卖货",
    "wage": "商城务工",
    "reason": "商城结算 ",
}


@dataclass(slots=True)
class TakenUp:
    """How many attributions were read, and the households whose facts they changed."""

    rows: int = 0
    households: set[int] = field(default_factory=set)
    is_busy: bool = False  # somebody is appending: the next round takes everything up


def take_up(
    *, at: datetime, part: int = PART, progress: Callable[[int], None] = lambda rows: None
) -> TakenUp:
    """Turn everything that the market appended since the last time into facts.

    Each part is a transaction of its own. Whoever calls holds no scope.
    """
    done = TakenUp()
    with entered(Scope.everywhere()):
        after, horizon = _standing()
    if horizon is None:
        return TakenUp(is_busy=True)
    while after < horizon:
        with entered(Scope.everywhere()):
            after, rows, changed = _take_part(horizon, part, at)
        done.rows += rows
        done.households |= set(changed)
        progress(done.rows)
    return done


def _standing() -> tuple[int, int | None]:
    """Up to where it was taken, and the last row; None while a row below it may still come."""
    Taken.objects.get_or_create(pk=1)
    taken = Taken.objects.values_list("up_to", flat=True).get(pk=1)
    with connection.cursor() as cursor:
        cursor.execute(sql.ALONE)
        if not cursor.fetchone()[0]:
            return taken, None
    last = Attribution.objects.order_by("-pk").values_list("pk", flat=True).first()
    return taken, last or 0


def _take_part(horizon: int, part: int, at: datetime) -> tuple[int, int, list[int]]:
    taken = Taken.objects.select_for_update().get(pk=1)
    if taken.up_to >= horizon:  # another worker was faster
        return taken.up_to, 0, []
    ids = Attribution.objects.filter(pk__gt=taken.up_to, pk__lte=horizon).order_by("pk")
    up_to = ids.values_list("pk", flat=True)[part - 1 : part].first() or horizon
    rows = ids.filter(pk__lte=up_to).count()
    if rows > MANY:
        plan_for_many()
    changed = _write(taken.up_to, up_to, at) if rows else []
    taken.up_to, taken.at = up_to, at
    taken.save()
    if rows:
        evidence = {"rows": rows, "households": len(changed), "up_to": up_to}
        journal.record(by=journal.SYSTEM, act="produce.take_up", evidence=evidence)
    return up_to, rows, changed


def _write(after: int, up_to: int, at: datetime) -> list[int]:
    values = {
        **WORDS,
        "after": after,
        "up_to": up_to,
        "on": timezone.localdate(at),
        "act": str(uuid4()),
    }
    for statement in (sql.PREPARE, sql.SOURCES, sql.KEPT, sql.AMENDED):
        _run(statement, values)
    for row in _rows(sql.BELOW_ZERO):
        _alarm(row, at)
    changed = [number for (number,) in _rows(sql.HOUSEHOLDS)]
    for table in ("touched", "sums", "kept", "changed"):
        _run(f"DROP TABLE produce_{table}", {})
    return changed


def _run(statements: str, values: dict[str, Any]) -> None:
    """Statements one after the other: with parameters PostgreSQL takes one at a time."""
    with connection.cursor() as cursor:
        for statement in statements.split(";\n"):
            if statement.strip():
                cursor.execute(statement, values)


def _rows(statement: str) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def _alarm(row: tuple[Any, ...], at: datetime) -> None:
    """More was refunded than the month brought: it counts as nothing, and somebody looks at it."""
    household, region_code, month, supplier, *sums = row
    labels = ("生产经营性收入", "工资性收入", "合同额", "交付额")
    raise_alarm(
        id=uuid5(NAMESPACE_URL, f"produce {household} {month} {sums}"),
        supplier=supplier,
        kind=Alarm.Kind.NEGATIVE_INCOME,
        region_code=region_code,
        evidence=[
            {"label": "月份", "value": f"{month:%Y-%m}"},
            *(
                {"label": label, "value": f"{fen / 100:.2f} 元"}
                for label, fen in zip(labels, sums, strict=True)
                if fen is not None
            ),
        ],
        at=at,
    )


def month_of(text: str) -> date | None:
    """The first day of `2024-05`; None for anything else."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
