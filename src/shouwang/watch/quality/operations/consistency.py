"""Three sources compared: what handbook and visit say is recorded; differences are settled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from shouwang.kernel import journal
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.quality import rules
from shouwang.watch.quality.errors import (
    DifferenceSettled,
    DifferenceUnknown,
    ItemNotCorrectable,
    ReasonMissing,
    ValueMissing,
)
from shouwang.watch.quality.models import Difference, Statement
from shouwang.watch.quality.queries.consistency import Key, Values, registry_values, statements_of
from shouwang.watch.quality.queries.items import INCOME, ITEMS
from shouwang.watch.registry.models import Household, Housing
from shouwang.watch.registry.operations import Edit, Grounds, correct
from shouwang.watch.registry.signals import dossiers_amended

PART = 1000
_ELSEWHERE = {
    "size": "办理出生、死亡、迁入、迁出",
    "head": "变更户主",
    "category": "通过识别或风险消除程序",
    **dict.fromkeys(INCOME, "导入收入清单"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One item as a source has it, read and compared as `queries.items` says."""

    household: int
    region_code: str
    item: str
    value: str
    person: int | None = None

    @property
    def key(self) -> Key:
        """What it speaks of."""
        return (self.household, self.person, self.item)


@transaction.atomic
def record_statements(
    *, by: AbstractBaseUser, at: datetime, source: str, seen_on: date, told: Sequence[Told]
) -> int:
    """Write what a source says, in place of what it said before, and compare; how many items.

    What was written on an older day never takes the place of something newer.
    """
    newest = {one.key: one for one in told}
    homes = sorted({one.household for one in told})
    newer = _newer(homes, source, seen_on)
    kept = [one for key, one in newest.items() if key not in newer]
    Statement.objects.filter(source=source, pk__in=_superseded(homes, source, kept)).delete()
    Statement.objects.bulk_create(
        (
            Statement(
                household_id=one.household,
                region_code=one.region_code,
                person_id=one.person,
                item=one.item,
                source=source,
                value=one.value,
                seen_on=seen_on,
                by_id=by.pk,
                at=at,
            )
            for one in kept
        ),
        batch_size=PART,
    )
    compare(homes, on=seen_on)
    _record(by, "quality.record_statements", kept, {"source": source, "seen_on": seen_on})
    return len(kept)


def _newer(homes: Sequence[int], source: str, seen_on: date) -> set[Key]:
    rows = Statement.objects.filter(household__in=homes, source=source, seen_on__gt=seen_on)
    return set(rows.values_list("household_id", "person_id", "item"))


def _superseded(homes: Sequence[int], source: str, kept: Iterable[Told]) -> list[int]:
    keys = {one.key for one in kept}
    rows = Statement.objects.filter(household__in=homes, source=source).values_list(
        "pk", "household_id", "person_id", "item"
    )
    return [pk for pk, *key in rows if tuple(key) in keys]


def _record(
    by: AbstractBaseUser, act: str, told: Iterable[Told], evidence: dict[str, object]
) -> None:
    """One line in the journal for each village; never a value."""
    villages: dict[str, int] = {}
    for one in told:
        villages[one.region_code] = villages.get(one.region_code, 0) + 1
    journal.record_many(
        journal.Entry(by=by, act=act, region=code, evidence={**evidence, "items": items})
        for code, items in villages.items()
    )


@transaction.atomic
def compare(homes: Sequence[int], *, on: date, found_on: date | None = None) -> int:
    """Compare the three sources of some households; returns how many differences are open.

    `on` is the day of the registry's values; new differences are found on that day too, unless
    `found_on` says another.
    """
    open_now = 0
    for start in range(0, len(homes), PART):
        open_now += _compare(homes[start : start + PART], on, found_on or on)
    return open_now


def compare_again(household: int, found_on: date) -> None:
    """Compare the sources of a household whose dossier was amended, as of the day last stated."""
    days = Statement.objects.filter(household=household).order_by("-seen_on")
    newest = days.values_list("seen_on", flat=True).first()
    if newest is not None:
        compare([household], on=newest, found_on=found_on)


def _compare(homes: Sequence[int], on: date, found_on: date) -> int:
    said = statements_of(homes)
    registry = registry_values(said, on)
    rows = Difference.objects.select_for_update().filter(household__in=homes).order_by("id")
    standing = _by_key(rows.filter(state=Difference.State.OPEN))
    settled = _by_key(rows.filter(state=Difference.State.SETTLED))
    regions = dict(Household.objects.filter(pk__in=homes).values_list("pk", "region_code"))
    opened, changed = [], []
    for key, sources in said.items():
        values = {**sources, "registry": registry.get(key)}
        differs = not rules.agree(values.values())
        row = standing.pop(key, None)
        if row is None and differs and not _is_decided(settled.get(key), values):
            opened.append(_difference(key, regions[key[0]], values, found_on))
        elif row is not None:
            _take(row, values)
            row.state = Difference.State.OPEN if differs else Difference.State.AGREED
            changed.append(row)
    for row in standing.values():
        row.state = Difference.State.AGREED
        changed.append(row)
    Difference.objects.bulk_create(opened, batch_size=PART)
    fields = ["handbook", "registry", "visit", "state"]
    Difference.objects.bulk_update(changed, fields, batch_size=PART)
    return len(opened) + sum(row.state == Difference.State.OPEN for row in changed)


def _by_key(rows: Iterable[Difference]) -> dict[Key, Difference]:
    """The last difference of each item."""
    return {(row.household_id, row.person_id, row.item): row for row in rows}


def _is_decided(last: Difference | None, values: Values) -> bool:
    """Whether somebody has settled just these values: paper that is still wrong is known to be."""
    if last is None:
        return False
    decided = {
        "handbook": last.handbook,
        "visit": last.visit,
        "registry": getattr(last, last.right),
    }
    return decided == {source: values.get(source) for source in decided}


def _difference(key: Key, region: str, values: Values, on: date) -> Difference:
    household, person, item = key
    row = Difference(
        household_id=household, person_id=person, item=item, region_code=region, found_on=on
    )
    _take(row, values)
    return row


def _take(row: Difference, values: Values) -> None:
    row.handbook = values.get("handbook")
    row.visit = values.get("visit")
    row.registry = values.get("registry")


@transaction.atomic
def settle(
    *,
    by: AbstractBaseUser,
    at: datetime,
    number: int,
    right: str,
    reason: str,
    handbook_mended: bool = False,
) -> Difference:
    """Say which source was right and why; when it was not the registry, the registry is corrected.

    The correction is an amendment of the dossier with its own history. Raises DifferenceUnknown,
    DifferenceSettled, ReasonMissing, ValueMissing, ItemNotCorrectable, and what `correct` raises.
    """
    row = _locked(number)
    sentence = rules.plain(reason)[:200]
    if not sentence:
        raise ReasonMissing()
    if right != Difference.Right.REGISTRY:
        _correct(row, right, sentence, by, at)
    row.state, row.right, row.reason = Difference.State.SETTLED, right, sentence
    row.by_id, row.at, row.handbook_mended = by.pk, at, handbook_mended
    row.save(update_fields=["state", "right", "reason", "by", "at", "handbook_mended"])
    journal.record(
        by=by,
        act="quality.settle_difference",
        subject=row,
        region=RegionCode(row.region_code),
        reason=sentence,
        evidence={"item": row.item, "right": right},
    )
    return row


def _locked(number: int) -> Difference:
    row = Difference.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise DifferenceUnknown(number=number)
    if row.state != Difference.State.OPEN:
        raise DifferenceSettled()
    return row


def _correct(row: Difference, right: str, reason: str, by: AbstractBaseUser, at: datetime) -> None:
    value = getattr(row, right)
    item = ITEMS[row.item]
    if value is None or value == "":
        raise ValueMissing()
    since = _seen_on(row, right)
    if row.item == "housing":
        _grade(row, str(value), since, by, at)
        return
    person = row.person.number if row.person else ""
    if not item.field or bool(person) is not item.of_person:
        raise ItemNotCorrectable(item=item.label, where=_ELSEWHERE.get(row.item, "先登记这名成员"))
    words = Difference.Right(right).label
    grounds = Grounds(
        by=by, at=at, reason=reason, true_since=since, evidence=f"三者一致核对：以{words}为准"
    )
    edit = Edit(item.field, str(value), person)
    correct(household=row.household.number, edits=[edit], grounds=grounds)


def _grade(row: Difference, grade: str, since: date, by: AbstractBaseUser, at: datetime) -> None:
    """A grade is a fact of its day, not a field that is corrected."""
    place = row.region_code
    Housing.objects.create(
        household_id=row.household_id, region_code=place, assessed_on=since, grade=grade
    )
    dossiers_amended.send(Housing, households=[row.household], villages={place}, by=by, at=at)


def _seen_on(row: Difference, right: str) -> date:
    stated = Statement.objects.filter(
        household=row.household_id, person=row.person_id, item=row.item, source=right
    ).first()
    return stated.seen_on if stated else row.found_on
