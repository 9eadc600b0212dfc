"""Recording a family's authorisation, and that it was taken back."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.watch.registry.models import Household
from shouwang.watch.visits import operations, queries
from shouwang.watch.visits.forms import AuthorisationForm, WithdrawalForm
from shouwang.watch.visits.models import Authorisation
from shouwang.watch.visits.views import frame


@sensitive_post_parameters()
@requires(Act.RECORD_VISITS)
def authorise(request: HttpRequest, number: str) -> HttpResponseBase:
    """Record a family's authorisation, signed on the glass or on paper."""
    home = frame.home_for(request, number, Act.RECORD_VISITS)
    case = frame.case_of(request.GET.get("case", ""), home)
    start = {
        "id": uuid4(),
        "signed_on": timezone.localdate(),
        "signer": home.head_name,
        "case": case.pk if case else None,
    }
    form = AuthorisationForm(request.POST or None, request.FILES or None, initial=start)
    if request.method == "POST" and form.is_valid() and _authorised(request, home, form):
        messages.success(request, _("授权已登记。"))
        return redirect(frame.after(None, home, form.cleaned_data["case"]))
    return page(request, home, "visits/authorise.html", form)


def _authorised(request: HttpRequest, home: Household, form: AuthorisationForm) -> bool:
    data = form.cleaned_data
    case = frame.case_of(str(data["case"] or ""), home)
    with transaction.atomic():
        paper = None
        if data["paper"]:
            paper, refusal = frame.kept_photo(request, home, data["paper"], _("授权书"))
            if refusal:
                form.add_error("paper", refusal)
                return False
        reading = operations.authorise(
            by=signed_in(request),
            at=timezone.now(),
            number=data["id"],
            household=home,
            signer=data["signer"],
            signed_on=data["signed_on"],
            ink=data["ink"],
            paper=paper,
            case=case,
        )
        if reading.value is None:
            transaction.set_rollback(True)
    frame.add_findings(form, reading.findings)
    return reading.value is not None


def page(
    request: HttpRequest,
    home: Household,
    template: str,
    form: forms.Form,
    **more: Any,
) -> HttpResponseBase:
    """A page about one household: its look is noted, its authorisation is at hand."""
    today = timezone.localdate()
    frame.note_look(request, home)
    return TemplateResponse(
        request,
        template,
        {
            "home": home,
            "form": form,
            "authorisation": queries.valid_authorisation(home, today),
            "may_visit": permits(request, Act.RECORD_VISITS, RegionCode(home.region_code)),
            "region_path": frame.region_path(RegionCode(home.region_code)),
            **more,
        },
    )


@sensitive_post_parameters()
@requires(Act.RECORD_VISITS)
def withdraw(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Record that a family took its authorisation back."""
    given = (
        Authorisation.objects.select_related("household", "withdrawal").filter(pk=number).first()
    )
    if given is None:
        raise Http404
    home = frame.home_for(request, given.household.number, Act.RECORD_VISITS)
    form = WithdrawalForm(request.POST or None, initial={"withdrawn_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        reading = operations.withdraw(
            by=signed_in(request), at=timezone.now(), number=given.pk, **form.cleaned_data
        )
        if reading.value is not None:
            messages.success(request, _("授权已撤回，不再向部门核对。"))
            return redirect("household_visits", home.number)
        frame.add_findings(form, reading.findings)
    return page(request, home, "visits/withdraw.html", form, given=given)
