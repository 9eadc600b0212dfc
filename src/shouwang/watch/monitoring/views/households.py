"""Households: search, a village's Excel, and one household's page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwang.kernel import excel
from shouwang.kernel.crypto.unmasking import ReasonMissing, unmask
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.policies.queries import current_pack
from shouwang.watch.monitoring import queries
from shouwang.watch.monitoring.forms import HouseholdFilterForm, SearchForm
from shouwang.watch.monitoring.queries import exports, wording
from shouwang.watch.monitoring.queries.dossier import TITLES
from shouwang.watch.monitoring.queries.lists import HOUSEHOLD_ORDERS
from shouwang.watch.monitoring.views import frame
from shouwang.watch.monitoring.views.clues import rule_choices
from shouwang.watch.registry import queries as registry
from shouwang.watch.registry.models.person import Labour

SORT = "severity"
_NUMBERS = {"家庭人口（人）", "线索数（条）"}
_DAYS = {"建档日期", "脱贫日期"}
_WIDE = {"户编号": 20, "线索": 50}


def _cell(heading: str) -> excel.Cell:
    if heading in _NUMBERS:
        return excel.Cell.NUMBER
    return excel.Cell.DAY if heading in _DAYS else excel.Cell.TEXT


HOUSEHOLD_EXPORT_COLUMNS = [
    excel.Column(heading, _cell(heading), _WIDE.get(heading, 12))
    for heading in exports.HOUSEHOLD_HEADINGS
]


@requires(Act.EXPORT)
def export_households(request: HttpRequest, code: str) -> HttpResponseBase:
    """The households of a place as an Excel file, as the address filters them."""
    place = frame.place_or_404(code)
    form = HouseholdFilterForm(request.GET, rule_choices(current_pack(place.code)))
    sort = frame.sort_word(request, HOUSEHOLD_ORDERS, SORT)
    on = frame.day_of(queries.latest_run(place))
    names = frame.names_inside(RegionCode.of(place.code[:9]) if len(place.prefix) > 9 else place)
    rows = exports.household_rows(place.prefix, on, form.filters(), sort, names)
    remarks = frame.remarks(request, place, sort)
    written = excel.write("农户", HOUSEHOLD_EXPORT_COLUMNS, rows, remarks)
    return frame.file_answer(written, f"农户-{place.prefix}.xlsx")


@requires(Act.SEE_HOUSEHOLDS)
def search_households(request: HttpRequest) -> HttpResponseBase:
    """Households anywhere in one's places, by name, pinyin initials or number."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = registry.find_households(words) if words else []
    names = frame.names_of(home.region_code for home in found)
    rows = [
        {
            "head": home.head_name,
            "number": home.number,
            "href": reverse("household", args=[home.number]),
            "place": names[home.region_code],
            "place_href": reverse("place", args=[home.region_code]),
            "group": home.group,
            "size": home.size,
        }
        for home in found
    ]
    return TemplateResponse(
        request,
        "monitoring/search.html",
        {
            "form": form,
            "words": words,
            "rows": rows,
            "most": registry.MOST_FOUND,
            "columns": [
                {"key": "head", "label": _("户主"), "href": "href", "note": "number"},
                {"key": "place", "label": _("所在村"), "href": "place_href"},
                {"key": "group", "label": _("村民小组")},
                {"key": "size", "label": _("家庭人口"), "unit": _("人"), "kind": "number"},
            ],
        },
    )


@requires(Act.SEE_HOUSEHOLDS)
def household_page(request: HttpRequest, number: str) -> HttpResponseBase:
    """One household: who lives there, its clues, and what is known from which list."""
    dossier = queries.household(number)
    if dossier is None:
        raise Http404
    return _household(request, dossier, revealed=None)


@require_POST
@requires(Act.UNMASK)
def unmask_identity(request: HttpRequest, number: str) -> HttpResponseBase:
    """The same page with one member's identity number in full; who, whose and why is journalled."""
    dossier = queries.household(number)
    member = request.POST.get("member", "")
    person = (
        next((one for one in dossier.members if one.number == member), None) if dossier else None
    )
    if dossier is None or person is None:
        raise Http404
    if not permits(request, Act.UNMASK, RegionCode(person.region_code)):
        return forbidden(request)
    try:
        full = unmask(
            by=request.user,  # type: ignore[arg-type]
            subject=person,
            field="identity",
            value=person.identity,
            region=person.region_code,
            reason=request.POST.get("reason", ""),
        )
    except ReasonMissing as refusal:
        messages.error(request, str(refusal))
        return redirect("household", number)
    return _household(request, dossier, revealed=(member, full))


def _household(
    request: HttpRequest, dossier: queries.Dossier, *, revealed: tuple[str, str] | None
) -> HttpResponseBase:
    place = RegionCode(dossier.household.region_code)
    path = frame.region_path(place)
    pack, words = current_pack(place.code), frame.language()
    clues: list[dict[str, Any]] = [
        {
            "clue": clue,
            "label": wording.rule_label(pack, clue.rule, words),
            "why": wording.sentence(pack, clue.rule, clue.evidence, words),
        }
        for clue in dossier.clues
    ]
    labour = dict(Labour.choices)
    members = [
        {
            "person": one,
            "labour": labour.get(getattr(one, "state_labour", None) or "", ""),
            "identity": revealed[1] if revealed and revealed[0] == one.number else "",
        }
        for one in dossier.members
    ]
    tables = [(key, TITLES[key], rows) for key, rows in dossier.facts.items() if rows]
    return TemplateResponse(
        request,
        "monitoring/household.html",
        {
            "dossier": dossier,
            "household": dossier.household,
            "on": dossier.on,
            "members": members,
            "may_unmask": permits(request, Act.UNMASK, place),
            "open_clues": [one for one in clues if one["clue"].closed_on is None],
            "past_clues": [one for one in clues if one["clue"].closed_on is not None],
            "tables": tables,
            "place_name": frame.village_name(path),
            "region_path": path,
        },
    )
