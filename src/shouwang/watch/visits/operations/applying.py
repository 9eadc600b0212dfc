"""What follows from a visit: the three sources compared, and proposed changes to the dossier."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models import Account
from shouwang.people.queries import duties_of
from shouwang.people.rules import Act, may
from shouwang.watch.quality.models import Statement
from shouwang.watch.quality.operations.consistency import Told, record_statements
from shouwang.watch.quality.queries.items import ITEMS, Unreadable
from shouwang.watch.registry.errors import RegistryError
from shouwang.watch.registry.models import Person
from shouwang.watch.registry.operations import Edit, Grounds, change
from shouwang.watch.registry.rules import HEAD
from shouwang.watch.visits.models import HomeVisit, Proposal
from shouwang.watch.visits.rules import KNOWN, Known, Type, VisitForm, corrections

_HALF_YUAN = 50
_NAMES = 80  # characters of the visitors' names in the evidence of a change


def follow(
    *,
    by: AbstractBaseUser,
    at: datetime,
    visit: HomeVisit,
    form: VisitForm,
    answers: Mapping[str, Any],
    known: Mapping[str, Known],
) -> None:
    """State what was found, propose what the dossier should say, write what `by` may write."""
    head = Person.objects.filter(household=visit.household_id, relation=HEAD, died_on=None)
    person = head.filter(moved_out_on=None).order_by("pk").first()
    told = [one for key in answers if (one := _told(visit, form, key, answers[key], person))]
    if told:
        record_statements(
            by=by, at=at, source=Statement.Source.VISIT, seen_on=visit.visited_on, told=told
        )
    changed = {*corrections(known, answers), *_news(form, known, answers)}
    proposals = [
        _proposal(visit, form, key, known.get(key), answers[key], person)
        for key in answers
        if key in changed
    ]
    Proposal.objects.bulk_create(proposals)
    if any(one.state == Proposal.State.PROPOSED for one in proposals):
        _write_if_permitted(by, at, visit)


def _news(form: VisitForm, known: Mapping[str, Known], answers: Mapping[str, Any]) -> list[str]:
    """Questions that the dossier could have answered and did not: it can now."""
    return [
        one.key
        for one in form.questions
        if one.known and one.key in answers and one.key not in known and KNOWN[one.known].field
    ]


def _told(
    visit: HomeVisit, form: VisitForm, key: str, value: Any, head: Person | None
) -> Told | None:
    """The answer as the comparison of the three sources has it; None where it has no such item."""
    question = form.question(key)
    source = KNOWN.get(question.known) if question else None
    if source is None or not source.item:
        return None
    item = ITEMS[source.item]
    if item.of_person and head is None:
        return None
    text = str((value + _HALF_YUAN) // 100) if source.type is Type.YUAN else str(value)
    try:
        read = item.read(text)
    except Unreadable:
        return None
    person = head.pk if item.of_person and head is not None else None
    return Told(visit.household_id, visit.region_code, item.name, read, person)


def _proposal(
    visit: HomeVisit, form: VisitForm, key: str, known: Known | None, value: Any,
    head: Person | None,
) -> Proposal:  # fmt: skip
    question = form.question(key)
    source = KNOWN[question.known] if question else None
    field = source.field if source and not (source.of_head and head is None) else ""
    return Proposal(
        visit=visit,
        region_code=visit.region_code,
        question=key,
        field=field,
        person=head if source and source.of_head else None,
        before=None if known is None else text_of(known.value),
        after=text_of(value),
        state=Proposal.State.PROPOSED if field else Proposal.State.NOTED,
    )


def text_of(value: Any) -> str:
    """An answer as the dossier writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _write_if_permitted(by: AbstractBaseUser, at: datetime, visit: HomeVisit) -> None:
    place = RegionCode(visit.region_code)
    if may(duties_of(by), Act.EDIT_DOSSIER, place, timezone.localdate(at)):  # type: ignore[arg-type]
        apply_proposals(by=by, at=at, visit=visit)


@transaction.atomic
def apply_proposals(*, by: AbstractBaseUser, at: datetime, visit: HomeVisit) -> int:
    """Write what is still proposed into the dossier, each by itself; how many were written.

    True since the day of the visit, which is the evidence. What the registry refuses stays
    proposed with the reason. The caller has seen that `by` may edit the dossier.
    """
    rows = Proposal.objects.select_for_update(of=("self",)).filter(
        visit=visit, state=Proposal.State.PROPOSED
    )
    grounds, written = _grounds(by, at, visit), 0
    for one in rows.select_related("person").order_by("pk"):
        one.refusal = _refusal(grounds, visit, one)
        if one.refusal is None:
            one.state, one.by_id, one.at = Proposal.State.APPLIED, by.pk, at
            written += 1
        one.save(update_fields=["state", "by", "at", "refusal"])
    journal.record(
        by=by,
        act="visits.apply_proposals",
        subject=visit,
        region=visit.region_code,
        evidence={"household": visit.household.number, "written": written},
    )
    return written


def _refusal(grounds: Grounds, visit: HomeVisit, proposal: Proposal) -> str | None:
    """Write one change; why not, or None when it is written."""
    person = proposal.person.number if proposal.person else ""
    edit = Edit(proposal.field, str(proposal.after), person)
    try:
        with transaction.atomic():
            change(household=visit.household.number, edits=[edit], grounds=grounds)
    except RegistryError as refusal:
        return str(refusal)
    return None


def _grounds(by: AbstractBaseUser, at: datetime, visit: HomeVisit) -> Grounds:
    """The visit as people cite it, and at the end as pages find it."""
    visitors = Account.objects.filter(pk__in=visit.visitors).order_by("pk")
    names = "、".join(visitors.values_list("display_name", flat=True))[:_NAMES]
    return Grounds(
        by=by,
        at=at,
        reason=f"入户走访核实：{visit.version.title}",
        true_since=visit.visited_on,
        evidence=f"入户 {visit.visited_on} {names} visits.homevisit:{visit.pk}",
    )
