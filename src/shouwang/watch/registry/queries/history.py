"""What was done to a dossier, newest first, in words that a page can show."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from shouwang.kernel.crypto.masking import mask_identity, mask_telephone
from shouwang.watch.registry.models import Amendment, Change, Household
from shouwang.watch.registry.queries.fields import Field, Shape, field_named
from shouwang.watch.registry.queries.values import value_of

# records of rooms above that a change cites, by the name of the address that shows one
_PAGES = {"visits.homevisit": "visit"}
_RECORD = re.compile(rf"(?P<kind>{'|'.join(map(re.escape, _PAGES))}):(?P<number>[0-9a-f-]{{36}})$")


@dataclass(frozen=True, slots=True)
class Line:
    """One field of one act, as shown: sensitive numbers are masked."""

    label: str
    person: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Act:
    """One act upon the dossier with both its dates."""

    number: int
    kind: str
    label: str
    true_since: date
    known_since: datetime
    by: str
    reason: str
    evidence: str
    page: str  # the address where the evidence is looked at, "" when it is not on a page
    lines: Sequence[Line]

    @property
    def undoable(self) -> bool:
        """Whether it is of a kind that can be taken back at all."""
        return self.kind not in {Amendment.Kind.UNDONE, Amendment.Kind.IMPORTED}


def history(household: Household, *, most: int, before: int | None = None) -> list[Act]:
    """The newest acts, or those with smaller numbers than `before`; one statement."""
    acts = Amendment.objects.filter(household=household).order_by("-id")
    if before is not None:
        acts = acts.filter(pk__lt=before)
    rows = (
        Change.objects.filter(amendment__in=acts.values("pk")[:most])
        .select_related("amendment__by", "person")
        .order_by("-amendment", "id")
    )
    grouped: dict[int, list[Change]] = {}
    for one in rows:
        grouped.setdefault(one.amendment_id, []).append(one)
    return [_act(changes) for changes in grouped.values()]


def _act(changes: Sequence[Change]) -> Act:
    one = changes[0].amendment
    evidence, page = cited(one.evidence, one.true_since)
    return Act(
        number=one.pk,
        kind=one.kind,
        label=str(one.get_kind_display()),
        true_since=one.true_since,
        known_since=one.known_since,
        by=getattr(one.by, "display_name", "") or _("系统"),
        reason=one.reason,
        evidence=evidence,
        page=page,
        lines=[_line(change) for change in changes],
    )


def cited(evidence: str, on: date) -> tuple[str, str]:
    """What is cited in words, and the page it is on: a record's name stands at the end of it.

    Older changes of a visit cite nothing but the name; what they say was true since its day.
    """
    found = _RECORD.search(evidence)
    if found is None:
        return evidence, ""
    words = evidence[: found.start()].strip() or _("入户 {day}").format(day=on)
    try:
        return words, reverse(_PAGES[found["kind"]], args=[found["number"]])
    except NoReverseMatch:
        return words, ""


def _line(change: Change) -> Line:
    field = field_named(change.field)
    return Line(
        label=str(field.label),
        person=change.person.name if change.person else "",
        before=said(field, change.before),
        after=said(field, change.after),
    )


def said(field: Field, text: str | None) -> str:
    """A value of history in words; "" for nothing there."""
    if not text:
        return ""
    if field.shape is Shape.TELEPHONE:
        return mask_telephone(text)
    if field.secret:
        return mask_identity(text)
    if field.shape is Shape.FLAG:
        return _("是") if text == "true" else _("否")
    if field.shape is Shape.AREA:
        return _("{mu} 亩").format(mu=f"{int(text) / 100:g}")
    if field.choices:
        words = {str(key): str(label) for key, label in field.choices}
        return words.get(str(value_of(field, text)), text)
    return text
