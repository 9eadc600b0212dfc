"""A case as a line of a table: for pages, cards on a phone, and Excel."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shouwang.kernel.deadlines import left
from shouwang.procedures import queries as procedures
from shouwang.procedures.models import Case
from shouwang.procedures.rules import Declaration
from shouwang.watch.casework.queries import Home, homes, tellers, wording

# Subjects with a page of their own: the name of the address that takes their number.
_ROOMS = {"report": "report"}


def lines(
    found: Sequence[Case], names: Mapping[str, str], on: date, *, hears: bool = False
) -> list[dict[str, Any]]:
    """The cases as rows; the households in one statement, declarations as far as not read yet.

    `hears` says that the reader may open reports: without it none is linked or named.
    """
    declared, known = procedures.declarations(found), homes(found)
    told = tellers(found) if hears else {}
    return [
        _line(case, declared[case.version_id], known, names, on) | _told(case, told)
        for case in found
    ]


def _told(case: Case, told: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """Of a case about a report: who reported, and the receipt where others have the household."""
    if case.subject_kind != "report":
        return {}
    if case.subject_id not in told:
        return {"href": ""}
    name, receipt = told[case.subject_id]
    return {"head": name or _("没有留姓名"), "number": receipt}


def _line(
    case: Case,
    declaration: Declaration,
    known: Mapping[str, Home],
    names: Mapping[str, str],
    on: date,
) -> dict[str, Any]:
    home = known.get(case.subject_id)
    place = names.get(case.region_code, case.region_code)
    return {
        "id": case.pk,
        "href": _page(case),
        "head": home.head if home else wording.title(declaration),
        "number": home.number if home else "",
        "procedure": wording.title(declaration),
        "step": wording.step(declaration, case.step),
        "place": f"{place} {home.group}".strip() if home else place,
        "awaits": wording.duty(declaration, case.awaits) if case.awaits else "",
        "due_on": case.due_on,
        "left": left(case.due_on, on),
        "entered_on": case.entered_on,
        "opened_on": case.opened_on,
        "finished_on": case.finished_on,
        "effect": _("已生效") if case.effect else _("未生效"),
    }


def _page(case: Case) -> str:
    """The case's page, or that of its subject's room, which knows more of it."""
    room = _ROOMS.get(case.subject_kind)
    if room:
        return reverse(room, args=[case.subject_id])
    return reverse("casework_case", args=[case.pk])


def columns(*, finished: bool = False) -> list[dict[str, Any]]:
    """The columns of a list of cases."""
    ends = (
        [
            {"key": "finished_on", "label": _("办结日期"), "kind": "date"},
            {"key": "effect", "label": _("结果")},
        ]
        if finished
        else [
            {"key": "left", "label": _("还剩"), "kind": "deadline"},
            {"key": "due_on", "label": _("期限"), "kind": "date"},
            {"key": "awaits", "label": _("待谁办理")},
        ]
    )
    return [
        {"key": "head", "label": _("户主"), "href": "href", "note": "number"},
        {"key": "procedure", "label": _("程序")},
        {"key": "step", "label": _("环节")},
        *ends,
        {"key": "place", "label": _("村组")},
        {"key": "entered_on", "label": _("进入环节"), "kind": "date", "hidden": True},
        {"key": "opened_on", "label": _("发起日期"), "kind": "date", "hidden": True},
    ]
