"""Taking back an act on which nothing later rests."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db import transaction

from shouwang.watch.registry.errors import AmendmentUnknown
from shouwang.watch.registry.models import (
    Amendment,
    Change,
    Event,
    Income,
    Payout,
    Sale,
    Spending,
)
from shouwang.watch.registry.operations.amending import Amending, Grounds, begin, refuse

_FACTS = (Income, Spending, Payout, Event, Sale)
_NAMES_PERSON = (Spending, Event)


@transaction.atomic
def undo(*, amendment: int, grounds: Grounds) -> list[Amendment]:
    """Take back everything that the act of an amendment did, in all households it concerned.

    History keeps both: the act, and that it was undone. Who was entered by the act counts as never
    having lived there; a household that it opened ends. Raises Refused when a later change or fact
    rests on the act, AmendmentUnknown, DossierChanged.
    """
    asked = Amendment.objects.filter(pk=amendment).first()
    if asked is None:
        raise AmendmentUnknown(number=amendment)
    if asked.kind == Amendment.Kind.UNDONE:
        raise refuse("undo_of_undo", "撤销记录不能再撤销：请重新办理原来的事项")
    acts = list(Amendment.objects.filter(act=asked.act).select_related("household").order_by("id"))
    grounds = replace(grounds, true_since=asked.true_since)
    act = begin(Amendment.Kind.UNDONE, [one.household.number for one in acts], grounds)
    changes = _changes(acts)
    _refuse_if_needed(act, acts, changes)
    for one in reversed(changes):
        _take_back(act, one)
    return act.finish()


def _changes(acts: Sequence[Amendment]) -> list[Change]:
    """The act's changes, each once: a transfer is written in both households."""
    rows = Change.objects.filter(amendment__in=acts).select_related(
        "person", "amendment__household"
    )
    once: dict[tuple[int | None, str, int | None], Change] = {}
    for one in rows.order_by("id"):
        own = None if one.person_id else one.amendment_id
        once.setdefault((one.person_id, one.field, own), one)
    return list(once.values())


def _take_back(act: Amending, one: Change) -> None:
    home = act.homes[one.amendment.household.number]
    if one.field == "number":
        act.set(home, "ended_on", act.on.isoformat())
        return
    if one.person_id is None:
        act.set(home, one.field, one.before)
        return
    person = act.person(one.person.number)  # type: ignore[union-attr]
    if one.field != "household":
        act.set(person, one.field, one.before)
    elif one.before is None:
        joined = person.joined_on or act.on
        act.set(person, "joined_on", joined.isoformat())
        act.set(person, "moved_out_on", joined.isoformat())
    else:
        act.transfer(person, act.homes[one.before])


def _refuse_if_needed(act: Amending, acts: Sequence[Amendment], changes: Sequence[Change]) -> None:
    newest = max(one.pk for one in acts)
    if any(_rests_on(one, newest) for one in changes):
        raise refuse("rested_on", "这次办理之后，同一项目又有新的变更或数据：请先撤销后来的那一次")
    for one in changes:
        if one.person_id and one.person.number not in act.people:  # type: ignore[union-attr]
            raise refuse("gone_on", "涉及的成员后来又转到了别的户，请先撤销那一次")


def _rests_on(one: Change, newest: int) -> bool:
    later = Change.objects.filter(amendment__gt=newest)
    if one.field == "number":
        home = one.amendment.household
        opened = Amendment.objects.filter(household=home, pk__gt=newest).exists()
        return opened or _any_facts(_FACTS, household=home)
    if one.person_id is None:
        own = later.filter(amendment__household=one.amendment.household_id, person=None)
        return own.filter(field=one.field).exists()
    theirs = later.filter(person=one.person_id)
    if one.field == "household" and one.before is None:
        return theirs.exists() or _any_facts(_NAMES_PERSON, person=one.person_id)
    return theirs.filter(field__in=_same_ground(one.field)).exists()


def _same_ground(field: str) -> tuple[str, ...]:
    """A transfer is undone only while the person has neither died nor gone on."""
    if field == "household":
        return ("household", "died_on", "moved_out_on")
    return (field,)


def _any_facts(models: Iterable[type], **whose: int | object) -> bool:
    return any(model.objects.filter(**whose).exists() for model in models)  # type: ignore[attr-defined]
