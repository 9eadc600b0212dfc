"""Charts of the records themselves: how doubtful they are, and how timely departments hand over."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from shouwang.kernel.regioncode import Level, RegionCode
from shouwang.watch.intake.deadlines import Standing, department_lists
from shouwang.watch.intake.queries import departments as intake
from shouwang.watch.quality import queries as quality
from shouwang.watch.quality.models import QualityRate

_MONTHS = 6


def charts(place: RegionCode, on: date) -> list[dict[str, Any]]:
    """What there is to show of a place on the day; six statements at most."""
    made = [_doubts(place), _timeliness(place, on) if place.level is Level.COUNTY else None]
    return [one for one in made if one]


def _doubts(place: RegionCode) -> dict[str, Any] | None:
    """Doubtful households of each check, in per cent."""
    if place.level > Level.TOWNSHIP:
        return None
    checks = [(day, list(towns.values())) for day, towns in quality.rates(place.prefix)]
    checks = [(day, rows) for day, rows in checks if sum(row.households for row in rows)]
    if not checks:
        return None
    _day, last = checks[-1]
    return {
        "id": "doubts",
        "title": _("%(share)s%% 的农户档案有疑点，%(open)s 条还没有说明")
        % {"share": _share(last), "open": sum(row.open for row in last)},
        "categories": [day.isoformat() for day, _rows in checks],
        "series": [{"name": _("疑点户占比"), "values": [_share(rows) for _day, rows in checks]}],
        "kind": "line",
        "unit": "%",
        "digits": 1,
        "heading": _("核查日期"),
        "definition": _("有数据疑点且说明未被认可的农户 ÷ 核查的农户。"),
    }


def _share(rows: Sequence[QualityRate]) -> float:
    households = sum(row.households for row in rows)
    return round(100 * sum(row.doubtful for row in rows) / households, 1) if households else 0.0


def _timeliness(place: RegionCode, on: date) -> dict[str, Any] | None:
    """Of the lists that were due for each month, how many came in time."""
    lists = list(department_lists())
    months = _months_before(on)
    found = intake.timeliness(place, lists, months, on)
    due = {
        month: [one for one in found[month] if one.standing is not Standing.AHEAD]
        for month in months
    }
    if not any(one.batch or one.marked for month in months for one in due[month]):
        return None
    in_time = [sum(one.standing is Standing.IN_TIME for one in due[month]) for month in months]
    late = [len(due[month]) - timely for month, timely in zip(months, in_time, strict=True)]
    return {
        "id": "timeliness",
        "title": _("%(month)s 的部门清单：按时 %(timely)s 份，迟交或未交 %(late)s 份")
        % {"month": f"{months[-1]:%Y-%m}", "timely": in_time[-1], "late": late[-1]},
        "categories": [f"{month:%Y-%m}" for month in months],
        "series": [
            {"name": _("按时"), "values": in_time},
            {"name": _("迟交或未交"), "values": late},
        ],
        "kind": "stacked",
        "unit": _("份"),
        "digits": 0,
        "heading": _("月份"),
        "definition": _("各部门每月应交的清单，按政策包中的交表期限；未到期的不算。"),
    }


def _months_before(on: date) -> list[date]:
    """The first days of the last whole months, the earliest first."""
    months = [on.replace(day=1)]
    for _number in range(_MONTHS):
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return sorted(months[1:])
