"""Townships of a county month by month, by outcomes with their uncertainty."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.kernel import scope
from shouwang.kernel.regioncode import Level, RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.taking import taken
from shouwang.watch.accountability.errors import MonthUnreadable
from shouwang.watch.accountability.forms import OutcomeForm
from shouwang.watch.accountability.queries import outcomes
from shouwang.watch.accountability.queries.outcomes import Outcome, Shape
from shouwang.watch.accountability.rules import Compared, Judgement
from shouwang.watch.accountability.rules.comparing import Line
from shouwang.watch.accountability.views import frame

_WORDS = {
    Judgement.BETTER: gettext_lazy("好于全县"),
    Judgement.WORSE: gettext_lazy("差于全县"),
    Judgement.ALIKE: gettext_lazy("与全县分不出高低"),
    Judgement.TOO_FEW: gettext_lazy("件数太少，不作判断"),
}


@dataclass(frozen=True, slots=True)
class _Asked:
    form: OutcomeForm
    county: RegionCode
    outcome: Outcome
    month: date


def _asked(request: HttpRequest) -> _Asked:
    """County, outcome and month of the address; 404 for a place without townships in the scope."""
    place = frame.asked_place(request)
    county = RegionCode.of(place.county) if place.level >= Level.COUNTY else place
    offered = outcomes.offered()
    if not scope.current().contains(county) or county.level is not Level.COUNTY or not offered:
        raise Http404
    form = OutcomeForm(request.GET, [(one.key, one.label) for one in offered])
    form.is_valid()
    wanted = form.cleaned_data.get("outcome") or offered[0].key
    outcome = next(one for one in offered if one.key == wanted)
    return _Asked(form, county, outcome, _month(form, outcome, county))


def _month(form: OutcomeForm, outcome: Outcome, county: RegionCode) -> date:
    """The month that was asked for; without one the last that has data, which the form then shows.

    A month that cannot be read is said at its field, and the last whole month is shown.
    """
    today, text = timezone.localdate(), form.cleaned_data.get("month", "")
    try:
        last = outcomes.month_of(text, today)
    except MonthUnreadable as refusal:
        form.add_error("month", str(refusal))
        return outcomes.month_of("", today)
    if text:
        return last
    month = outcomes.latest(outcome, county, today) or last
    form.data = {**dict(form.data.items()), "month": f"{month:%Y-%m}"}
    return month


@requires(Act.SEE_SUPERVISION)
def townships_page(request: HttpRequest) -> HttpResponseBase:
    """One outcome of one month: the county's figure, a line and a bar for each township."""
    asked = _asked(request)
    found = outcomes.compared(asked.outcome, asked.county, asked.month)
    rows = lines(asked.outcome, found) if found else []
    drawn = [row for row in rows if row["value"] is not None]
    return TemplateResponse(
        request,
        "accountability/townships.html",
        {
            "place": asked.county,
            "form": asked.form,
            "outcome": asked.outcome,
            "month": asked.month,
            "known": found is not None,
            **(_nothing(asked, rows) if found else {}),
            "sentence": sentence(asked.outcome, found) if found else "",
            "columns": _columns(asked.outcome),
            "rows": rows,
            "categories": [row["name"] for row in drawn],
            "series": [{"name": asked.outcome.label, "values": [row["value"] for row in drawn]}],
            "unit": _unit(asked.outcome),
            "least": _least(asked),
            "export": reverse("accountability_townships_export")
            if permits(request, Act.EXPORT, asked.county)
            else "",
        },
    )


def _nothing(asked: _Asked, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Of a month with nothing to compare: that it is so, and the last month that has something."""
    if any(row["whole"] for row in rows):
        return {}
    opened = asked.form.cleaned_data.get("month") == ""  # then it was sought already, and not found
    today = timezone.localdate()
    latest = None if opened else outcomes.latest(asked.outcome, asked.county, today)
    if latest == asked.month:
        return {}
    return {"nothing": True, "latest": f"{latest:%Y-%m}" if latest else ""}


def _least(asked: _Asked) -> int:
    pack = outcomes.current_pack(asked.county.code)
    return outcomes.limits(pack, asked.county, timezone.localdate()).least


@requires(Act.EXPORT)
def export_townships(request: HttpRequest) -> HttpResponseBase:
    """The same lines as an Excel file; who took it is journalled."""
    asked = _asked(request)
    if not permits(request, Act.EXPORT, asked.county):
        return forbidden(request)
    found = outcomes.compared(asked.outcome, asked.county, asked.month)
    return taken(
        request,
        f"{_('乡镇比较')}-{asked.month:%Y-%m}",
        [*_columns(asked.outcome), {"key": "definition", "label": _("怎么算的")}],
        (
            {**row, "definition": str(asked.outcome.definition)}
            for row in lines(asked.outcome, found)
        )
        if found
        else (),
        act="accountability.townships_exported",
        region=asked.county,
        form=asked.form,
    )


def _unit(outcome: Outcome) -> str:
    return _("户") if outcome.shape is Shape.RATE else "%"


def _columns(outcome: Outcome) -> list[dict[str, Any]]:
    counted: list[dict[str, Any]] = [{"key": "whole", "label": _("户数"), "kind": "number"}]
    if outcome.shape is not Shape.MEDIAN:
        counted = [
            {"key": "part", "label": _("分子"), "kind": "number"},
            {"key": "whole", "label": _("分母"), "kind": "number"},
        ]
    return [
        {"key": "name", "label": _("乡镇")},
        *counted,
        {"key": "figure", "label": _("数值"), "unit": _unit(outcome)},
        {"key": "interval", "label": _("区间"), "unit": _unit(outcome)},
        {"key": "judgement", "label": _("与全县比")},
    ]


def lines(outcome: Outcome, found: Compared) -> list[dict[str, Any]]:
    """The townships as rows, in the order of their codes: nobody is ranked."""
    names = frame.names_of(line.place for line in found.lines)
    return [_row(outcome, line, names) for line in found.lines]


def _row(outcome: Outcome, line: Line, names: dict[str, str]) -> dict[str, Any]:
    times = 100 if outcome.shape is Shape.SHARE else 1
    value = None if line.value is None else round(line.value * times, 1)
    interval = ""
    if line.low is not None and line.high is not None:
        interval = f"{line.low * times:.1f} – {line.high * times:.1f}"
    return {
        "place": line.place,
        "name": names.get(line.place, line.place),
        "part": line.part,
        "whole": line.whole,
        "value": value,
        "figure": "—" if value is None else f"{value:.1f}",
        "interval": interval or "—",
        "judgement": str(_WORDS[line.judgement]),
    }


def sentence(outcome: Outcome, found: Compared) -> str:
    """What the comparison finds, for the title of its chart."""
    if found.value is None:
        return _("%(outcome)s：当月没有数据") % {"outcome": outcome.label}
    worse, better = len(found.judged(Judgement.WORSE)), len(found.judged(Judgement.BETTER))
    times = 100 if outcome.shape is Shape.SHARE else 1
    figure = f"{found.value * times:.1f}{_unit(outcome)}"
    if not (worse or better):
        return _("全县 %(figure)s，没有乡镇能和全县分出高低") % {"figure": figure}
    said = {"figure": figure, "worse": worse, "better": better}
    return _("全县 %(figure)s：%(worse)s 个乡镇差于全县，%(better)s 个好于全县") % said
