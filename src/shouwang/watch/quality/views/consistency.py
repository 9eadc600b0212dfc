"""三者一致: differences by place, one household's items with all values, uploads, settling."""

import base64
import json
import zlib
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel import excel
from shouwang.kernel.crypto import sealing
from shouwang.kernel.errors import ShouwangError
from shouwang.kernel.regioncode import DIGITS, RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.regions import queries as regions
from shouwang.watch.quality import reading
from shouwang.watch.quality.forms import (
    DifferenceFilterForm,
    HandbookUploadForm,
    SettleForm,
    StatementForm,
)
from shouwang.watch.quality.models import Difference
from shouwang.watch.quality.operations.consistency import Told, record_statements, settle
from shouwang.watch.quality.queries import consistency as queries
from shouwang.watch.quality.queries.items import ITEMS, Unreadable, shown
from shouwang.watch.quality.queries.runs import day_of
from shouwang.watch.quality.views import frame
from shouwang.watch.quality.views.returned import kept, shown_problems
from shouwang.watch.registry.models import Household

SALT = "quality.handbooks"
COLUMNS = [
    excel.Column("乡镇", width=12),
    excel.Column("村", width=12),
    excel.Column("户编号", width=20),
    excel.Column("户主", width=10),
    excel.Column("成员", width=10),
    excel.Column("项目", width=16),
    excel.Column("帮扶手册", width=20),
    excel.Column("系统档案", width=20),
    excel.Column("入户核实", width=20),
    excel.Column("状态", width=10),
    excel.Column("以哪个为准", width=12),
    excel.Column("理由", width=40),
    excel.Column("核定人", width=10),
]


def line(row: Difference) -> dict[str, Any]:
    """A difference as a row of a table; sensitive values masked."""
    item = ITEMS.get(row.item)
    values = {
        name: shown(row.item, getattr(row, name)) if getattr(row, name) is not None else ""
        for name in ("handbook", "registry", "visit")
    }
    return {
        "id": row.pk,
        "href": reverse("difference", args=[row.pk]),
        "head": row.household.head_name,
        "number": row.household.number,
        "person": row.person.name if row.person else _("全户"),
        "item": item.heading if item else row.item,
        **{
            name: value or (_("空") if getattr(row, name) == "" else "")
            for name, value in values.items()
        },
        "state": row.get_state_display(),
        "right": row.get_right_display() if row.right else "",
        "reason": row.reason,
        "found_on": row.found_on,
    }


@requires(Act.SEE_HOUSEHOLDS)
def consistency_page(request: HttpRequest) -> HttpResponseBase:
    """Differences of a place: how many where, and each with all its values."""
    place = frame.asked_place(request)
    form = DifferenceFilterForm(request.GET)
    page = queries.differences(form.filters(place.prefix), frame.page_number(request))
    names = frame.names_of(row.region_code for row in page.rows)
    rows = [{**line(row), "place": names[row.region_code]} for row in page.rows]
    may_export = permits(request, Act.EXPORT, place)
    path = frame.region_path(place, "consistency")
    form.name_place(place.code, path)
    return TemplateResponse(
        request,
        "quality/consistency.html",
        {
            "place": place,
            "region_path": path,
            "form": form,
            "rows": rows,
            "columns": _columns(),
            "page": frame.django_page(page),
            "uncounted": page.uncounted,
            "export": reverse("consistency_export") if may_export else "",
            "may_edit": permits(request, Act.EDIT_DOSSIER, place),
            **_places(place),
        },
    )


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "head", "label": _("户主"), "href": "href", "note": "number"},
        {"key": "person", "label": _("谁的记录")},
        {"key": "item", "label": _("项目")},
        {"key": "handbook", "label": _("帮扶手册")},
        {"key": "registry", "label": _("系统档案")},
        {"key": "visit", "label": _("入户核实")},
        {"key": "place", "label": _("所在村")},
        {"key": "state", "label": _("状态")},
        {"key": "right", "label": _("以哪个为准"), "hidden": True},
        {"key": "found_on", "label": _("发现日期"), "kind": "date"},
    ]


def _places(place: RegionCode) -> dict[str, Any]:
    level = frame.level_below(place)
    if level is None:
        return {"places": []}
    found = queries.open_below(place.prefix, DIGITS[level])
    names = regions.names(found, on=timezone.localdate())
    rows = [
        {
            "name": names.get(code, code),
            "href": f"{reverse('consistency')}?place={code}",
            "open": own.get("open", 0),
            "settled": own.get("settled", 0) + own.get("agreed", 0),
        }
        for code, own in found.items()
    ]
    columns = [
        {"key": "name", "label": frame.level_name(level), "href": "href"},
        {"key": "open", "label": _("待核对"), "unit": _("项"), "kind": "number"},
        {"key": "settled", "label": _("已核定或已一致"), "unit": _("项"), "kind": "number"},
    ]
    return {"places": rows, "place_columns": columns}


@requires(Act.EXPORT)
def consistency_export(request: HttpRequest) -> HttpResponseBase:
    """The same differences as Excel; sensitive values stay masked."""
    place = frame.asked_place(request)
    if not permits(request, Act.EXPORT, place):
        return forbidden(request)
    form = DifferenceFilterForm(request.GET)
    tree = regions.tree_for(place.prefix, on=timezone.localdate())
    names = {one.code: one.short_name for one in tree}
    rows = _exported(queries.difference_rows(form.filters(place.prefix)).iterator(2000), names)
    written = excel.write("三者不一致", COLUMNS, rows, frame.remarks(request, place, None))
    return frame.file_answer(written, f"三者一致-{place.prefix}.xlsx")


def _exported(rows: Iterable[Difference], names: dict[str, str]) -> Iterable[tuple[Any, ...]]:
    for row in rows:
        one = line(row)
        yield (
            names.get(f"{row.region_code[:9]}000", ""),
            names.get(row.region_code, row.region_code),
            *(str(one[key]) for key in ("number", "head", "person", "item")),
            *(str(one[key]) for key in ("handbook", "registry", "visit", "state")),
            str(one["right"]),
            row.reason,
            row.by.display_name if row.by else "",
        )


@requires(Act.SEE_HOUSEHOLDS)
def difference_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One item with the three values; who may edit the dossier says which one is right."""
    row = queries.difference(number)
    if row is None:
        raise Http404
    place = RegionCode(row.region_code)
    may_edit = permits(request, Act.EDIT_DOSSIER, place)
    form = SettleForm(_values(row), request.POST or None)
    if request.method == "POST":
        if not may_edit:
            return forbidden(request)
        if form.is_valid() and _settled(request, row, form):
            return redirect("difference", row.pk)
    others = [line(one) for one in queries.differences_of(row.household_id) if one.pk != row.pk]
    return TemplateResponse(
        request,
        "quality/difference.html",
        {
            "difference": row,
            "line": line(row),
            "sources": _values(row),
            "others": others,
            "columns": [one for one in _columns() if one["key"] not in {"place", "head"}],
            "form": form if may_edit and row.state == Difference.State.OPEN else None,
            "dossier": frame.household_href(row.household.number),
            "may_edit": may_edit,
            "region_path": frame.region_path(place, "consistency"),
        },
    )


def _values(row: Difference) -> list[tuple[str, str, str]]:
    """Each source with its name and what it says, as people read it."""
    said = line(row)
    return [(name, str(label), str(said[name])) for name, label in Difference.Right.choices]


def _settled(request: HttpRequest, row: Difference, form: SettleForm) -> bool:
    try:
        settle(
            by=signed_in(request),
            at=timezone.now(),
            number=row.pk,
            right=form.cleaned_data["right"],
            reason=form.cleaned_data["reason"],
            handbook_mended=form.cleaned_data["handbook_mended"],
        )
    except ShouwangError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("已核定。"))
    return True


@requires(Act.EDIT_DOSSIER)
def statements_page(request: HttpRequest, number: str) -> HttpResponseBase:
    """What the handbook or a visit says of one household, entered item by item."""
    home = Household.objects.filter(number=number).first()
    if home is None:
        raise Http404
    place = RegionCode(home.region_code)
    if not permits(request, Act.EDIT_DOSSIER, place):
        return forbidden(request)
    start = {"source": request.GET.get("source", "visit"), "seen_on": _day(place)}
    form = StatementForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        told = _told(home, form)
        if told and not form.errors:
            count = record_statements(
                by=signed_in(request),
                at=timezone.now(),
                source=form.cleaned_data["source"],
                seen_on=form.cleaned_data["seen_on"],
                told=told,
            )
            messages.success(request, _("已登记 %(n)s 项，并与档案比对。") % {"n": count})
            return redirect(
                f"{reverse('consistency')}?place={home.region_code}&words={home.number}"
            )
        if not form.errors:
            form.add_error(None, _("请至少填写一项。"))
    return TemplateResponse(
        request,
        "quality/statements.html",
        {"home": home, "form": form, "region_path": frame.region_path(place, "consistency")},
    )


def _told(home: Household, form: StatementForm) -> list[Told]:
    told = []
    for item in ITEMS.values():
        text = (form.cleaned_data.get(item.name) or "").strip()
        if item.of_person or not text:
            continue
        try:
            told.append(Told(home.pk, home.region_code, item.name, item.read(text)))
        except Unreadable as error:
            form.add_error(item.name, str(error))
    return told


@requires(Act.EDIT_DOSSIER)
def consistency_upload(request: HttpRequest) -> HttpResponseBase:
    """Values of many handbooks or visits: first what would be compared, then recorded."""
    if "confirmed" in request.POST:
        return _record(request)
    own = frame.asked_place(request)
    form = HandbookUploadForm(
        request.POST or None,
        request.FILES or None,
        initial={"seen_on": _day(own), "source": "handbook"},
    )
    given: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        seen_on = form.cleaned_data["seen_on"]
        try:
            with kept(form.cleaned_data["file"]) as path:
                found = reading.handbooks(path, form.cleaned_data["file"].name or "", seen_on)
        except ShouwangError as refusal:
            form.add_error("file", str(refusal))
        else:
            found.told = _of_own_places(request, found)
            told = [(t.household, t.region_code, t.item, t.value, t.person) for t in found.told]
            parcel = {"told": told, "source": form.cleaned_data["source"], "seen_on": str(seen_on)}
            given |= {
                "found": found,
                "problems": shown_problems(found.problems),
                "signed": _sealed(parcel),
            }
    return TemplateResponse(request, "quality/handbooks.html", given)


def _day(place: RegionCode) -> date:
    """The day of which a handbook or visit probably speaks."""
    today = timezone.localdate()
    return day_of(place, today) or today


def _of_own_places(request: HttpRequest, found: reading.Handbooks) -> list[Told]:
    """What is told of households whose dossiers the person may edit; the rest is a problem."""
    villages = {one.region_code for one in found.told}
    own = {code for code in villages if permits(request, Act.EDIT_DOSSIER, RegionCode(code))}
    kept = [one for one in found.told if one.region_code in own]
    if others := len(found.told) - len(kept):
        reason = f"{others} 项属于您不能修改档案的村，已略去"
        found.problems.append(reading.Problem(0, reason))
    return kept


def _sealed(parcel: dict[str, Any]) -> str:
    """What was read, encrypted, so that the page holds no telephone number in the clear."""
    packed = base64.b64encode(zlib.compress(json.dumps(parcel).encode())).decode()
    return base64.b64encode(sealing.seal(packed, SALT)).decode()


def _unsealed(text: str) -> dict[str, Any]:
    packed = sealing.unseal(base64.b64decode(text, validate=True), SALT)
    parcel: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(packed)))
    return parcel


def _record(request: HttpRequest) -> HttpResponseBase:
    try:
        parcel = _unsealed(request.POST.get("parcel", ""))
    except (ValueError, ShouwangError):
        messages.error(request, _("上传的内容已经过期，请重新上传。"))
        return redirect("consistency_upload")
    count = record_statements(
        by=signed_in(request),
        at=timezone.now(),
        source=parcel["source"],
        seen_on=date.fromisoformat(parcel["seen_on"]),
        told=[Told(*one) for one in parcel["told"]],
    )
    messages.success(request, _("已登记 %(n)s 项，并与档案比对。") % {"n": count})
    return redirect("consistency")


@requires(Act.EDIT_DOSSIER)
def consistency_template(request: HttpRequest) -> FileResponse:
    """An empty list of handbook values to fill in."""
    columns = [excel.Column(one.label, width=18) for one in reading.HANDBOOK.columns]
    remarks = [(one.label, one.help or "") for one in reading.HANDBOOK.columns]
    note = ("怎样填", "一户一行，户编号必填；手册上没有的项目留空。金额单位为元，不写也可以。")
    written = excel.write("手册内容", columns, [], [note, *remarks])
    return frame.file_answer(written, "帮扶手册内容模板.xlsx")
