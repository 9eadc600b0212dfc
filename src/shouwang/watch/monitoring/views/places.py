"""The page of a place: the county's dashboard, a township, a village with its households."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.engine import Pack
from shouwang.kernel.regioncode import Level, RegionCode
from shouwang.people.permits import permits, requires
from shouwang.people.rules import Act
from shouwang.policies.queries import current_pack
from shouwang.regions import queries as regions
from shouwang.watch.monitoring import queries
from shouwang.watch.monitoring.forms import HouseholdFilterForm
from shouwang.watch.monitoring.models import Severity
from shouwang.watch.monitoring.queries import Dashboard, PlaceCount, wording
from shouwang.watch.monitoring.queries.lists import HOUSEHOLD_ORDERS
from shouwang.watch.monitoring.views import frame, register
from shouwang.watch.monitoring.views.clues import rule_choices
from shouwang.watch.monitoring.views.screenings import job
from shouwang.watch.registry.models.household import SubjectCategory


@requires(Act.SEE_DASHBOARD)
def home(request: HttpRequest) -> HttpResponseBase:
    """The page of one's own place; those without one learn what is open to them."""
    own = frame.own_place()
    if own is None:
        return TemplateResponse(request, "monitoring/no_place.html")
    if own.level is Level.VILLAGE:
        return redirect("place", own.code)
    return _page(request, own)


@requires(Act.SEE_DASHBOARD)
def place_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """A place inside the scope; another does not exist."""
    return _page(request, frame.place_or_404(code))


def _page(request: HttpRequest, place: RegionCode) -> HttpResponseBase:
    shown = queries.dashboard(place.prefix)
    pack = current_pack(place.code)
    context = {
        "place": place,
        "shown": shown,
        "run": shown.run,
        "run_day": shown.run.as_of.isoformat() if shown.run else "",
        "region_path": frame.region_path(place),
        "job": job(shown.under_way) if shown.under_way else None,
        "severities": _severities(shown, place),
        "rules": _rules(shown, pack, place),
        "rule_columns": _rule_columns(shown),
        "may_screen": permits(request, Act.SCREEN_NOW, place),
        "clues_href": f"{reverse('clues')}?place={place.code}",
    }
    if place.level is Level.VILLAGE:
        return _village(request, place, pack, context)
    return _above_village(request, place, shown, context)


def _severities(shown: Dashboard, place: RegionCode) -> list[dict[str, Any]]:
    return [
        {
            "level": one.severity,
            "label": Severity(one.severity).label,
            "clues": one.clues,
            "before": one.before,
            "change": None if one.before is None else one.clues - one.before,
            "href": f"{reverse('clues')}?place={place.code}&severity={one.severity}",
        }
        for one in shown.severities
    ]


def _rules(shown: Dashboard, pack: Pack, place: RegionCode) -> list[dict[str, Any]]:
    words = frame.language()
    return [
        {
            "label": wording.rule_label(pack, one.rule, words),
            "severity": one.severity,
            "clues": one.clues,
            "opened": one.opened,
            "change": one.change,
            "href": f"{reverse('clues')}?place={place.code}&rule={one.rule}",
            "rule_href": reverse("policy_rule", args=[one.rule]),
        }
        for one in shown.rules
    ]


def _rule_columns(shown: Dashboard) -> list[dict[str, Any]]:
    columns = [
        {"key": "label", "label": _("规则"), "href": "href"},
        {"key": "severity", "label": _("程度"), "kind": "severity"},
        {"key": "clues", "label": _("线索"), "unit": _("条"), "kind": "number"},
        {"key": "opened", "label": _("本次新增"), "unit": _("条"), "kind": "number"},
    ]
    if shown.previous:
        columns.append({"key": "change", "label": _("比上次"), "unit": _("条"), "kind": "change"})
    return columns


def _above_village(
    request: HttpRequest, place: RegionCode, shown: Dashboard, context: dict[str, Any]
) -> HttpResponseBase:
    tree = regions.tree_for(place.prefix, on=timezone.localdate())
    names = {one.code: one.short_name for one in tree}
    below = [_place_row(one, names, shown) for one in shown.places]
    context |= {
        "name": names.get(place.code, place.code),
        "below": below,
        "below_columns": _place_columns(place),
        "listed": [_as_listed(row) for row in below],
        "worst": max(below, key=lambda row: row["clues"], default=None),
    }
    if place.level in {Level.COUNTY, Level.TOWNSHIP}:
        # drawn when the template asks, which keeps the drawing for every further look
        context["map"] = lambda: _map(place, str(context["name"]), shown, tree)
    if place.level is Level.COUNTY:
        context["register"] = register.of(shown, whole="figures" in request.GET)
    return TemplateResponse(request, "monitoring/place.html", context)


def _place_row(one: PlaceCount, names: dict[str, str], shown: Dashboard) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": names.get(one.code, one.code),
        "href": reverse("place", args=[one.code]),
        "households": one.households,
        "persons": one.persons,
        "with_clues": one.households_with_clues,
        "share": one.households_with_clues / one.households if one.households else None,
        "clues": one.clues,
        "opened": one.opened,
        "level": _shade(one),
        "change": None if one.before is None else one.clues - one.before,
    }


def _place_columns(place: RegionCode) -> list[dict[str, Any]]:
    below = _("乡镇") if place.level is Level.COUNTY else _("村")
    return [
        {"key": "name", "label": below, "href": "href"},
        {"key": "level", "label": _("风险"), "kind": "severity"},
        {"key": "clues", "label": _("线索"), "unit": _("条"), "kind": "number"},
        {"key": "opened", "label": _("本次新增"), "unit": _("条"), "kind": "number"},
        {"key": "change", "label": _("比上次"), "unit": _("条"), "kind": "change"},
        {"key": "with_clues", "label": _("有线索户"), "unit": _("户"), "kind": "number"},
        {"key": "share", "label": _("占比"), "kind": "percent"},
        {"key": "households", "label": _("筛查户数"), "unit": _("户"), "kind": "number"},
        {"key": "persons", "label": _("人口"), "unit": _("人"), "kind": "number", "hidden": True},
    ]


def _as_listed(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": row["code"],
        "name": row["name"],
        "parent": "",
        "level": row["level"],
        "value": row["clues"],
        "href": row["href"],
    }


def _map(place: RegionCode, name: str, shown: Dashboard, tree: Iterable[Any]) -> dict[str, Any]:
    """Tiles of townships and villages coloured by the share of households with clues."""
    counted = {one.code: one for one in shown.villages}
    address = reverse("place", args=[place.code])  # resolved once: a county has hundreds of tiles
    tiles = [
        {
            "code": one.code,
            "name": one.short_name,
            "parent": one.parent,
            "level": _shade(counted.get(one.code)),
            "value": counted[one.code].clues if one.code in counted else 0,
            "href": address.replace(place.code, one.code),
        }
        for one in tree
        if one.level in {Level.TOWNSHIP, Level.VILLAGE}
    ]
    outline = regions.outline(place) if place.level is Level.COUNTY else None
    return {
        "tiles": _with_township_sums(tiles),
        "outline": outline,
        "outline_features": [outline.feature(name)] if outline else [],
    }


def _with_township_sums(tiles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    sums: dict[str, int] = {}
    for tile in tiles:
        sums[tile["parent"]] = sums.get(tile["parent"], 0) + tile["value"]
    return [{**tile, "value": tile["value"] or sums.get(tile["code"], 0)} for tile in tiles]


# Steps of the map: the share of a village's households that have a clue, in per cent.
_SHADES = ((12, 3), (6, 2), (0, 1))


def _shade(count: PlaceCount | None) -> int | None:
    if count is None or not count.households:
        return None
    if not count.households_with_clues:
        return 0
    share = 100 * count.households_with_clues / count.households
    return next(level for least, level in _SHADES if share >= least)


def _village(
    request: HttpRequest, place: RegionCode, pack: Pack, context: dict[str, Any]
) -> HttpResponseBase:
    form = HouseholdFilterForm(request.GET, rule_choices(pack))
    sort = frame.sort_word(request, HOUSEHOLD_ORDERS, "severity")
    on = frame.day_of(context["run"])
    number = frame.page_number(request)
    page = queries.households(place.prefix, on, form.filters(), sort, number)
    export = f"{reverse('export', args=['households'])}?place={place.code}"
    context |= {
        "name": frame.village_name(context["region_path"]),
        "form": form,
        "columns": _household_columns(),
        "rows": list(_household_rows(page.rows, pack)),
        "page": frame.django_page(page),
        "export": export if permits(request, Act.EXPORT, place) else "",
    }
    return TemplateResponse(request, "monitoring/village.html", context)


def _household_rows(rows: Iterable[Any], pack: Pack) -> Iterable[dict[str, Any]]:
    words = frame.language()
    labels = dict(SubjectCategory.choices)
    for row in rows:
        yield {
            "head": row.head_name,
            "number": row.number,
            "href": reverse("household", args=[row.number]),
            "group": row.group,
            "size": row.size,
            "severity": row.severity,
            "clues": row.clue_count,
            "rules": "、".join(wording.rule_label(pack, rule, words) for rule in row.rules or ()),
            "category": labels.get(row.category_on, ""),
            "registered_on": row.registered_on,
        }


def _household_columns() -> list[dict[str, Any]]:
    return [
        {"key": "head", "label": _("户主"), "href": "href", "note": "number"},
        {"key": "severity", "label": _("最重程度"), "kind": "severity", "sort": "severity"},
        {"key": "rules", "label": _("线索")},
        {"key": "category", "label": _("户类别")},
        {"key": "group", "label": _("村民小组")},
        {"key": "size", "label": _("人口"), "unit": _("人"), "kind": "number", "sort": "size"},
        {"key": "registered_on", "label": _("建档日期"), "kind": "date", "hidden": True},
    ]
