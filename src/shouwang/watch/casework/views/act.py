"""Taking one way with one case: the form, filled again with what to do when it is refused."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.findings import Finding
from shouwang.people.permits import forbidden, requires
from shouwang.people.rules import Act as Permission
from shouwang.people.views.shown import signed_in
from shouwang.procedures import queries as procedures
from shouwang.procedures.errors import ActReused
from shouwang.procedures.models import Act, Case
from shouwang.procedures.operations import Evidence
from shouwang.procedures.rules import Declaration, Transition
from shouwang.watch.casework import operations
from shouwang.watch.casework.errors import CaseworkError
from shouwang.watch.casework.forms import ActForm, Offered
from shouwang.watch.casework.operations import Written
from shouwang.watch.casework.queries import wording
from shouwang.watch.casework.queries.evidence import choices
from shouwang.watch.casework.queries.signing import signers
from shouwang.watch.casework.views import files, frame
from shouwang.watch.casework.views.case import about, case_or_404, entries

# Beside which field a refusal is shown; the others stand on top alone.
_FIELDS = {
    "reason_missing": "reason",
    "signers_missing": "signers",
    "signer_unknown": "signers",
    "vote_missing": "members",
    "vote_uneven": "present",
    "no_quorum": "present",
    "vote_differs": "agree",
}


@requires(Permission.HANDLE_CASES)
def act(request: HttpRequest, number: UUID, transition: str) -> HttpResponseBase:
    """The form of a way; POST takes it."""
    case = case_or_404(number)
    if not frame.may_handle(request, case.region_code):
        return forbidden(request)
    declaration = procedures.declaration_of(case.version)
    way = declaration.transitions.get(transition)
    if way is None:
        raise Http404
    acts = procedures.acts(case)
    offered = _offered(request, case, declaration, acts, way)
    if request.method != "POST":
        form = ActForm(way, offered, initial={"act_id": uuid4(), "revision": case.revision})
        return _page(request, case, declaration, way, form)
    form = ActForm(way, offered, request.POST.copy(), request.FILES)
    if form.is_valid() and files.keep(request, case, form):
        answer = _taken(request, case, way, form)
        if answer is not None:
            return answer
    return _again(request, number, way, form)


def _offered(
    request: HttpRequest,
    case: Case,
    declaration: Declaration,
    acts: Sequence[Act],
    way: Transition,
) -> Offered:
    needed = declaration.number(way.signers) if way.signers else 1
    beside: list[tuple[int, str]] = []
    if way.signers:
        by, today = signed_in(request).pk, timezone.localdate()
        beside = signers(case, declaration, procedures.past(acts), way, by, today)
    return Offered(choices(case, way.evidence), beside, needed)


def _taken(
    request: HttpRequest, case: Case, way: Transition, form: ActForm
) -> HttpResponseBase | None:
    """The answer after the act; None when it was refused and the form says why."""
    values = form.cleaned_data
    try:
        reading = operations.act(
            by=signed_in(request),
            at=timezone.now(),
            act_id=values["act_id"],
            case=case.pk,
            revision=values["revision"],
            transition=way.key,
            reason=values["reason"],
            chosen=[
                Evidence(kind, values[f"{kind}-ref"])
                for kind in way.evidence
                if values[f"{kind}-ref"]
            ],
            written=[one for kind in way.evidence if (one := _written(form, kind))],
            signers=[int(one) for one in values.get("signers", ())],
            vote=form.vote(),
        )
    except (ActReused, CaseworkError) as refusal:
        form.add_error(None, str(refusal))
        return None
    for finding in reading.findings:
        _say(form, finding)
    if reading.value is None:
        return None
    step = wording.step(procedures.declaration_of(reading.value.version), reading.value.step)
    messages.success(
        request,
        _("已办理“%(way)s”，现在是“%(step)s”。") % {"way": wording.said_way(way), "step": step},
    )
    return redirect("casework_case", case.pk)


def _written(form: ActForm, kind: str) -> Written | None:
    """What was written for a kind; None when something that is there was chosen."""
    values = form.cleaned_data
    if values[f"{kind}-ref"]:
        return None
    return Written(kind, values[f"{kind}-text"].strip(), values[f"{kind}-paper"])


def _say(form: ActForm, finding: Finding) -> None:
    field = _FIELDS.get(finding.code)
    form.add_error(field if field in form.fields else None, finding.message)


def _again(request: HttpRequest, number: UUID, way: Transition, form: ActForm) -> HttpResponseBase:
    """The filled form once more, over the case as it stands now."""
    case = case_or_404(number)
    declaration = procedures.declaration_of(case.version)
    changed = form.data.get("revision") not in ("", None, str(case.revision))
    form.data["revision"] = str(case.revision)  # type: ignore[index]
    context = {}
    if changed:
        seen = form.cleaned_data.get("revision") or 0
        since = [one for one in procedures.acts(case) if one.sequence > seen]
        context = {"since": entries(declaration, since)}
    return _page(request, case, declaration, way, form, status=200, **context)


def _page(
    request: HttpRequest,
    case: Case,
    declaration: Declaration,
    way: Transition,
    form: ActForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponseBase:
    context = {
        **about(case, declaration),
        "form": form,
        "way": wording.way(declaration, way.key),
        "kind": way.kind.value,
        "to": wording.step(declaration, way.leads_to(case.step)),
        "from_here": case.step in way.sources,
        "withdraws": way.kind.value in {"withdraw", "rollback"},
        **more,
    }
    return TemplateResponse(request, "casework/act.html", context, status=status)
