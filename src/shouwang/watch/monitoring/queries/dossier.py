"""One household's dossier: who lives there, what is known and from where, its clues."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from shouwang.watch.monitoring.models import Clue
from shouwang.watch.monitoring.queries.runs import screened_on
from shouwang.watch.registry import queries as registry
from shouwang.watch.registry.models import Household, Person
from shouwang.watch.registry.models.facts import (
    EventKind,
    HousingGrade,
    IncomeKind,
    PayoutKind,
    SpendingKind,
)

NEWEST = 4  # rows of each table on the page; a page of its own has them all
ACTS = 6  # acts of the history on the page

LABELS: dict[str, dict[str, str]] = {
    "income": {str(key): str(word) for key, word in IncomeKind.choices},
    "spending": {str(key): str(word) for key, word in SpendingKind.choices},
    "payouts": {str(key): str(word) for key, word in PayoutKind.choices},
    "housing": {str(key): str(word) for key, word in HousingGrade.choices},
    "water": {"true": "安全", "false": "不安全"},
    "events": {str(key): str(word) for key, word in EventKind.choices},
    "sales": {"": "产销"},
}
TITLES = {
    "income": "收入",
    "spending": "支出",
    "payouts": "理赔救助",
    "housing": "住房鉴定",
    "water": "饮水安全",
    "events": "事件",
    "sales": "产销",
}


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact with its source. `second_fen` is what was delivered, for sales."""

    table: str
    number: int
    on: date
    kind: str
    amount_fen: int | None
    second_fen: int | None
    person_number: str | None
    person_name: str | None
    source_title: str | None
    source_sender: str | None
    source_row: int | None
    item: str = ""
    source_kind: str | None = None

    @property
    def label(self) -> str:
        """What kind of fact it is, in words: the item of income where it is told."""
        return self.item or LABELS[self.table].get(self.kind, self.kind)

    @property
    def source(self) -> str:
        """来源：医保局6月清单第37行。"""
        if self.source_title is None:
            return "来源：未登记"
        row = f"第{self.source_row}行" if self.source_row else ""
        return f"来源：{self.source_title}{row}"


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the page of a household shows: how it is or was, what is feared, what is known.

    `on` is the day of income and facts, `then` the household on its own day: today, unless the
    past is asked for. Members carry `state_…` and `work_…` of that day.
    """

    then: registry.Dossier
    on: date
    facts: dict[str, list[FactRow]]
    counts: dict[str, int]
    clues: Sequence[Clue]
    history: Sequence[registry.Act]

    @property
    def household(self) -> Household:
        """The household itself."""
        return self.then.household

    @property
    def members(self) -> Sequence[Person]:
        """Everyone who is or was of the household, the head first."""
        return self.then.members

    @property
    def causes(self) -> Sequence[str]:
        """Why it was poor, the main cause first."""
        return self.then.sections.causes

    @property
    def open_clues(self) -> list[Clue]:
        """Clues that last, the gravest first."""
        return [clue for clue in self.clues if clue.closed_on is None]

    @property
    def past_clues(self) -> list[Clue]:
        """Clues that were closed, the latest first."""
        return [clue for clue in self.clues if clue.closed_on is not None]


def household(
    number: str, on: date | None = None, known_at: datetime | None = None
) -> Dossier | None:
    """The dossier of a household, None when there is none in the scope; at most seven statements.

    Without a day the household is as it is now, its facts as of the latest screening of its place.
    None also for a day before the dossier was opened.
    """
    found = Household.objects.annotate(screened_on=screened_on()).filter(number=number).first()
    if found is None:
        return None
    day = on or found.screened_on or timezone.localdate()
    then = registry.dossier_as_of(found, on, known_at, facts_on=day)
    if then is None:
        return None
    facts, counts = counted_facts(found.pk, day, known_at=known_at)
    return Dossier(
        then=then,
        on=day,
        facts=facts,
        counts=counts,
        clues=_clues(found, on),
        history=registry.history(found, most=ACTS),
    )


def _clues(household: Household, on: date | None) -> list[Clue]:
    """Clues as they stood on the day: what came later is not there, what closed later is open."""
    rows = list(household.clues.order_by("-severity", "-opened_on", "-id"))
    if on is None:
        return rows
    for clue in rows:
        if clue.closed_on is not None and clue.closed_on > on:
            clue.closed_on = None
    return [clue for clue in rows if clue.opened_on <= on]


def facts_of(
    household: int, table: str, on: date, *, most: int, skip: int = 0
) -> tuple[list[FactRow], int]:
    """Facts of one table, the newest first, and how many there are in all.

    Beyond the last row there is nothing, and nothing to count.
    """
    facts, counts = counted_facts(household, on, most=most, skip=skip, only=table)
    return facts[table], counts[table]


def facts_by_table(household: int, on: date, *, most: int) -> dict[str, list[FactRow]]:
    """The newest facts of a household known on a day, by table of the standard; one statement."""
    return counted_facts(household, on, most=most)[0]


def counted_facts(
    household: int,
    on: date,
    *,
    most: int = NEWEST,
    known_at: datetime | None = None,
    skip: int = 0,
    only: str = "",
) -> tuple[dict[str, list[FactRow]], dict[str, int]]:
    """The newest facts of a household known on a day, by table of the standard, and how many.

    One statement.
    """
    found: dict[str, list[FactRow]] = {table: [] for table in TITLES}
    counts = dict.fromkeys(TITLES, 0)
    parts = [part for table, part in _PARTS.items() if only in {"", table}]
    values: dict[str, Any] = {
        "household": household,
        "homes": [household],
        "on": on,
        "most": most,
        "skip": skip,
        "known_at": known_at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FACTS.format(parts=" UNION ALL ".join(parts)), values)
        for *row, count in cursor.fetchall():
            found[row[0]].append(FactRow(*row))
            counts[row[0]] = count
    return found, counts


OF_THE_HOME = frozenset({"housing", "water"})  # no merge brings them along
_BROUGHT = "f.household_id = ANY (ARRAY(SELECT id FROM brought))"


def _part(
    name: str,
    table: str,
    day: str,
    kind: str,
    amount: str,
    second: str,
    person: bool = False,
    item: bool = False,
) -> str:
    whose = _BROUGHT if name not in OF_THE_HOME else "f.household_id = %(household)s"
    word = "f.item" if item else "''"
    who = "f.person_id" if person else "NULL::bigint"
    return (
        f"(SELECT '{name}' AS t, f.id, f.{day} AS d, {kind} AS k, {amount} AS a, {second} AS b,"
        f" {who} AS p, f.source_id AS s, f.source_row AS r, {word} AS i, count(*) OVER () AS n"
        f" FROM registry_{table} f"
        f" WHERE {whose} AND f.{day} <= %(on)s"
        " AND (%(known_at)s::timestamptz IS NULL OR f.recorded_at <= %(known_at)s)"
        f" ORDER BY f.{day} DESC, f.id LIMIT %(most)s OFFSET %(skip)s)"
    )


_NONE = "NULL::bigint"
_PARTS = {
    "income": _part("income", "income", "month", "f.kind", "f.amount_fen", _NONE, item=True),
    "spending": _part("spending", "spending", "spent_on", "f.kind", "f.amount_fen", _NONE, True),
    "payouts": _part("payouts", "payout", "paid_on", "f.kind", "f.amount_fen", _NONE),
    "housing": _part("housing", "housing", "assessed_on", "f.grade", _NONE, _NONE),
    "water": _part("water", "water", "observed_on", "f.safe::text", _NONE, _NONE),
    "events": _part("events", "event", "happened_on", "f.kind", "f.loss_fen", _NONE, True),
    "sales": _part("sales", "sale", "month", "''", "f.contracted_fen", "f.delivered_fen"),
}
_FACTS = (
    f"{registry.BROUGHT} SELECT x.t, x.id, x.d, x.k, x.a, x.b, p.number, p.name, s.title,"
    " s.sender, x.r, x.i, s.kind, x.n"
    " FROM ({parts}) x LEFT JOIN registry_person p ON p.id = x.p"
    " LEFT JOIN registry_source s ON s.id = x.s ORDER BY x.t, x.d DESC, x.id"
)
