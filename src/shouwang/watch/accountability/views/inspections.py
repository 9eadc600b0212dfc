"""An inspection and its findings: written down one by one, or pasted from a sheet."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.findings import Finding as Said
from shouwang.kernel.findings import Reading
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.watch.accountability import operations, queries
from shouwang.watch.accountability.forms import FindingForm, InspectionForm
from shouwang.watch.accountability.models import Finding, Inspection
from shouwang.watch.accountability.operations.inspecting import Heading
from shouwang.watch.accountability.queries import Filters, Standing, codes
from shouwang.watch.accountability.rules import Row, read_rows
from shouwang.watch.accountability.views import frame
from shouwang.watch.accountability.views.findings import columns, lines


@requires(Act.SUPERVISE)
def new_inspection(request: HttpRequest) -> HttpResponseBase:
    """Write an inspection down; its findings follow on its own page."""
    form = InspectionForm(
        request.POST or None, codes.words(codes.SOURCES, frame.language()).items()
    )
    refusals: tuple[Said, ...] = ()
    if request.method == "POST" and form.is_valid():
        if not permits(request, Act.SUPERVISE, form.cleaned_data["place"]):
            return forbidden(request)
        reading = operations.record_inspection(
            by=signed_in(request),
            at=timezone.now(),
            number=form.sent_number,
            heading=_heading(form.cleaned_data),
        )
        if reading.value is not None:
            return redirect("accountability_inspection", reading.value.pk)
        refusals = reading.findings
    context = {"form": form, "refusals": refusals}
    return TemplateResponse(request, "accountability/new_inspection.html", context)


def _heading(kept: dict[str, Any]) -> Heading:
    return Heading(
        place=kept["place"],
        title=kept["title"],
        source=kept["source"],
        on=kept["on"],
        document=kept["document"],
        inspectors=kept["inspectors"],
    )


@requires(Act.SEE_SUPERVISION)
def inspection_page(request: HttpRequest, number: Any) -> HttpResponseBase:
    """One inspection with its findings; more are added here."""
    found = Inspection.objects.select_related("by").filter(pk=number).first()
    if found is None:
        raise Http404
    place, words = RegionCode(found.region_code), frame.language()
    may_add = permits(request, Act.SUPERVISE, place)
    form = FindingForm(request.POST or None, codes.words(codes.CATEGORIES, words).items())
    refusals: tuple[Said, ...] = ()
    if request.method == "POST":
        if not may_add:
            return forbidden(request)
        if form.is_valid():
            reading = _record(request, found, form)
            if reading.value is not None:
                count = len(reading.value)
                messages.success(
                    request, _("已记录 %(n)s 条问题，责任单位已能看到。") % {"n": count}
                )
                return redirect("accountability_inspection", number)
            refusals = reading.findings
    rows = queries.findings(
        Filters(standing=Standing.ALL, inspection=found.pk), timezone.localdate()
    )
    return TemplateResponse(
        request,
        "accountability/inspection.html",
        {
            "inspection": found,
            "place_name": frame.names_of([found.region_code]).get(found.region_code, ""),
            "source": codes.words(codes.SOURCES, words).get(found.source, found.source),
            "columns": columns(),
            "rows": lines(rows[:MOST_LISTED]),
            "form": form if may_add else None,
            "refusals": refusals,
        },
    )


MOST_LISTED = 300


def _record(
    request: HttpRequest, inspection: Inspection, form: FindingForm
) -> Reading[list[Finding]]:
    kept = form.cleaned_data
    if kept["pasted"].strip():
        read = read_rows(
            kept["pasted"],
            places=frame.places_by_name(),
            categories=codes.keys_by_word(codes.CATEGORIES),
        )
    else:
        read = Reading((_single(kept),))
    if read.value is None:
        return Reading(None, read.findings)
    return operations.record_findings(
        by=signed_in(request),
        at=timezone.now(),
        submission=form.sent_number,
        inspection=inspection,
        rows=read.value,
    )


def _single(kept: dict[str, Any]) -> Row:
    return Row(
        1,
        kept["place"].code,
        kept["category"],
        int(kept["severity"]),
        kept["household"].strip(),
        kept["text"].strip(),
    )
