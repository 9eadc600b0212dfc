"""Many cases at once: choose the act, see what it will do and refuse, do it, read what came."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel import scope
from shouwang.kernel.findings import Finding
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import requires
from shouwang.people.rules import Act as Permission
from shouwang.people.views.shown import signed_in
from shouwang.procedures import operations as procedures
from shouwang.procedures.models import Case
from shouwang.procedures.operations import Evidence, Outcome
from shouwang.procedures.rules import Transition
from shouwang.watch.casework import operations
from shouwang.watch.casework.errors import CaseworkError, TooManySelected
from shouwang.watch.casework.forms import ManyForm
from shouwang.watch.casework.queries import wording
from shouwang.watch.casework.queries.selection import (
    MOST_PICKED,
    Group,
    by_place,
    chosen,
    fingerprint,
    groups,
    revisions,
)
from shouwang.watch.casework.views import frame
from shouwang.watch.monitoring.views import frame as shared


@dataclass(frozen=True, slots=True)
class Selection:
    """The cases meant: those ticked, or all that an address filters."""

    query: QueryDict
    picked: tuple[UUID, ...]
    place: RegionCode
    found: QuerySet[Case]

    @property
    def back(self) -> str:
        """The list from which they were chosen."""
        return f"{reverse('casework')}?{self.query.urlencode()}"


def _selection(request: HttpRequest) -> Selection:
    text = request.POST.get("query")
    query = QueryDict(text) if text is not None else request.GET.copy()
    _form, wanted = frame.asked_by(query)
    picked = tuple(_numbers(request.POST.getlist("picked")))
    found = chosen(picked, wanted, frame.held(request), timezone.localdate())
    return Selection(query, picked, wanted.place, found)


def _numbers(texts: Sequence[str]) -> list[UUID]:
    found = []
    for text in dict.fromkeys(texts[:MOST_PICKED]):
        try:
            found.append(UUID(text))
        except ValueError as error:
            raise Http404 from error
    return found


@requires(Permission.HANDLE_CASES)
def many(request: HttpRequest) -> HttpResponseBase:
    """What is chosen, by procedure and step, and which acts can be taken with all of each."""
    selection, today = _selection(request), timezone.localdate()
    count = selection.found.count()
    if not count:
        messages.error(request, _("没有选中等您办理的事项。请先勾选，或放宽筛选条件。"))
        return redirect(selection.back)
    found = groups(selection.found, frame.held(request), today)
    context = {
        **_shown(selection),
        "count": count,
        "groups": [_group(one) for one in found],
        "left_out": count - sum(one.count for one in found),
    }
    return TemplateResponse(request, "casework/many.html", context)


def _shown(selection: Selection) -> dict[str, Any]:
    return {
        "picked": selection.picked,
        "query": selection.query.urlencode(),
        "back": selection.back,
    }


def _group(one: Group) -> dict[str, Any]:
    return {
        "title": wording.title(one.declaration),
        "step": wording.step(one.declaration, one.step),
        "count": one.count,
        "ways": [
            {
                "label": wording.said_way(way),
                "value": f"{one.procedure}:{one.step}:{way.key}",
                "kind": "primary" if way.kind.value == "forward" else "",
            }
            for way in one.ways
        ],
    }


@dataclass(frozen=True, slots=True)
class _Plan:
    """One act with the cases of one group."""

    selection: Selection
    group: Group
    way: Transition
    found: QuerySet[Case]
    seen: Mapping[UUID, int]


def _plan(request: HttpRequest) -> _Plan:
    """The act that was chosen. Raises Http404 for one that is not offered, TooManySelected."""
    selection = _selection(request)
    procedure, _colon, rest = request.POST.get("what", "").partition(":")
    step, _colon, key = rest.partition(":")
    found = selection.found.filter(procedure=procedure, step=step)
    offered = groups(found, frame.held(request), timezone.localdate())
    for group in offered:
        way = next((way for way in group.ways if way.key == key), None)
        if way is not None:
            if group.count > operations.MOST:
                raise TooManySelected(most=operations.MOST, count=group.count)
            return _Plan(selection, group, way, found, revisions(found))
    raise Http404


@requires(Permission.HANDLE_CASES)
def many_preview(request: HttpRequest) -> HttpResponseBase:
    """What the act would do and refuse, by village; with `confirmed`, the act itself."""
    if request.method != "POST":
        return redirect("casework")
    known = _begun(request)
    if known is not None:
        return redirect("casework_batch", known)
    try:
        plan = _plan(request)
    except TooManySelected as refusal:
        messages.error(request, str(refusal))
        return redirect(_selection(request).back)
    confirmed = "confirmed" in request.POST
    first = {"number": uuid4(), "seen": fingerprint(plan.seen)}
    form = (
        ManyForm(plan.way, request.POST.copy()) if confirmed else ManyForm(plan.way, initial=first)
    )
    changed = confirmed and request.POST.get("seen") != first["seen"]
    if confirmed and not changed and form.is_valid():
        answer = _done(request, plan, form)
        if answer is not None:
            return answer
    if changed:
        form.data["seen"] = first["seen"]  # type: ignore[index]
    return _preview(request, plan, form, changed=changed)


def _begun(request: HttpRequest) -> UUID | None:
    """The batch that this very form began before: its cases wait for nobody any more."""
    numbers = _numbers([one for one in (request.POST.get("number"),) if one])
    return operations.begun(by=signed_in(request), number=numbers[0]) if numbers else None


def _done(request: HttpRequest, plan: _Plan, form: ManyForm) -> HttpResponseBase | None:
    values = form.cleaned_data
    try:
        batch = operations.request_many(
            by=signed_in(request),
            at=timezone.now(),
            number=values["number"],
            place=_row_place(plan.selection.place),
            procedure=plan.group.procedure,
            step=plan.group.step,
            way=plan.way,
            label=wording.said_way(plan.way),
            cases=plan.seen,
            reason=values["reason"],
            text=values.get("text", ""),
        )
    except CaseworkError as refusal:
        form.add_error(None, str(refusal))
        return None
    return redirect("casework_batch", batch.number)


def _row_place(place: RegionCode) -> RegionCode:
    """Where the batch lies: the place of the list, or what one's duties open of it first."""
    if scope.current().contains(place):
        return place
    inside = (one for one in scope.current().prefixes if one.startswith(place.prefix))
    return RegionCode.of(next(inside))


def _preview(
    request: HttpRequest, plan: _Plan, form: ManyForm, *, changed: bool
) -> HttpResponseBase:
    outcome = procedures.foresee_many(
        by=signed_in(request),
        at=timezone.now(),
        cases=plan.seen,
        transition=plan.way.key,
        reason=_("（待填）"),
        evidence=[Evidence(kind, "casework.bulkact:") for kind in plan.way.evidence],
    )
    counted = by_place(plan.found)
    names = shared.names_of(counted)
    declaration = plan.group.declaration
    context = {
        **_shown(plan.selection),
        "what": request.POST.get("what", ""),
        "form": form,
        "changed": changed,
        "way": wording.said_way(plan.way),
        "title": wording.title(declaration),
        "step": wording.step(declaration, plan.group.step),
        "to": wording.step(declaration, plan.way.leads_to(plan.group.step)),
        "count": len(plan.seen),
        "ready": len(outcome.done),
        "reasons": _reasons(outcome),
        "columns": [
            {"key": "place", "label": _("村")},
            {"key": "count", "label": _("件数"), "kind": "number"},
        ],
        "places": [{"place": names[code], "count": n} for code, n in counted.items()],
    }
    return TemplateResponse(request, "casework/many_preview.html", context)


def _reasons(outcome: Outcome) -> list[dict[str, Any]]:
    """Why some will be refused, the most frequent reason first."""
    counted: Counter[str] = Counter(
        finding.message for found in outcome.refused.values() for finding in _first(found)
    )
    return [{"message": message, "count": count} for message, count in counted.most_common(20)]


def _first(found: Sequence[Finding]) -> Sequence[Finding]:
    return found[:1]
