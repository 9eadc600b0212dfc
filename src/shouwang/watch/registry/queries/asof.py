"""The dossier as it was on a day, as far as it was known at an instant.

Tables that keep days of their own answer for the day. For everything else, and for what was not
yet known, the history decides: of the changes to a field those count that were true by the day and
known by the instant; the last of them tells the value, and when there is none, what stood before
the first change does. A field without a change to be taken back is as it is now.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, FilteredRelation, Q
from django.utils import timezone

from shouwang.watch.registry.models import Change, Household, Person
from shouwang.watch.registry.queries.fields import Field, Table, field_named
from shouwang.watch.registry.queries.sections import Produce, Sections, sections
from shouwang.watch.registry.queries.values import value_of
from shouwang.watch.registry.rules import HEAD

STATE = (
    "schooling",
    "labour",
    "health",
    "disability_grade",
    "disability_on",
    "insured_medical",
    "insured_pension",
)
WORK = ("place", "employer", "months", "public_welfare")

_Key = tuple[int | None, str]
_Values = dict[_Key, str | None]


@dataclass(frozen=True, slots=True)
class Dossier:
    """A household with its members and sections on one day.

    The rows are in memory only and must not be saved: they say what was. Members carry their state
    as `state_…` and their work as `work_…`; `hidden` counts people who went to a household that
    the scope hides.
    """

    household: Household
    on: date
    known_at: datetime | None
    members: Sequence[Person]
    sections: Sections
    hidden: int = 0

    @property
    def present(self) -> list[Person]:
        """Members who lived in the household on the day."""
        return [one for one in self.members if _lives(one, self.on)]

    @property
    def past(self) -> list[Person]:
        """Members who had died or gone."""
        return [one for one in self.members if not _lives(one, self.on)]


def dossier_as_of(
    household: Household,
    on: date | None = None,
    known_at: datetime | None = None,
    *,
    facts_on: date | None = None,
) -> Dossier | None:
    """The dossier on a day and as known at an instant; without either, as it is now.

    None when it had not been opened by then. `facts_on` is the day whose twelve months of income
    are summed, the day itself when it is not given. Two statements for now, four for the past.
    """
    today = timezone.localdate()
    day = on or today
    past = on is not None or known_at is not None
    people = _people(household, day, past=past)
    taken = _taken_back(household, people, day, known_at) if past else {}
    if taken.get((None, "number"), household.number) is None:
        return None
    _put_back(household, taken, None)
    for one in people:
        _put_back(one, taken, one.pk)
    found = sections(household.pk, day, facts_on=facts_on or day, known_at=known_at)
    _put_back_sections(found, taken)
    members = _members(household, people, taken)
    named = {key for key, _field in taken if key is not None}
    if past:
        _summarise(household, [one for one in members if _lives(one, day)])
    return Dossier(household, day, known_at, members, found, len(named - {p.pk for p in people}))


def _people(household: Household, on: date, *, past: bool) -> list[Any]:
    """Everyone of the household, and for the past everyone who ever came to it or left it."""
    whose = Q(household=household)
    if past:
        moved = Change.objects.filter(amendment__household=household, field="household")
        # read first: as a sub-select beside another condition it would scan every person
        whose |= Q(pk__in=list(moved.values_list("person", flat=True)))
    rows = (
        Person.objects.filter(whose)
        .annotate(
            state=FilteredRelation("states", condition=Q(states__during__contains=on)),
            job=FilteredRelation("work", condition=Q(work__during__contains=on)),
        )
        .annotate(**{f"state_{name}": F(f"state__{name}") for name in STATE})
        .annotate(**{f"work_{name}": F(f"job__{name}") for name in WORK})
        .order_by("id", "-job__during")
    )
    return list({one.pk: one for one in reversed(rows)}.values())[::-1]


def _taken_back(
    household: Household, people: Iterable[Person], on: date, known_at: datetime | None
) -> _Values:
    """What fields held on the day, for those of which some change does not count."""
    changes = Change.objects.annotate(
        since=F("amendment__true_since"), known=F("amendment__known_since")
    )
    # two reads by an index each; one read with an "or" over the join would scan every change
    own = changes.filter(amendment__household=household)
    rows = own.union(changes.filter(person__in=[one.pk for one in people]))
    history: dict[_Key, list[Any]] = {}
    for one in rows.order_by("known", "id"):
        history.setdefault((one.person_id, one.field), []).append(one)
    values: _Values = {}
    for key, acts in history.items():
        if field_named(key[1]).dated:
            acts = [one for one in acts if one.since <= on]
        counted = [one for one in acts if one.since <= on and _known(one, known_at)]
        if len(counted) < len(acts):
            values[key] = counted[-1].after if counted else acts[0].before
    return values


def _known(change: Any, known_at: datetime | None) -> bool:
    return known_at is None or change.known <= known_at


def _put_back(row: Household | Person, taken: _Values, person: int | None) -> None:
    for (whose, name), text in taken.items():
        field = field_named(name)
        if whose == person and field.table in _ON_ROWS and name not in {"number", "household"}:
            setattr(row, _ON_ROWS[field.table] + field.column, value_of(field, text))


_ON_ROWS = {Table.HOUSEHOLD: "", Table.PERSON: "", Table.STATE: "state_", Table.WORK: "work_"}


def _put_back_sections(found: Sections, taken: _Values) -> None:
    for (person, name), text in taken.items():
        if person is None:
            _put_back_section(found, field_named(name), text)


def _put_back_section(found: Sections, field: Field, text: str | None) -> None:
    if field.table in {Table.CAUSES, Table.RISKS, Table.TAGS}:
        setattr(found, field.name, value_of(field, text))
    elif field.table is Table.LIVING:
        found.living[field.column] = value_of(field, text)
    elif field.table is Table.LAND:
        found.land.pop(field.column, None)
        if text:
            found.land[field.column] = int(text)
    elif field.table is Table.PRODUCTION:
        found.produce = _produce(found.produce, field, text)


def _produce(rows: list[Produce], field: Field, text: str | None) -> list[Produce]:
    year, product = field.column.split(".", 1)
    kept = [one for one in rows if (one.year, one.product) != (int(year), product)]
    if text:
        quantity, _space, unit = text.partition(" ")
        kept.append(Produce(int(year), product, Decimal(quantity), unit))
    return sorted(kept, key=lambda one: (-one.year, one.product))


def _members(household: Household, people: Sequence[Person], taken: _Values) -> list[Person]:
    inside = [
        one
        for one in people
        if taken.get((one.pk, "household"), _number(one, household)) == household.number
        and not never_there(one)
    ]
    return sorted(inside, key=lambda one: (one.relation != HEAD, one.pk))


def _number(person: Person, household: Household) -> str:
    return household.number if person.household_id == household.pk else ""


def never_there(person: Person) -> bool:
    """Whether the person's entry was undone: gone on the very day on which they joined."""
    return person.joined_on is not None and person.moved_out_on == person.joined_on


def _lives(person: Person, on: date) -> bool:
    gone = (day for day in (person.died_on, person.moved_out_on) if day is not None)
    return not any(day <= on for day in gone)


def _summarise(household: Household, present: Sequence[Person]) -> None:
    household.size = len(present)
    head = next((one for one in present if one.relation == HEAD), None)
    if head is not None:
        household.head_name = head.name
