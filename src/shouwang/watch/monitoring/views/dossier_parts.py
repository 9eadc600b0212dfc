"""The parts of a household's page as templates read them: members, income, living, land."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.kernel.money import round_half_up
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import permits
from shouwang.people.rules import Act
from shouwang.watch.registry.models import Person
from shouwang.watch.registry.models.living import LandKind, WorkPlace
from shouwang.watch.registry.models.person import Labour, Marital, Schooling
from shouwang.watch.registry.queries import FIELDS, said
from shouwang.watch.registry.queries.fields import Table
from shouwang.watch.registry.queries.sections import IncomeLine, Sections
from shouwang.watch.registry.queries.values import text_of

FEN = 100

# What other rooms offer for one household: the name of their address, which takes the household's
# number, what it is called, and the act that it asks for. Shown when the address exists.
LINKS: Sequence[tuple[str, str | Promise, Act]] = (
    ("household_cases", gettext_lazy("办理事项"), Act.SEE_CASES),
    ("household_visits", gettext_lazy("走访"), Act.SEE_CASES),
    ("household_plan", gettext_lazy("帮扶计划"), Act.SEE_HOUSEHOLDS),
    ("household_helper", gettext_lazy("帮扶责任人"), Act.SEE_HOUSEHOLDS),
    ("produce_household", gettext_lazy("卖货收入"), Act.SEE_HOUSEHOLDS),
    ("household_papers", gettext_lazy("证件与照片"), Act.SEE_HOUSEHOLDS),
    ("household_print", gettext_lazy("打印"), Act.SEE_HOUSEHOLDS),
    ("statements", gettext_lazy("登记手册或入户内容"), Act.EXPLAIN_FINDINGS),
    ("household_lookers", gettext_lazy("谁看过"), Act.SERVE_COUNTER),
)

_MARITAL = dict(Marital.choices)
_SCHOOLING = dict(Schooling.choices)
_LABOUR = dict(Labour.choices)
_WORK = dict(WorkPlace.choices)


def links(request: HttpRequest, number: str, place: RegionCode) -> list[dict[str, str]]:
    """The links of other rooms that exist and that the person may follow here."""
    found = []
    for name, label, act in LINKS:
        href = _address(name, number)
        if href and permits(request, act, place):
            found.append({"href": href, "label": str(label)})
    return found


def _address(name: str, number: str) -> str:
    try:
        return reverse(name, args=[number])
    except NoReverseMatch:
        return ""


def member(one: Any, on: date, revealed: dict[str, str]) -> dict[str, Any]:
    """A member with everything in words; `revealed` holds numbers that were asked for in full."""
    return {
        "person": one,
        "number": one.number,
        "name": one.name,
        "relation": one.relation,
        "born": one.birth_on,
        "age": _age(one, on),
        "marital": _MARITAL.get(one.marital, ""),
        "schooling": _SCHOOLING.get(one.state_schooling, ""),
        "labour": _LABOUR.get(one.state_labour, ""),
        "health": one.state_health,
        "disability": one.state_disability_grade,
        "work": _work(one),
        "insured": _insured(one),
        "telephone": revealed.get("telephone") or one.telephone_masked,
        "identity": revealed.get("identity") or one.identity_masked,
        "call": revealed.get("telephone", ""),
        "revealed": bool(revealed),
        "left": _left(one),
    }


def _age(one: Person, on: date) -> int | None:
    if one.birth_on is None:
        return None
    until = min(one.died_on or on, on)
    early = (until.month, until.day) < (one.birth_on.month, one.birth_on.day)
    return until.year - one.birth_on.year - early


def _work(one: Any) -> str:
    if not one.work_place:
        return ""
    months = _("每年 {n} 个月").format(n=one.work_months) if one.work_months else ""
    post = _("公益岗") if one.work_public_welfare else ""
    parts = [str(_WORK[one.work_place]), one.work_employer, months, post]
    return " · ".join(part for part in parts if part)


def _insured(one: Any) -> str:
    kinds = ((_("医保"), one.state_insured_medical), (_("养老保险"), one.state_insured_pension))
    said_of = {True: "", False: _("未参")}
    return "、".join(f"{said_of[value]}{kind}" for kind, value in kinds if value is not None)


def _left(one: Person) -> tuple[str, date] | None:
    if one.died_on:
        return _("去世"), one.died_on
    return (_("转出"), one.moved_out_on) if one.moved_out_on else None


def income(sections: Sections, size: int) -> dict[str, Any]:
    """The income tree by item and month in whole yuan, with sums and the net income per head."""
    groups = [
        {
            "label": group.label,
            "sign": group.sign,
            "total": group.total_fen,
            "lines": [_income_line(line, sections.months) for line in group.lines],
        }
        for group in sections.income_groups
    ]
    net = sections.net_fen
    return {
        "months": sections.months,
        "groups": groups,
        "net": net,
        "per_head": round_half_up(net, size) if size else None,
        "size": size,
    }


def _income_line(line: IncomeLine, months: Sequence[date]) -> dict[str, Any]:
    return {
        "label": line.label,
        "total": line.total_fen,
        "months": [
            (month, round_half_up(line.by_month[month], FEN) if month in line.by_month else None)
            for month in months
        ],
    }


def living(sections: Sections) -> list[tuple[str, str]]:
    """Living conditions that are known, by label."""
    rows = []
    for field in FIELDS.values():
        if field.table is Table.LIVING and sections.living.get(field.column) not in (None, ""):
            words = said(field, text_of(sections.living[field.column]))
            rows.append((str(field.label), words + _UNITS.get(field.column, "")))
    return rows


_UNITS = {"house_area_m2": " ㎡"}


def land(sections: Sections) -> list[tuple[str, float]]:
    """Areas in mu by kind."""
    return [(str(LandKind(kind).label), area / 100) for kind, area in sections.land.items()]
