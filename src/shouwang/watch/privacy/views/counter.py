"""At the counter: a clerk tells a household what is held about it and takes its requests."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.people.views.taking import taken
from shouwang.watch.privacy import operations, queries
from shouwang.watch.privacy.errors import PrivacyError
from shouwang.watch.privacy.forms import CorrectionForm, IdentityForm
from shouwang.watch.privacy.rules import ACCESS
from shouwang.watch.registry.models import Household, Person
from shouwang.watch.registry.operations.looks import record_look


@sensitive_post_parameters("identity")
@requires(Act.SERVE_COUNTER)
def counter(request: HttpRequest) -> HttpResponseBase:
    """Find the household of an identity number; the number is posted and stands in no address."""
    form = IdentityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = operations.find_household(form.cleaned_data["identity"])
        if found is not None and permits(request, Act.SERVE_COUNTER, RegionCode(found.region_code)):
            return redirect("privacy_counter_household", found.number)
        form.add_error(
            "identity", _("您的职责范围内没有这个号码。请核对号码，或请他到户籍所在乡镇办理。")
        )
    return TemplateResponse(request, "privacy/counter.html", {"form": form})


def _household_or_404(request: HttpRequest, number: str, act: Act) -> Household:
    found = queries.household(number)
    if found is None or not permits(request, act, RegionCode(found.region_code)):
        raise Http404
    return found


@requires(Act.SERVE_COUNTER)
def counter_household(request: HttpRequest, number: str) -> HttpResponseBase:
    """What the county holds about the household, in words for the household; printable."""
    return _shown(request, _household_or_404(request, number, Act.SERVE_COUNTER), CorrectionForm())


def _shown(request: HttpRequest, household: Household, form: CorrectionForm) -> HttpResponseBase:
    now = timezone.now()
    record_look(
        by=signed_in(request),
        at=now,
        household=household,
        page="counter",
    )
    held = queries.held(household, timezone.localdate(now))
    return TemplateResponse(
        request, "privacy/counter_household.html", {"held": held, "form": form, "now": now}
    )


@require_POST
@requires(Act.SERVE_COUNTER)
def counter_request(request: HttpRequest, number: str) -> HttpResponseBase:
    """Take a request to correct in, on behalf of the household."""
    household = _household_or_404(request, number, Act.SERVE_COUNTER)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _shown(request, household, form)
    made = operations.request_correction(
        by=signed_in(request),
        at=timezone.now(),
        household=household,
        **form.cleaned_data,
    )
    messages.success(
        request, _("已登记，第 %(n)s 号，%(day)s 前答复。") % {"n": made.pk, "day": made.due_on}
    )
    return redirect("privacy_counter_household", number)


@require_POST
@requires(Act.SERVE_COUNTER)
def code_slip(request: HttpRequest, number: str) -> HttpResponseBase:
    """A code for a member, shown once as a slip to be handed over or printed."""
    household = _household_or_404(request, number, Act.SERVE_COUNTER)
    person = Person.objects.filter(
        household=household, number=request.POST.get("member", ""), died_on=None
    ).first()
    if person is None:
        raise Http404
    if not person.identity:
        messages.error(request, _("这位成员没有证件号码，请在窗口直接查看。"))
        return redirect("privacy_counter_household", number)
    if not permits(request, Act.SERVE_COUNTER, RegionCode(person.region_code)):
        return forbidden(request)
    try:
        issued = operations.issue_code(
            by=signed_in(request),
            at=timezone.now(),
            person=person,
        )
    except PrivacyError as refusal:
        messages.error(request, str(refusal))
        return redirect("privacy_counter_household", number)
    context = {
        "person": person,
        "household": household,
        "code": issued.code,
        "expires_at": issued.expires_at,
        "minutes": int(ACCESS.valid.total_seconds() // 60),
    }
    return TemplateResponse(request, "privacy/slip.html", context)


@requires(Act.SEE_HOUSEHOLDS)
def household_lookers(request: HttpRequest, number: str) -> HttpResponseBase:
    """Who opened this dossier, when, from which office."""
    household = _household_or_404(request, number, Act.SEE_HOUSEHOLDS)
    return TemplateResponse(
        request,
        "privacy/lookers.html",
        {
            "household": household,
            "rows": queries.lookers(household),
            "most": queries.MOST_LOOKS,
            "columns": _looker_columns(),
        },
    )


@requires(Act.EXPORT)
def export_lookers(request: HttpRequest, number: str) -> HttpResponseBase:
    """The same looks as an Excel file; who took it is journalled."""
    household = _household_or_404(request, number, Act.EXPORT)
    return taken(
        request,
        _("谁看过这户档案"),
        _looker_columns(),
        (asdict(looker) for looker in queries.lookers(household)),
        act="privacy.lookers_exported",
        region=RegionCode(household.region_code),
        subject=household,
    )


def _looker_columns() -> list[dict[str, Any]]:
    return [
        {"key": "at", "label": _("时间"), "kind": "instant"},
        {"key": "name", "label": _("谁")},
        {"key": "office", "label": _("单位和职责")},
        {"key": "page", "label": _("页面"), "hidden": True},
    ]
