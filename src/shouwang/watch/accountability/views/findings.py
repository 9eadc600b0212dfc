"""The ledger of findings, and one finding with its case."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.deadlines import pressing
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.taking import taken
from shouwang.watch.accountability import queries
from shouwang.watch.accountability.forms import FindingFilterForm
from shouwang.watch.accountability.models import Finding
from shouwang.watch.accountability.queries import codes
from shouwang.watch.accountability.views import frame

SHORT = 60  # characters of a finding shown in a list


@requires(Act.SEE_SUPERVISION)
def ledger_page(request: HttpRequest) -> HttpResponseBase:
    """Findings of a place, filtered by the address."""
    place = frame.asked_place(request)
    form = _form(request, place)
    found = queries.findings(form.filters(place.prefix), timezone.localdate())
    page = Paginator(found, frame.PAGE_SIZE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "accountability/ledger.html",
        {
            "place": place,
            "form": form,
            "columns": columns(),
            "rows": lines(page.object_list),
            "page": page,
            "may_supervise": permits(request, Act.SUPERVISE, place),
            "export": reverse("accountability_ledger_export")
            if permits(request, Act.EXPORT, place)
            else "",
        },
    )


def _form(request: HttpRequest, place: RegionCode) -> FindingFilterForm:
    words = frame.language()
    return FindingFilterForm(
        request.GET,
        categories=codes.words(codes.CATEGORIES, words).items(),
        sources=codes.words(codes.SOURCES, words).items(),
        places=frame.place_choices(place),
    )


@requires(Act.EXPORT)
def export_ledger(request: HttpRequest) -> HttpResponseBase:
    """The same findings as an Excel file, with their words; who took it is journalled."""
    place = frame.asked_place(request)
    if not (permits(request, Act.EXPORT, place) and permits(request, Act.SEE_SUPERVISION, place)):
        return forbidden(request)
    form = _form(request, place)
    found = queries.findings(form.filters(place.prefix), timezone.localdate())
    return taken(
        request,
        _("督查整改台账"),
        [one for one in columns() if one["key"] != "text"]
        + [
            {"key": "text_whole", "label": _("问题")},
            {"key": "source", "label": _("来源")},
            {"key": "document", "label": _("文号")},
            {"key": "household", "label": _("户编号")},
        ],
        lines(found),
        act="accountability.ledger_exported",
        region=place,
        form=form,
    )


def columns() -> list[dict[str, Any]]:
    """The ledger's columns."""
    return [
        {"key": "number", "label": _("编号"), "href": "href"},
        {"key": "severity", "label": _("程度"), "kind": "severity"},
        {"key": "place", "label": _("责任单位")},
        {"key": "text", "label": _("问题"), "note": "category"},
        {"key": "step", "label": _("进展"), "note": "left"},
        {"key": "due_on", "label": _("期限"), "kind": "date"},
        {"key": "found_on", "label": _("发现日期"), "kind": "date"},
    ]


def lines(found: Iterable[Finding], names: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Findings as rows of the ledger; names of places are read unless they are given."""
    rows, words, today = list(found), frame.language(), timezone.localdate()
    if names is None:
        names = frame.names_of(one.region_code for one in rows)
    categories, sources = codes.words(codes.CATEGORIES, words), codes.words(codes.SOURCES, words)
    return [
        {
            "number": one.pk,
            "href": reverse("accountability_finding", args=[one.pk]),
            "severity": one.severity,
            "place": names.get(one.region_code, one.region_code),
            "text": _short(str.__str__(one.text)),
            "text_whole": str.__str__(one.text),
            "category": categories.get(one.category, one.category),
            "step": queries.step_label(one.case, words),
            "left": pressing(one.case.due_on, today, finished=one.case.finished_on is not None),
            "due_on": one.case.due_on,
            "found_on": one.found_on,
            "source": sources.get(one.source, one.source),
            "document": one.document,
            "household": one.household.number if one.household else "",
        }
        for one in rows
    ]


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[:SHORT]}…"


@requires(Act.SEE_SUPERVISION)
def finding_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One finding: what was found, where its rectification stands, what to do next."""
    found = queries.finding(number)
    if found is None or not permits(request, Act.SEE_SUPERVISION, RegionCode(found.region_code)):
        raise Http404
    context, taken_way = frame.moving(request, found.case)
    if taken_way:
        messages.success(request, _("已办理。"))
        return redirect("accountability_finding", number)
    words = frame.language()
    names = frame.names_of([found.region_code])
    return TemplateResponse(
        request,
        "accountability/finding.html",
        {
            **context,
            "finding": found,
            "place_name": names.get(found.region_code, found.region_code),
            "category": codes.words(codes.CATEGORIES, words).get(found.category, found.category),
            "source": codes.words(codes.SOURCES, words).get(found.source, found.source),
            "household_href": frame.link("household", found.household.number)
            if found.household
            else "",
        },
    )
