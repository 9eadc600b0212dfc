"""The list of pairs of a place, its Excel, and asking for a check."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwang.kernel import excel, journal, scope
from shouwang.kernel.regioncode import RegionCode, RegionCodeInvalid
from shouwang.people.permits import permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.regions import queries as regions
from shouwang.watch.linkage import operations, queries
from shouwang.watch.linkage.forms import CandidateFilterForm
from shouwang.watch.linkage.models import Candidate
from shouwang.watch.linkage.rules import sentence
from shouwang.watch.linkage.views import shown

_EXPORT = (
    ("一方姓名", 12), ("一方证件号码", 22), ("一方所在村", 26), ("另一方姓名", 16),
    ("另一方证件号码", 22), ("另一方所在村", 26), ("概率（%）", 10), ("依据", 60), ("状态", 12),
    ("判定人", 12), ("判定依据", 40),
)  # fmt: skip


def place_of(request: HttpRequest) -> RegionCode:
    """The place that the address names with `place=`, else the person's own; inside the scope."""
    prefixes = scope.current().prefixes
    code = request.GET.get("place", "")
    try:
        place = RegionCode(code) if code else RegionCode.of(prefixes[0]) if prefixes else None
    except RegionCodeInvalid as error:
        raise Http404 from error
    if place is None or not scope.current().contains(place):
        raise Http404
    return place


@requires(Act.DECIDE_MATCHES)
def pairs_page(request: HttpRequest) -> HttpResponseBase:
    """Pairs that wait for a decision, both records side by side, the likeliest first."""
    place = place_of(request)
    form = CandidateFilterForm(request.GET)
    found = queries.candidates(place, form.filters())
    page = Paginator(found, queries.PAGE_SIZE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "linkage/pairs.html",
        {
            "form": form,
            "page": page,
            "rows": _rows(page.object_list),
            "columns": _columns(),
            "place": place,
            "townships": _townships(request, place),
            "region_path": _path(place),
            "may_check": permits(request, Act.DECIDE_MATCHES, place),
            "export": reverse("linkage_export"),
        },
    )


def _path(place: RegionCode) -> list[dict[str, str]]:
    steps = regions.path(place, on=timezone.localdate())
    seen = scope.current()
    here = reverse("linkage")
    return [
        {"name": s.name, "href": f"{here}?place={s.code}" if seen.contains(s.code) else ""}
        for s in steps
    ]


def _townships(request: HttpRequest, place: RegionCode) -> list[dict[str, Any]]:
    """How many wait in each township, when the place has several; the most first."""
    counts = queries.count_by_township(place)
    if len(place.prefix) > 6 or len(counts) < 2:
        return []
    names = regions.names([f"{one}000" for one, _n in counts], on=timezone.localdate())
    return [
        {
            "name": names.get(f"{one}000", one),
            "count": count,
            "href": f"{reverse('linkage')}?place={one}000",
        }
        for one, count in sorted(counts, key=lambda row: -row[1])
    ]


def _rows(pairs: Iterable[Candidate]) -> list[dict[str, Any]]:
    records = queries.records(pairs)
    places = shown.place_names(records)
    rows = []
    for pair in pairs:
        left, right = shown.sides(pair, records, places)
        rows.append(
            {
                "left": left.name,
                "left_note": left.note,
                "right": right.name,
                "right_note": right.note,
                "href": reverse("linkage_pair", args=[pair.pk]),
                "percent": round(pair.probability * 100),
                "why": sentence(pair.evidence),
                "state": pair.get_state_display(),
                "found_at": pair.found_at,
            }
        )
    return rows


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "left", "label": _("一方"), "href": "href", "note": "left_note"},
        {"key": "right", "label": _("另一方"), "href": "href", "note": "right_note"},
        {"key": "percent", "label": _("同一人的概率"), "unit": "%", "kind": "number"},
        {"key": "why", "label": _("依据")},
        {"key": "state", "label": _("状态")},
        {"key": "found_at", "label": _("发现时间"), "kind": "instant", "hidden": True},
    ]


@requires(Act.EXPORT)
def export_pairs(request: HttpRequest) -> HttpResponseBase:
    """The same pairs as an Excel file, numbers masked; who took it is journalled."""
    place = place_of(request)
    pairs = list(queries.candidates(place, CandidateFilterForm(request.GET).filters()))
    columns = [
        excel.Column(name, excel.Cell.NUMBER if "%" in name else excel.Cell.TEXT, width)
        for name, width in _EXPORT
    ]
    remarks = [
        ("地区", str(place)),
        ("导出人", str(request.user)),
        ("导出时间", timezone.localtime().strftime("%Y-%m-%d %H:%M")),
        ("提示", "含个人信息，仅限本职工作使用，用后删除。"),
    ]
    written = excel.write("疑似重复", columns, _cells(pairs), remarks)
    journal.record(
        by=signed_in(request),
        act="linkage.export",
        region=place,
        evidence={"rows": written.rows},
    )
    return excel.handed_over(written, f"疑似重复-{place.prefix}.xlsx")


def _cells(pairs: list[Candidate]) -> Iterator[tuple[object, ...]]:
    records = queries.records(pairs)
    places = shown.place_names(records)
    for pair in pairs:
        left, right = shown.sides(pair, records, places)
        cells = [
            cell
            for side in (left, right)
            for cell in (
                side.name,
                side.person.identity_masked if side.person else "",
                side.place,
            )
        ]
        who = str(pair.decided_by) if pair.decided_by else ""
        percent = round(pair.probability * 100)
        yield (
            *cells, percent, sentence(pair.evidence), pair.get_state_display(), who, pair.reason
        )  # fmt: skip


@require_POST
@requires(Act.DECIDE_MATCHES)
def check_now(request: HttpRequest) -> HttpResponseBase:
    """Let the worker check the county of the person's place now."""
    place = place_of(request)
    operations.request_check(
        by=signed_in(request),
        region_code=RegionCode.of(place.county).code,
    )
    messages.success(request, _("已开始查重，一般几分钟完成；稍后刷新本页查看。"))
    return redirect("linkage")
