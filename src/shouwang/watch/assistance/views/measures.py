"""One measure: changing it, saying that it was delivered with its proof, ending it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwang.kernel.findings import Reading
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, requires
from shouwang.people.rules import Act
from shouwang.watch.assistance import operations, queries
from shouwang.watch.assistance.errors import AssistanceError
from shouwang.watch.assistance.forms import DeliverForm, EndForm, MeasureForm, as_initial
from shouwang.watch.assistance.models import Measure
from shouwang.watch.assistance.views import frame, proofs
from shouwang.watch.assistance.views.plans import measure_line
from shouwang.watch.monitoring.views.frame import language, region_path

Done = Callable[[], Reading[Measure]]


def _measure_or_404(number: UUID) -> Measure:
    try:
        return queries.measure(number)
    except AssistanceError as error:
        raise Http404 from error


@requires(Act.SEE_HOUSEHOLDS)
def measure(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """A measure with the forms of what can be done with it."""
    return _page(request, _measure_or_404(number))


@require_POST
@requires(Act.PLAN_HELP)
def measure_change(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Change a measure that is still planned."""
    held = _measure_or_404(number)
    form = MeasureForm(request.POST, language=language(), change=True, auto_id="change_%s")

    def done() -> Reading[Measure]:
        return operations.change_measure(
            **_act(request, form, held), draft=form.draft(), reason=form.cleaned_data["reason"]
        )

    return _answered(request, held, "change", form, done)


@require_POST
@requires(Act.PLAN_HELP)
def measure_deliver(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Say that a measure was delivered; the proof becomes a paper of the household."""
    held = _measure_or_404(number)
    form = DeliverForm(
        request.POST,
        request.FILES,
        papers=proofs.choices(held.plan.household),
        auto_id="deliver_%s",
    )

    @transaction.atomic
    def done() -> Reading[Measure]:
        proof = proofs.proof_of(request, held.plan.household, form)
        if proof.findings:
            return Reading(None, proof.findings)
        reading = operations.deliver_measure(
            **_act(request, form, held), delivery=form.delivery(), proof=proof.value
        )
        if reading.value is None:
            transaction.set_rollback(True)
        return reading

    return _answered(request, held, "deliver", form, done)


@require_POST
@requires(Act.PLAN_HELP)
def measure_end(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """End a measure with its reason."""
    held = _measure_or_404(number)
    form = EndForm(request.POST, auto_id="end_%s")

    def done() -> Reading[Measure]:
        return operations.end_measure(
            **_act(request, form, held), reason=form.cleaned_data["reason"]
        )

    return _answered(request, held, "end", form, done)


def _act(request: HttpRequest, form: forms.Form, held: Measure) -> dict[str, Any]:
    return {
        "by": request.user,
        "at": timezone.now(),
        "act_id": form.cleaned_data["act_id"],
        "measure": held.pk,
        "revision": form.cleaned_data["revision"],
    }


def _answered(
    request: HttpRequest, held: Measure, name: str, form: forms.Form, done: Done
) -> HttpResponseBase:
    if not frame.may_plan(request, held.region_code):
        return forbidden(request)
    if form.is_valid():
        reading = done()
        if reading.value is not None:
            messages.success(request, _("已保存：%(title)s") % {"title": held.title})
            return redirect("household_plan", held.plan.household.number)
        frame.refuse(form, reading.findings)
        frame.show_current(form, queries.measure(held.pk).plan.revision)
    return _page(request, held, {name: form})


def _page(
    request: HttpRequest, held: Measure, given: dict[str, forms.Form] | None = None
) -> HttpResponseBase:
    home, revision = held.plan.household, held.plan.revision
    today = timezone.localdate()
    sold = queries.sold_by(home, [held], today)
    made: dict[str, forms.Form] = {
        "change": MeasureForm(
            language=language(),
            change=True,
            revision=revision,
            initial=as_initial(held),
            auto_id="change_%s",
        ),
        "deliver": DeliverForm(
            papers=proofs.choices(home),
            revision=revision,
            initial={"on": today},
            auto_id="deliver_%s",
        ),
        "end": EndForm(revision=revision, auto_id="end_%s"),
        **(given or {}),
    }
    return TemplateResponse(
        request,
        "assistance/measure.html",
        {
            "household": home,
            "line": measure_line(held, language(), today, sold.get(held.pk)),
            "sales_href": frame.address("produce_household", home.number),
            "forms": made,
            "wrong": next(iter(given or {}), ""),
            "may_plan": home.ended_on is None and frame.may_plan(request, held.region_code),
            "region_path": region_path(RegionCode(home.region_code)),
        },
    )
