"""Policy: parameters with their documents, rules, and a new value with its preview."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwang.engine.errors import EngineError
from shouwang.kernel.errors import ShouwangError
from shouwang.kernel.findings import Finding, Weight
from shouwang.kernel.regioncode import Level, RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.policies import operations as policies
from shouwang.policies.queries import ParameterLine, current_pack, parameters, said
from shouwang.watch.monitoring import operations, queries
from shouwang.watch.monitoring.forms import ValueForm
from shouwang.watch.monitoring.operations import Preview
from shouwang.watch.monitoring.queries import wording
from shouwang.watch.monitoring.views import frame

IN_YUAN = "fen"


def _place(request: HttpRequest) -> RegionCode:
    """Policy is looked at for a county, the person's own or the one they work in."""
    own = frame.own_place()
    if own is None:
        raise Http404
    return RegionCode.of(own.county) if own.level > Level.COUNTY else own


def _lines(place: RegionCode) -> list[ParameterLine]:
    on = frame.day_of(queries.latest_run(place))
    return parameters(place.code, on, frame.language())


def _line_or_404(place: RegionCode, name: str) -> ParameterLine:
    for line in _lines(place):
        if line.name == name:
            return line
    raise Http404


@requires(Act.SEE_POLICY)
def policy_page(request: HttpRequest) -> HttpResponseBase:
    """Every parameter with the value in force and its document; every rule."""
    place = _place(request)
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
            "parameters": [_parameter_row(line) for line in _lines(place)],
            "parameter_columns": _parameter_columns(),
            "rules": rules,
            "rule_columns": _rule_columns(),
        },
    )


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
    place = _place(request)
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
    place = _place(request)
    line = _line_or_404(place, name)
    return TemplateResponse(
        request,
        "monitoring/parameter.html",
        {
            "place": place,
            "region_path": frame.region_path(place),
            "line": line,
            "values": [_value_row(line, value) for value in line.values],
            "names": frame.names_of(value.region_code for value in line.values),
            "may_change": permits(request, Act.CHANGE_POLICY, place),
        },
    )


def _value_row(line: ParameterLine, value: Any) -> dict[str, Any]:
    return {
        "value": value,
        "text": wording.worded(value.value, line.unit, frame.language()),
        "mark": _mark(value.verified),
        "basis": " ".join(part for part in (value.document, value.clause) if part) or value.source,
    }


@requires(Act.CHANGE_POLICY)
def enter_value(request: HttpRequest, name: str) -> HttpResponseBase:
    """The form for a new value: first see whom it would touch, then save."""
    place = _place(request)
    if not permits(request, Act.CHANGE_POLICY, place):
        return forbidden(request)
    line = _line_or_404(place, name)
    form = ValueForm(request.POST or None, in_yuan=line.unit == IN_YUAN)
    context: dict[str, Any] = {
        "place": place,
        "region_path": frame.region_path(place),
        "line": line,
        "form": form,
        "unit": _("元")
        if line.unit == IN_YUAN
        else wording.worded(0, line.unit).lstrip("0 \u2009"),
        "held": _value_row(line, line.in_force) if line.in_force else None,
    }
    if request.method == "POST" and form.is_valid():
        if "save" in request.POST:
            saved, context["findings"] = _save(request, place, line, form)
            if saved:
                return redirect("policy_parameter", name)
        else:
            context["findings"] = policies.check_entry(_entry(place, line, form))
        context |= _previewed(place, line, form)
    return TemplateResponse(request, "monitoring/value_form.html", context)


def _entry(place: RegionCode, line: ParameterLine, form: ValueForm) -> Any:
    kept = form.cleaned_data
    return policies.Entry(
        line.name, place.code, kept["from_on"], kept["to_on"], kept["value"], line.unit,
        kept["document"], kept["clause"], kept["note"],
    )  # fmt: skip


def _save(
    request: HttpRequest, place: RegionCode, line: ParameterLine, form: ValueForm
) -> tuple[bool, tuple[Finding, ...]]:
    reading = policies.enter_value(
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
        parameter=line.name,
        region_code=place.code,
        unit=line.unit,
        **form.cleaned_data,
    )
    if reading.value is None:
        return False, reading.findings
    messages.success(request, _("已保存。重新筛查后，新的数值才会影响线索。"))
    return True, ()


def _previewed(place: RegionCode, line: ParameterLine, form: ValueForm) -> dict[str, Any]:
    try:
        preview = operations.preview_value(
            parameter=line.name, region_code=place.code, value=form.cleaned_data["value"]
        )
    except (EngineError, ShouwangError) as refusal:
        return {"findings": (Finding("no_preview", str(refusal), Weight.WARN),)}
    return {"preview": preview, **_preview_rows(place, preview)}


def _preview_rows(place: RegionCode, preview: Preview) -> dict[str, Any]:
    pack, words = current_pack(place.code), frame.language()
    names = frame.names_inside(place)
    return {
        "preview_places": [
            {
                "name": names.get(one.key, one.key),
                "href": reverse("place", args=[one.key]),
                "added": one.added,
                "dropped": one.dropped,
            }
            for one in preview.townships
        ],
        "preview_rules": [
            {
                "name": wording.rule_label(pack, one.key, words),
                "added": one.added,
                "dropped": one.dropped,
            }
            for one in preview.rules
        ],
        "preview_columns": [
            {"key": "name", "label": _("乡镇"), "href": "href"},
            {"key": "added", "label": _("增加"), "unit": _("户"), "kind": "number"},
            {"key": "dropped", "label": _("减少"), "unit": _("户"), "kind": "number"},
        ],
        "preview_rule_columns": [
            {"key": "name", "label": _("规则")},
            {"key": "added", "label": _("增加"), "unit": _("条"), "kind": "number"},
            {"key": "dropped", "label": _("减少"), "unit": _("条"), "kind": "number"},
        ],
    }


@require_POST
@requires(Act.CHANGE_POLICY)
def withdraw_value(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take back a value that the county entered; earlier screenings keep naming it."""
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, _("请写明撤销的原因。"))
        return redirect("policy")
    try:
        row = policies.withdraw_value(
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
            number=number,
            reason=reason,
        )
    except ShouwangError as refusal:
        messages.error(request, str(refusal))
        return redirect("policy")
    messages.success(request, _("已撤销。重新筛查后生效。"))
    return redirect("policy_parameter", row.parameter)
