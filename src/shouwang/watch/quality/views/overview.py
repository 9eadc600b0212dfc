"""Data quality of a place: what waits, where, by which rule, and how it went over time."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.engine import Pack
from shouwang.kernel.regioncode import DIGITS, Level, RegionCode
from shouwang.people.models import KIND_NAMES
from shouwang.people.permits import permits, requires
from shouwang.people.rules import Act, Kind
from shouwang.policies.queries import said
from shouwang.regions import queries as regions
from shouwang.watch.quality import queries, rules
from shouwang.watch.quality.models import Severity
from shouwang.watch.quality.queries import wording
from shouwang.watch.quality.queries.policy import packaged
from shouwang.watch.quality.views import frame
from shouwang.watch.quality.views.checks import job

_VALUE = re.compile(r"\{\w+\}")  # a place in a sentence where a value of evidence goes
_ANSWERS = {Level.VILLAGE: Kind.VILLAGE_CADRE, Level.TOWNSHIP: Kind.TOWNSHIP_CLERK}
_MOST_LINES = 4


@requires(Act.SEE_HOUSEHOLDS)
def quality_page(request: HttpRequest) -> HttpResponseBase:
    """What waits for an answer, by place and rule; the button that checks; rates over time."""
    place = frame.asked_place(request)
    pack = packaged()
    under_way = queries.under_way(place)
    run = queries.latest_run(place)
    part = None if run else queries.latest_run_inside(place)
    return TemplateResponse(
        request,
        "quality/quality.html",
        {
            "place": place,
            "region_path": frame.region_path(place, "quality"),
            "run": run or part,
            "part": frame.place_name(part.region_code) if part else "",
            "job": job(under_way) if under_way else None,
            "may_check": permits(request, frame.DECIDE, place),
            "totals": queries.totals(place.prefix),
            "list_href": f"{reverse('quality_findings')}?place={place.code}",
            **_places(place),
            "rules": _rules(pack, place),
            "rule_columns": _rule_columns(),
            **_rates(place),
        },
    )


def _places(place: RegionCode) -> dict[str, Any]:
    """A line for each place inside, the one with most open findings on top."""
    level = frame.level_below(place)
    if level is None:
        return {"places": []}
    found = queries.below(place.prefix, DIGITS[level])
    held = queries.responsible(found, timezone.localdate())
    names = regions.names(found, on=timezone.localdate())
    duty = _ANSWERS.get(level, Kind.COUNTY_OFFICE)
    worst_first = sorted(found.items(), key=lambda pair: (-pair[1].open, pair[0]))
    rows = [
        {
            "name": names.get(code, code),
            "href": f"{reverse('quality')}?place={code}",
            "who": held.get((duty.value, code), ""),
            "open": one.open,
            "open_href": f"{reverse('quality_findings')}?place={code}",
            "urgent": one.urgent,
            "explained": one.explained,
            "accepted": one.accepted,
            "answered": one.answered_percent,
        }
        for code, one in worst_first
    ]
    return {"places": rows, "place_columns": _place_columns(level)}


def _place_columns(level: Level) -> list[dict[str, Any]]:
    return [
        {"key": "name", "label": frame.level_name(level), "href": "href"},
        {"key": "who", "label": _("责任人")},
        {
            "key": "open",
            "label": _("待处理"),
            "unit": _("个"),
            "kind": "number",
            "href": "open_href",
        },
        {"key": "urgent", "label": _("其中紧急"), "unit": _("个"), "kind": "number"},
        {"key": "explained", "label": _("待审核"), "unit": _("个"), "kind": "number"},
        {"key": "accepted", "label": _("已认可"), "unit": _("个"), "kind": "number"},
        {"key": "answered", "label": _("已答复"), "unit": "%", "kind": "number"},
    ]


def _rules(pack: Pack, place: RegionCode) -> list[dict[str, Any]]:
    words = frame.language()
    return [
        {
            "label": wording.label(pack, one.rule, words),
            "href": f"{reverse('quality_findings')}?place={place.code}&rule={one.rule}",
            "severity": one.severity,
            "duty": KIND_NAMES.get(Kind(one.duty), one.duty) if one.duty else "",
            "open": one.totals.open,
            "explained": one.totals.explained,
            "accepted": one.totals.accepted,
        }
        for one in queries.by_rule(place.prefix)
    ]


def _rule_columns() -> list[dict[str, Any]]:
    return [
        {"key": "label", "label": _("规则"), "href": "href"},
        {"key": "severity", "label": _("程度"), "kind": "severity"},
        {"key": "duty", "label": _("谁来办")},
        {"key": "open", "label": _("待处理"), "unit": _("个"), "kind": "number"},
        {"key": "explained", "label": _("待审核"), "unit": _("个"), "kind": "number"},
        {"key": "accepted", "label": _("已认可"), "unit": _("个"), "kind": "number"},
    ]


def _rates(place: RegionCode) -> dict[str, Any]:
    """Doubtful households of a hundred, check by check: the place, and its worst townships."""
    if place.level is Level.VILLAGE:
        return {"chart": None}
    checks = queries.rates(place.prefix)
    if not checks:
        return {"chart": None}
    last = checks[-1][1]
    names = regions.names(last, on=timezone.localdate())
    worst = sorted(last, key=lambda code: -_percent(last[code]))[:_MOST_LINES]
    series = [
        {
            "name": names.get(code, code),
            "values": [_percent(rows[code]) if code in rows else None for _, rows in checks],
        }
        for code in worst
    ]
    whole = [
        rules.per_cent(
            sum(r.doubtful for r in rows.values()), sum(r.households for r in rows.values())
        )
        for _, rows in checks
    ]
    return {
        "chart": {
            "categories": [day for day, _ in checks],
            "series": [{"name": _("全部"), "values": whole}, *series] if len(last) > 1 else series,
            "now": whole[-1],
            "kind": "line" if len(checks) > 1 else "bar",
        }
    }


def _percent(rate: Any) -> int:
    return rules.per_cent(rate.doubtful, rate.households)


@requires(Act.SEE_HOUSEHOLDS)
def rules_page(request: HttpRequest) -> HttpResponseBase:
    """Every rule of data quality in words, with its source; those not in use say why."""
    pack, words = packaged(), frame.language()
    own = [rule for rule in pack.rules.values() if not rule.inherited]
    own.sort(key=lambda rule: (not rule.enabled, -rule.severity, rule.name))
    rows = [
        {
            "label": said(rule.label, words, rule.name),
            "severity": rule.severity,
            "explain": _VALUE.sub("…", said(rule.explain, words, "")),
            "of": _("成员") if rule.of else _("农户"),
            "duty": KIND_NAMES.get(Kind(rule.duty), "") if rule.duty else "",
            "source": rule.source,
            "state": _("在用") if rule.enabled else rule.note or _("停用"),
        }
        for rule in own
    ]
    columns = [
        {"key": "label", "label": _("规则")},
        {"key": "severity", "label": _("程度"), "kind": "severity"},
        {"key": "of", "label": _("看什么")},
        {"key": "explain", "label": _("疑点写法")},
        {"key": "duty", "label": _("谁来办")},
        {"key": "source", "label": _("来源")},
        {"key": "state", "label": _("状态")},
    ]
    return TemplateResponse(
        request,
        "quality/rules.html",
        {"rows": rows, "columns": columns, "severities": Severity.choices, "version": pack.version},
    )
