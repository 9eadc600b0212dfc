"""One act upon one or several dossiers: what it changes, checked, written, journalled."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.kernel.findings import Finding
from shouwang.watch.registry import rules
from shouwang.watch.registry.errors import (
    DossierChanged,
    HouseholdUnknown,
    OthersChange,
    PersonUnknown,
    Refused,
)
from shouwang.watch.registry.models import Amendment, Change, Household, Person, Source
from shouwang.watch.registry.operations import storing
from shouwang.watch.registry.operations.naming import initials_of
from shouwang.watch.registry.queries import Field, field_named
from shouwang.watch.registry.queries.fields import Table
from shouwang.watch.registry.queries.values import text_of, value_of
from shouwang.watch.registry.signals import dossiers_amended

_FIRST = {
    Table.WORK: (("work.place", "other"),),
    Table.STATE: (("state.schooling", "finished"), ("state.labour", "able")),
}
_ALSO_ENDED = frozenset({Amendment.Kind.CORRECTED, Amendment.Kind.UNDONE})
# what decides who is in a household and as what
_WORK_ENDS = ("work.employer", "work.months", "work.public_welfare")
_STRUCTURE = frozenset({"household", "relation", "died_on", "moved_out_on"})


@dataclass(frozen=True, slots=True)
class Grounds:
    """Who acts, when, why, on which evidence, and since when it is true.

    `seen` are the revisions of the households that the editor saw, by number; a household that is
    not named there is taken as it is.
    """

    by: AbstractBaseUser | None
    at: datetime
    reason: str
    true_since: date
    evidence: str = ""
    source: Source | None = None
    seen: Mapping[str, int] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day of the act where the county is."""
        return timezone.localdate(self.at)


@dataclass(frozen=True, slots=True)
class _Pending:
    homes: tuple[str, ...]
    person: Person | None
    field: str
    before: str | None
    after: str | None


def begin(kind: Amendment.Kind, numbers: Sequence[str], grounds: Grounds) -> "Amending":
    """Lock the households in the order of their ids and begin an act upon them.

    To be called inside a transaction. Raises HouseholdUnknown, DossierChanged, Refused.
    """
    found = rules.refusals_of_grounds(grounds.reason, grounds.true_since, grounds.today)
    if found:
        raise Refused(found)
    locked = Household.objects.select_for_update().filter(number__in=numbers).order_by("id")
    homes = {home.number: home for home in locked}
    for number in numbers:
        if number not in homes:
            raise HouseholdUnknown(number=number)
    if kind not in _ALSO_ENDED and any(home.ended_on for home in homes.values()):
        raise refuse("home_ended", "这户已经销户，不能再办理：请到成员现在所在的户办理")
    _refuse_stale(homes, grounds.seen)
    return Amending(kind, homes, grounds)


def _refuse_stale(homes: Mapping[str, Household], seen: Mapping[str, int]) -> None:
    stale = {n: home for n, home in homes.items() if home.revision > seen.get(n, home.revision)}
    if not stale:
        return
    changes = [one for n, home in stale.items() for one in _others(home, home.revision - seen[n])]
    raise DossierChanged(changes, {number: home.revision for number, home in homes.items()})


def _others(home: Household, acts: int) -> list[OthersChange]:
    newest = Amendment.objects.filter(household=home).order_by("-id").values("pk")[:acts]
    rows = Change.objects.filter(amendment__in=list(newest.values_list("pk", flat=True)))
    return [
        OthersChange(
            household=home.number,
            field=one.field,
            person=one.person.number if one.person else "",
            before=one.before,
            after=one.after,
            by=getattr(one.amendment.by, "display_name", ""),
            at=one.amendment.known_since,
            reason=one.amendment.reason,
        )
        for one in rows.select_related("amendment__by", "person").order_by("id")
    ]


class Amending:
    """An act under way: values are set one by one, then `finish` checks and writes everything."""

    def __init__(self, kind: Amendment.Kind, homes: dict[str, Household], grounds: Grounds) -> None:
        self.kind, self.homes, self.grounds = kind, homes, grounds
        self.on = grounds.true_since
        rows = Person.objects.filter(household__in=homes.values()).order_by("id")
        by_key = {home.pk: home for home in homes.values()}
        self.people = {one.number: one for one in rows}
        for one in self.people.values():
            one.household = by_key[one.household_id]
        self._pending: list[_Pending] = []
        self._dirty: dict[Any, set[str]] = {}

    def person(self, number: str) -> Person:
        """A person of the households. Raises PersonUnknown."""
        if number not in self.people:
            raise PersonUnknown(number=number)
        return self.people[number]

    def members(self, home: Household) -> list[Person]:
        """Everyone of the household as the act has it so far."""
        return [one for one in self.people.values() if one.household_id == home.pk]

    def opened(self, home: Household) -> None:
        """A household that this act made."""
        self.homes[home.number] = home
        self._pending.append(_Pending((home.number,), None, "number", None, home.number))

    def entered(self, person: Person) -> None:
        """A person whom this act made."""
        self.people[person.number] = person
        home = person.household.number
        self._pending.append(_Pending((home,), person, "household", None, home))

    def set(self, subject: Household | Person, name: str, text: str | None) -> None:
        """Give a field its new value; nothing happens when it has it already. Raises Refused."""
        asked = field_named(name)
        store = storing.store_of(asked.table)
        before = store.read(subject, asked, self.on)
        after = text_of(value_of(asked, text)) if text else None
        if before == after:
            return
        if name == "work.place" and after is None:
            for other in _WORK_ENDS:
                self.set(subject, other, None)
        self._begin_row(subject, asked, after)
        homes = self._homes_of(subject)
        self._note(subject, store.write(subject, asked, after, self.on))
        person = subject if isinstance(subject, Person) else None
        self._pending.append(_Pending(homes, person, name, before, after))

    def _begin_row(self, subject: Household | Person, asked: Field, after: str | None) -> None:
        """A first row comes with what every row has, and history says so."""
        for name, usual in _FIRST.get(asked.table, ()):
            if name == asked.name or after is None:
                return
            if storing.store_of(asked.table).read(subject, field_named(name), self.on) is None:
                self.set(subject, name, usual)

    def transfer(self, person: Person, home: Household) -> None:
        """Put a person into another household of the act, with their work."""
        left = person.household
        person.household, person.region_code = home, home.region_code
        self._note(person, {"household", "region_code"})
        storing.take_work_along(person)
        numbers = (left.number, home.number)
        self._pending.append(_Pending(numbers, person, "household", left.number, home.number))

    def finish(self) -> list[Amendment]:
        """Check the outcome, write rows and history, and journal it. Raises Refused.

        An act that changes nothing leaves no trace: the list is empty.
        """
        if not self._pending:
            return []
        self._refuse()
        for home in self._touched():
            self._summarise(home)
        for row, columns in self._dirty.items():
            row.save(update_fields=sorted(columns))
        written = self._history()
        self._journal(written)
        dossiers_amended.send(
            Household,
            households=self._touched(),
            villages=self._villages(),
            by=self.grounds.by,
            at=self.grounds.at,
        )
        return written

    def _homes_of(self, subject: Household | Person) -> tuple[str, ...]:
        home = subject.household if isinstance(subject, Person) else subject
        return (home.number,)

    def _note(self, row: Any, columns: Iterable[str]) -> None:
        if columns:
            self._dirty.setdefault(row, set()).update(columns)

    def _touched(self) -> list[Household]:
        numbers = {number for one in self._pending for number in one.homes}
        return [home for number, home in self.homes.items() if number in numbers]

    def _villages(self) -> frozenset[str]:
        """Where the households are, and where they were before the act."""
        left = {one.before for one in self._pending if one.field == "region_code" and one.before}
        return frozenset(left | {home.region_code for home in self._touched()})

    def _refuse(self) -> None:
        found: list[Finding] = []
        for person in {one.person for one in self._pending if one.person is not None}:
            found += rules.refusals_of_life(life(person), self.grounds.today)
        if any(one.field in _STRUCTURE for one in self._pending):
            for home in self._touched():
                found += rules.refusals_of_home(life(one) for one in self.members(home))
        if found:
            raise Refused(found)

    def _summarise(self, home: Household) -> None:
        """What follows from the members and the history: size, head, revision, end."""
        present = [one for one in self.members(home) if life(one).present]
        head = next((one for one in present if one.relation == rules.HEAD), None)
        home.size, home.revision = len(present), home.revision + 1
        if head is not None:
            home.head_name = head.name
            home.head_initials = initials_of(head.name)
        self._note(home, {"size", "revision", "head_name", "head_initials"})
        emptied = any(one.field in _STRUCTURE for one in self._pending) and not present
        if emptied and home.ended_on is None:
            self.set(home, "ended_on", self.on.isoformat())

    def _history(self) -> list[Amendment]:
        act = uuid.uuid4()
        grounds = self.grounds
        written = {
            home.number: Amendment(
                household=home,
                region_code=home.region_code,
                act=act,
                kind=self.kind,
                true_since=grounds.true_since,
                known_since=grounds.at,
                by_id=grounds.by.pk if grounds.by is not None else None,
                reason=grounds.reason.strip(),
                evidence=grounds.evidence.strip(),
                source=grounds.source,
            )
            for home in self._touched()
        }
        Amendment.objects.bulk_create(written.values())
        Change.objects.bulk_create(
            Change(
                amendment=written[number],
                region_code=written[number].region_code,
                person=one.person,
                field=one.field,
                before=one.before,
                after=one.after,
            )
            for one in self._pending
            for number in one.homes
        )
        return list(written.values())

    def _journal(self, written: Sequence[Amendment]) -> None:
        """Which fields of which dossier, never their values."""
        journal.record_many(
            journal.Entry(
                by=self.grounds.by,
                act=f"registry.{self.kind.value}",
                subject=one.household,
                region=one.region_code,
                reason=one.reason,
                evidence={
                    "amendment": one.pk,
                    "true_since": one.true_since,
                    "fields": sorted(
                        {p.field for p in self._pending if one.household.number in p.homes}
                    ),
                },
            )
            for one in written
        )


def life(person: Person) -> rules.Life:
    """A person as the rules see them."""
    return rules.Life(
        name=person.name,
        relation=person.relation,
        birth_on=person.birth_on,
        joined_on=person.joined_on,
        died_on=person.died_on,
        moved_out_on=person.moved_out_on,
    )


def refuse(code: str, message: str) -> Refused:
    """A refusal for one reason."""
    return Refused([Finding(code, message)])
