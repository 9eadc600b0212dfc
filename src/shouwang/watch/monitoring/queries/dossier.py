"""One household's dossier: who lives there, what is known and from where, its clues."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import F, FilteredRelation, OuterRef, Q
from django.utils import timezone

from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.monitoring.models import Clue
from shouwang.watch.monitoring.queries.runs import latest_run
from shouwang.watch.registry.models import CategoryPeriod, Cause, Household, Person
from shouwang.watch.registry.models.facts import (
    EventKind,
    HousingGrade,
    IncomeKind,
    PayoutKind,
    SpendingKind,
)

NEWEST = 60  # rows of each table on the page; the export has them all

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

    @property
    def label(self) -> str:
        """What kind of fact it is, in words."""
        return LABELS[self.table].get(self.kind, self.kind)

    @property
    def source(self) -> str:
        """来源：医保局6月清单第37行。"""
        if self.source_title is None:
            return "来源：未登记"
        row = f"第{self.source_row}行" if self.source_row else ""
        return f"来源：{self.source_title}{row}"


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the page of a household shows. Members carry `state_on`, their state on the day."""

    household: Household
    on: date
    members: Sequence[Person]
    causes: Sequence[str]
    categories: Sequence[CategoryPeriod]
    facts: dict[str, list[FactRow]]
    clues: Sequence[Clue]

    @property
    def open_clues(self) -> list[Clue]:
        """Clues that last, the gravest first."""
        return [clue for clue in self.clues if clue.closed_on is None]

    @property
    def past_clues(self) -> list[Clue]:
        """Clues that were closed, the latest first."""
        return [clue for clue in self.clues if clue.closed_on is not None]


def household(number: str, on: date | None = None) -> Dossier | None:
    """The dossier of a household, None when there is none in the scope; at most six statements.

    Without a day it is as of the latest screening of its place, else today.
    """
    causes = Cause.objects.filter(household=OuterRef("pk")).order_by("rank").values("cause")
    found = (
        Household.objects.filter(number=number).annotate(cause_names=ArraySubquery(causes)).first()
    )
    if found is None:
        return None
    run = latest_run(RegionCode(found.region_code)) if on is None else None
    day = on or (run.as_of if run else timezone.localdate())
    return Dossier(
        household=found,
        on=day,
        members=members(found, day),
        causes=list(found.cause_names),
        categories=list(found.categories.order_by("during")),
        facts=facts_by_table(found.pk, day),
        clues=list(found.clues.order_by("-severity", "-opened_on", "-id")),
    )


def members(household: Household, on: date) -> list[Person]:
    """Everyone who is or was of the household, the head first, with the state on the day."""
    states = FilteredRelation("states", condition=Q(states__during__contains=on))
    people = list(
        Person.objects.filter(household=household)
        .annotate(state=states)
        .annotate(**{f"state_{name}": F(f"state__{name}") for name in _STATE})
        .order_by("id")
    )
    return sorted(people, key=lambda person: (person.relation != "户主", person.pk))


_STATE = ("schooling", "labour", "health", "disability_grade", "disability_on")


def facts_by_table(household: int, on: date, *, most: int = NEWEST) -> dict[str, list[FactRow]]:
    """The newest facts of a household known on a day, by table of the standard; one statement."""
    found: dict[str, list[FactRow]] = {table: [] for table in TITLES}
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, {"household": household, "on": on, "most": most})
        for row in cursor.fetchall():
            found[row[0]].append(FactRow(*row))
    return found


def _part(
    name: str, table: str, day: str, kind: str, amount: str, second: str, person: bool = False
) -> str:
    who = "f.person_id" if person else "NULL::bigint"
    return (
        f"(SELECT '{name}' AS t, f.id, f.{day} AS d, {kind} AS k, {amount} AS a, {second} AS b,"
        f" {who} AS p, f.source_id AS s, f.source_row AS r FROM registry_{table} f"
        f" WHERE f.household_id = %(household)s AND f.{day} <= %(on)s"
        f" ORDER BY f.{day} DESC, f.id LIMIT %(most)s)"
    )


_NONE = "NULL::bigint"
_FACTS = (
    "SELECT x.t, x.id, x.d, x.k, x.a, x.b, p.number, p.name, s.title, s.sender, x.r FROM ("
    + " UNION ALL ".join(
        (
            _part("income", "income", "month", "f.kind", "f.amount_fen", _NONE),
            _part("spending", "spending", "spent_on", "f.kind", "f.amount_fen", _NONE, True),
            _part("payouts", "payout", "paid_on", "f.kind", "f.amount_fen", _NONE),
            _part("housing", "housing", "assessed_on", "f.grade", _NONE, _NONE),
            _part("water", "water", "observed_on", "f.safe::text", _NONE, _NONE),
            _part("events", "event", "happened_on", "f.kind", "f.loss_fen", _NONE, True),
            _part("sales", "sale", "month", "''", "f.contracted_fen", "f.delivered_fen"),
        )
    )
    + ") x LEFT JOIN registry_person p ON p.id = x.p LEFT JOIN registry_source s ON s.id = x.s"
    " ORDER BY x.t, x.d DESC, x.id"
)
