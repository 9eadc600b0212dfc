"""Clues: the list, its Excel, and one clue with its reasons."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from shouwang.engine import Pack
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import permits, requires
from shouwang.people.rules import Act
from shouwang.policies.queries import current_pack
from shouwang.watch.monitoring import queries
from shouwang.watch.monitoring.forms import ClueFilterForm
from shouwang.watch.monitoring.models import Clue, SavedFilter
from shouwang.watch.monitoring.queries import wording
from shouwang.watch.monitoring.queries.lists import CLUE_ORDERS
from shouwang.watch.monitoring.views import frame, saved

SORT = "severity"


def rule_choices(pack: Pack) -> list[tuple[str, str]]:
    """Every rule of the pack with its name, for a filter."""
    words = frame.language()
    named = [*pack.rules, *wording.grounds(pack)]
    return [(name, wording.rule_label(pack, name, words)) for name in named]


def clue_lines(pack: Pack, listed: Iterable[Clue], names: dict[str, str]) -> list[dict[str, Any]]:
    """Clues as rows of the table: the household, why in a sentence, where."""
    words = frame.language()
    return [
        {
            "clue": clue,
            "href": reverse("clue", args=[clue.pk]),
            "head": clue.household.head_name,
            "number": clue.household.number,
            "severity": clue.severity,
            "rule": wording.rule_label(pack, clue.rule, words),
            "why": wording.sentence(pack, clue.rule, clue.evidence, words),
            "category": clue.get_proposed_category_display(),
            "place": names[clue.region_code],
            "place_href": reverse("place", args=[clue.region_code]),
            "opened_on": clue.opened_on,
            "closed_on": clue.closed_on,
        }
        for clue in listed
    ]


@requires(Act.SEE_CLUES)
def clues_page(request: HttpRequest) -> HttpResponseBase:
    """Clues of a place, filtered by the address."""
    place = frame.asked_place(request)
    pack = current_pack(place.code)
    form = ClueFilterForm(request.GET, rule_choices(pack))
    sort = frame.sort_word(request, CLUE_ORDERS, SORT)
    page = queries.clues(form.filters(place.prefix), sort, frame.page_number(request))
    path, names = frame.path_and_names(place, (clue.region_code for clue in page.rows))
    may_export = permits(request, Act.EXPORT, place)
    return TemplateResponse(
        request,
        "monitoring/clues.html",
        {
            "place": place,
            "region_path": path,
            "run": queries.latest_run(place),
            "form": form,
            "columns": _columns(),
            "rows": clue_lines(pack, page.rows, names),
            "page": frame.django_page(page),
            "uncounted": page.uncounted,
            "export": reverse("export", args=["clues"]) if may_export else "",
            "saved": saved.of(request, SavedFilter.List.CLUES, request.GET.urlencode()),
        },
    )


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "head", "label": _("户主"), "href": "href", "note": "number"},
        {"key": "severity", "label": _("程度"), "kind": "severity", "sort": "severity"},
        {"key": "rule", "label": _("规则"), "sort": "rule"},
        {"key": "why", "label": _("为什么")},
        {"key": "category", "label": _("建议类别")},
        {"key": "place", "label": _("所在村"), "href": "place_href", "sort": "place"},
        {"key": "opened_on", "label": _("首次发现"), "kind": "date", "sort": "opened_on"},
        {"key": "closed_on", "label": _("关闭日期"), "kind": "date", "hidden": True},
    ]


@requires(Act.SEE_CLUES)
def clue_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """Why one clue was raised: each number with its meaning, rows and documents."""
    why = queries.clue(number, frame.language())
    if why is None:
        raise Http404
    place = RegionCode(why.clue.region_code)
    pack, words, path = current_pack(place.code), frame.language(), frame.region_path(place)
    history = [
        {
            "at": change.on,
            "title": change.get_kind_display(),
            "text": wording.sentence(pack, why.clue.rule, change.evidence, words),
            "href": reverse("screening", args=[change.run_id]),
        }
        for change in reversed(why.history)
    ]
    return TemplateResponse(
        request,
        "monitoring/clue.html",
        {
            "why": why,
            "by_rule": why.clue.rule in pack.rules,
            "open_case": frame.address("casework_open", why.clue.household.number)
            if permits(request, Act.HANDLE_CASES, place)
            else "",
            "history": history,
            "clue": why.clue,
            "household": why.clue.household,
            "place_name": frame.village_name(path),
            "region_path": path,
        },
    )
