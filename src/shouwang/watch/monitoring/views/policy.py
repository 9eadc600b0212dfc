"""Policy: parameters with their documents, and rules."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.kernel.regioncode import Level, RegionCode
from shouwang.people.permits import permits, requires
from shouwang.people.rules import Act
from shouwang.policies.queries import ParameterLine, current_pack, parameters, said
from shouwang.watch.monitoring import queries
from shouwang.watch.monitoring.queries import wording
from shouwang.watch.monitoring.views import frame


def place_of(request: HttpRequest) -> RegionCode:
    """Policy is looked at for a county, the person's own or the one they work in."""
    own = frame.own_place()
    if own is None:
        raise Http404
    return RegionCode.of(own.county) if own.level > Level.COUNTY else own


def _lines(place: RegionCode) -> list[ParameterLine]:
    on = frame.day_of(queries.latest_run(place))
    return parameters(place.code, on, frame.language())


def line_or_404(place: RegionCode, name: str) -> ParameterLine:
    """The parameter of that name as it stands for the place; else there is no such page."""
    for line in _lines(place):
        if line.name == name:
            return line
    raise Http404


@requires(Act.SEE_POLICY)
def policy_page(request: HttpRequest) -> HttpResponseBase:
    """Every parameter with the value in force and its document; every rule."""
    place = place_of(request)
    pack, words = current_pack(place.code), frame.language()
    rules = [
        {
            "label": wording.rule_label(pack, rule.name, words),
            "href": reverse("policy_rule", args=[rule.name]),
            "severity": rule.severity,
            "department": said(rule.department, words, ""),
            "version": rule.version,
            "basis": " ".join((rule.document, rule.clause)).strip() or rule.source,
            "mark": _mark(rule.verified),
        }
        for rule in pack.rules.values()
        if rule.enabled
    ]
    return TemplateResponse(
        request,
        "monitoring/policy.html",
        {
            "place": place,
            "region_path": frame.region_path(place),
            "version": pack.version,
            "on": frame.day_of(queries.latest_run(place)),
            "topics": _topics(_lines(place)),
            "parameter_columns": _parameter_columns(),
            "rules": rules,
            "rule_columns": _rule_columns(),
        },
    )


# The pack's files of parameters as the page's headings, what counties look up most often first.
_TOPICS = {
    "lines": gettext_lazy("收入线和标准"),
    "thresholds": gettext_lazy("筛查门槛"),
    "procedures": gettext_lazy("办理程序"),
    "quality": gettext_lazy("数据核查"),
    "intake": gettext_lazy("清单导入"),
    "linkage": gettext_lazy("人员比对"),
    "privacy": gettext_lazy("个人信息"),
}


def _topics(lines: list[ParameterLine]) -> list[dict[str, Any]]:
    """The parameters by topic; topics of a county's own pack come last, under one heading."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        rows.setdefault(line.topic if line.topic in _TOPICS else "", []).append(
            _parameter_row(line)
        )
    headings = {**_TOPICS, "": gettext_lazy("其他参数")}
    return [
        {"name": name or "other", "heading": str(heading), "rows": rows[name]}
        for name, heading in headings.items()
        if name in rows
    ]


def _mark(verified: bool) -> str:
    return _("已核实") if verified else _("未核实")


def _parameter_row(line: ParameterLine) -> dict[str, Any]:
    held = line.in_force
    shown = held or max(line.values, key=lambda value: value.from_on, default=None)
    if shown is None:
        text = _("缺")
    else:
        text = wording.worded(shown.value, line.unit, frame.language())
        if held is None:
            text = _("%(value)s（%(year)s 年，以后缺）") % {
                "value": text,
                "year": shown.from_on.year,
            }
    return {
        "label": line.label,
        "href": reverse("policy_parameter", args=[line.name]),
        "value": text,
        "from_on": shown.from_on if shown else None,
        "document": (shown.document or shown.source) if shown else "",
        "mark": _mark(shown.verified) if shown else "",
        "who": shown.entered.entered_by.display_name
        if shown and shown.entered
        else _("随程序提供"),
    }


def _parameter_columns() -> list[dict[str, Any]]:
    return [
        {"key": "label", "label": _("参数"), "href": "href"},
        {"key": "value", "label": _("现行数值")},
        {"key": "from_on", "label": _("自"), "kind": "date"},
        {"key": "document", "label": _("文号或来源")},
        {"key": "mark", "label": _("核实")},
        {"key": "who", "label": _("录入"), "hidden": True},
    ]


def _rule_columns() -> list[dict[str, Any]]:
    return [
        {"key": "label", "label": _("规则"), "href": "href"},
        {"key": "severity", "label": _("程度"), "kind": "severity"},
        {"key": "department", "label": _("部门")},
        {"key": "basis", "label": _("依据")},
        {"key": "mark", "label": _("核实")},
        {"key": "version", "label": _("版本"), "kind": "number", "hidden": True},
    ]


@requires(Act.SEE_POLICY)
def rule_page(request: HttpRequest, name: str) -> HttpResponseBase:
    """One rule: when it fires, what it shows, what it rests on."""
    place = place_of(request)
    pack, words = current_pack(place.code), frame.language()
    rule = pack.rules.get(name)
    if rule is None:
        raise Http404
    indicators = [(shown, pack.indicators[indicator]) for shown, indicator in rule.evidence]
    return TemplateResponse(
        request,
        "monitoring/rule.html",
        {
            "place": place,
            "region_path": frame.region_path(place),
            "rule": rule,
            "label": wording.rule_label(pack, name, words),
            "explain": said(rule.explain, words, ""),
            "department": said(rule.department, words, ""),
            "basis": " ".join((rule.document, rule.clause)).strip() or rule.source,
            "mark": _mark(rule.verified),
            "indicators": [
                {
                    "label": said(one.label, words, shown),
                    "value": one.unit,
                    "definition": said(one.definition, words, ""),
                }
                for shown, one in indicators
            ],
            "clues_href": f"{reverse('clues')}?rule={name}",
        },
    )


@requires(Act.SEE_POLICY)
def parameter_page(request: HttpRequest, name: str) -> HttpResponseBase:
    """One parameter with every dated value that bears on the place."""
    place = place_of(request)
    line = line_or_404(place, name)
    return TemplateResponse(
        request,
        "monitoring/parameter.html",
        {
            "place": place,
            "region_path": frame.region_path(place),
            "line": line,
            "values": [value_row(line, value) for value in line.values],
            "names": frame.names_of(value.region_code for value in line.values),
            "may_change": permits(request, Act.CHANGE_POLICY, place),
        },
    )


def value_row(line: ParameterLine, value: Any) -> dict[str, Any]:
    """A dated value with its number, mark and basis in words."""
    return {
        "value": value,
        "text": wording.worded(value.value, line.unit, frame.language()),
        "mark": _mark(value.verified),
        "basis": " ".join(part for part in (value.document, value.clause) if part) or value.source,
    }
