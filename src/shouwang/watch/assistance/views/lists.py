"""The list of helped households: what is owed, late, missing; counts by village; Excel."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.choosing import offered
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.taking import taken
from shouwang.watch.assistance import queries
from shouwang.watch.assistance.forms import HelpFilterForm
from shouwang.watch.assistance.views import frame
from shouwang.watch.monitoring.views.frame import (
    asked_place,
    language,
    names_of,
    place_name,
    region_path,
)
from shouwang.watch.registry.models import Household

PAGE = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A household with everything the rules of plans say about it, the gravest first."""

    household: Household
    found: Sequence[queries.Watched]


@requires(Act.SEE_HOUSEHOLDS)
def assistance_page(request: HttpRequest) -> HttpResponseBase:
    """Households whose help asks for something, the gravest first; the address holds the filter."""
    place, form = asked_place(request), HelpFilterForm(request.GET)
    everything = _found(place)
    lines = _lines(everything, form)
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    may_export = permits(request, Act.EXPORT, place)
    return TemplateResponse(
        request,
        "assistance/list.html",
        {
            "place": place,
            "place_name": place_name(place),
            "region_path": region_path(place),
            "form": form,
            "columns": _columns(),
            "rows": _rows(page.object_list),
            "page": page,
            "figures": _figures(everything, place),
            "villages": _villages(everything),
            "village_columns": _village_columns(),
            "export": reverse("assistance_export") if may_export else "",
            "may_pay": permits(request, Act.SCREEN_NOW, place),
        },
    )


@requires(Act.EXPORT)
def export(request: HttpRequest) -> HttpResponseBase:
    """The same households as an Excel file; who took it is journalled."""
    place, form = asked_place(request), HelpFilterForm(request.GET)
    if not permits(request, Act.EXPORT, place):
        return forbidden(request)
    return taken(
        request,
        _("帮扶情况"),
        [*_columns(), {"key": "number", "label": _("户编号")}],
        _rows(_lines(_found(place), form)),
        act="assistance.exported",
        region=place,
        form=form,
    )


def _found(place: RegionCode) -> list[queries.Watched]:
    today = timezone.localdate()
    day = frame.facts_day(place, today)
    return queries.watched(place, today, facts_on=day, language=language())


def _lines(everything: Iterable[queries.Watched], form: HelpFilterForm) -> list[Line]:
    show, words = form.wanted()
    found: dict[str, list[queries.Watched]] = {}
    for one in everything:
        found.setdefault(one.household, []).append(one)
    kept = {
        number: rules
        for number, rules in found.items()
        if not show or show in {one.filter for one in rules}
    }
    homes = queries.households_named(kept)
    return [
        Line(homes[number], rules)
        for number, rules in kept.items()
        if number in homes and (words in homes[number].head_name or words in number)
    ]


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "head", "label": _("户主"), "href": "href", "note": "number"},
        {"key": "severity", "label": _("程度"), "kind": "severity"},
        {"key": "what", "label": _("要办什么"), "note": "more"},
        {"key": "place", "label": _("所在村")},
    ]


def _rows(lines: Iterable[Line]) -> list[dict[str, Any]]:
    listed = list(lines)
    names = names_of({line.household.region_code for line in listed})
    return [
        {
            "head": line.household.head_name,
            "number": line.household.number,
            "href": reverse("household_plan", args=[line.household.number]),
            "severity": line.found[0].severity,
            "what": line.found[0].label,
            "more": "".join(one.sentence for one in line.found),
            "place": names[line.household.region_code],
        }
        for line in listed
    ]


def _figures(everything: Iterable[queries.Watched], place: RegionCode) -> list[dict[str, Any]]:
    counted = Counter(
        key for key, _household in {(one.filter, one.household) for one in everything}
    )
    form = HelpFilterForm()
    return [
        {"label": label, "value": counted[name], "href": f"?place={place.code}&show={name}"}
        for name, label in offered(form, "show")
        if name
    ]


def _villages(everything: Sequence[queries.Watched]) -> list[dict[str, Any]]:
    """How many households of each village ask for what; the most first."""
    homes = queries.households_named({one.household for one in everything})
    counted: dict[str, Counter[str]] = {}
    for name, number in {(one.filter, one.household) for one in everything}:
        if number in homes:
            counted.setdefault(homes[number].region_code, Counter())[name] += 1
    names = names_of(counted)
    rows = [
        {"name": names[code], "href": f"?place={code}", **counts}
        for code, counts in counted.items()
    ]
    return sorted(
        rows, key=lambda row: (-sum(v for v in row.values() if isinstance(v, int)), row["name"])
    )


def _village_columns() -> list[dict[str, Any]]:
    form = HelpFilterForm()
    return [
        {"key": "name", "label": _("村"), "href": "href"},
        *(
            {"key": name, "label": label, "kind": "number"}
            for name, label in offered(form, "show")
            if name
        ),
    ]
