"""The figures of a place: who lives there, on what, in what danger; for desk, paper and wall."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.money import FEN_PER_YUAN
from shouwang.kernel.regioncode import Level, RegionCode
from shouwang.people.permits import requires
from shouwang.people.rules import Act
from shouwang.regions import queries as regions
from shouwang.watch.monitoring import queries
from shouwang.watch.monitoring.models import Severity
from shouwang.watch.monitoring.queries import composition
from shouwang.watch.monitoring.queries.composition import Composition
from shouwang.watch.monitoring.views import frame, portrait, records

_OLD = 60
SCREEN_SECONDS = 300  # a wall renews itself so often


@requires(Act.SEE_DASHBOARD)
def figures_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """Composition, income, causes and trends of a place; `view=screen` for a big screen."""
    place = frame.place_or_404(code)
    shown = composition.composition(place)
    context: dict[str, Any] = {
        "place": place,
        "region_path": frame.region_path(place),
        "shown": shown,
        "place_href": reverse("place", args=[place.code]),
    }
    context["name"] = context["region_path"][-1]["name"] if context["region_path"] else place.code
    if request.GET.get("view") == "screen":
        return _screen(request, place, shown, context)
    months = composition.trend(place)
    context |= {
        "cards": _cards(shown),
        "groups": [
            (_("人口与家庭"), "people", portrait.composition(shown)),
            (_("收入"), "money", portrait.income(shown)),
            (_("风险与原因"), "danger", portrait.danger(shown, months)),
            (_("数据与清单"), "records", records.charts(place, timezone.localdate())),
        ],
        "below": _below(place),
        "below_columns": _columns(place),
    }
    return TemplateResponse(request, "monitoring/figures.html", context)


def _cards(shown: Composition) -> list[dict[str, Any]]:
    mean = shown.income_per_head
    return [
        {"label": _("农户"), "value": shown.households, "unit": _("户")},
        {"label": _("人口"), "value": shown.persons, "unit": _("人")},
        {"label": _("曾建档立卡"), "value": shown.total("ever_registered"), "unit": _("户")},
        {"label": _("监测对象"), "value": shown.total("category"), "unit": _("户")},
        {
            "label": _("人均纯收入"),
            "value": None if mean is None else mean // FEN_PER_YUAN,
            "unit": _("元"),
        },
    ]


def _below(place: RegionCode) -> list[dict[str, Any]]:
    """The places directly below, each a link to its own figures."""
    found = composition.below(place)
    if not found:
        return []
    names = regions.names(found, on=timezone.localdate())
    return [
        {
            "name": names.get(code, code),
            "href": reverse("figures", args=[code]),
            "households": one.households,
            "persons": one.persons,
            "old": one.aged(_OLD) / one.persons if one.persons else None,
            "watched": one.total("category"),
            "disabled": one.total("disability"),
            "income": one.income_per_head,
        }
        for code, one in found.items()
    ]


def _columns(place: RegionCode) -> list[dict[str, Any]]:
    return [
        {"key": "name", "label": _("地方"), "href": "href"},
        {"key": "households", "label": _("农户"), "unit": _("户"), "kind": "number"},
        {"key": "persons", "label": _("人口"), "unit": _("人"), "kind": "number"},
        {"key": "old", "label": _("60岁以上"), "kind": "percent"},
        {"key": "watched", "label": _("监测对象"), "unit": _("户"), "kind": "number"},
        {"key": "disabled", "label": _("残疾人"), "unit": _("人"), "kind": "number"},
        {"key": "income", "label": _("人均纯收入"), "unit": _("元"), "kind": "amount"},
    ]


def _screen(
    request: HttpRequest, place: RegionCode, shown: Composition, context: dict[str, Any]
) -> HttpResponseBase:
    """What a wall shows without anybody touching it: the state of the watch, then the people."""
    found = queries.dashboard(place.prefix)
    names = {
        one.code: one.short_name for one in regions.tree_for(place.prefix, on=timezone.localdate())
    }
    worst = sorted(found.places, key=lambda one: -one.clues)[:8]
    months = composition.trend(place)
    charts = [*portrait.danger(shown, months)[:2], *portrait.income(shown)[:2],
              *portrait.composition(shown)[:1]]  # fmt: skip
    context |= {
        "run": found.run,
        "totals": found.totals,
        "severities": [
            {"level": one.severity, "label": Severity(one.severity).label, "clues": one.clues}
            for one in found.severities
        ],
        "worst": [{"name": names.get(one.code, one.code), "clues": one.clues,
                   "severity": one.severity} for one in worst],
        "most": max((one.clues for one in worst), default=0),
        "cards": _cards(shown),
        "charts": charts[:5],
        "seconds": SCREEN_SECONDS,
        "now": timezone.localtime(),
        "is_county": place.level is Level.COUNTY,
    }  # fmt: skip
    return TemplateResponse(request, "monitoring/screen.html", context)
