"""Whoever protects data: the record of processing, retention, one person's data, a breach."""

import io
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwang.kernel import journal, scope
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.people.views.taking import taken
from shouwang.policies.queries import current_pack
from shouwang.watch.papers import rendering
from shouwang.watch.papers.errors import FontsMissing, PapersError
from shouwang.watch.papers.rules import Notice, Shape
from shouwang.watch.privacy import operations
from shouwang.watch.privacy.errors import PrivacyError
from shouwang.watch.privacy.forms import BreachForm, ExportForm
from shouwang.watch.privacy.notices import TITLE, breach_fields
from shouwang.watch.privacy.rules import read_record

_SHAPES = (Shape.WORD.value, Shape.PDF.value)
SENSITIVITY = {"general": "一般", "sensitive": "敏感"}
MASKING = {
    "open": "职责内可见",
    "identity": "显示前三后四位",
    "telephone": "显示前三后四位",
    "as the field itself": "与原字段相同",
    "never shown": "不显示",
}


@requires(Act.PROTECT_DATA)
def protection_page(request: HttpRequest) -> HttpResponseBase:
    """The record of processing, what retention would take today, and the forms beside it."""
    return _page(request, ExportForm())


def _page(request: HttpRequest, form: ExportForm) -> HttpResponseBase:
    record, policy = read_record(), _policy()
    gone = operations.retain(by=None, at=timezone.now(), dry=True)
    return TemplateResponse(
        request,
        "privacy/protection.html",
        {
            "record": record,
            "kinds": [_kind(kind, record, policy) for kind in record.kinds.values()],
            "kind_columns": _kind_columns(),
            "gone": gone,
            "going": sum(one.rows for one in gone),
            "form": form,
        },
    )


def _kind(kind: Any, record: Any, policy: Callable[[str], int]) -> dict[str, Any]:
    basis, retention = record.bases[kind.basis], record.retention[kind.retention]
    days = ""
    if retention.parameter:
        days = _("%(n)s 天") % {"n": policy(retention.parameter)}
    return {
        "label": kind.label,
        "purpose": kind.purpose,
        "basis": basis.clause,
        "basis_note": basis.document if basis.verified else f"{basis.document}（{_('待核实')}）",
        "sensitivity": SENSITIVITY[kind.sensitivity],
        "masking": MASKING[kind.masking],
        "unmask": "、".join(kind.unmask) or _("无人"),
        "retention": retention.label,
        "days": days,
    }


@requires(Act.PROTECT_DATA)
def export_record(request: HttpRequest) -> HttpResponseBase:
    """The record of processing as an Excel file: every kind of personal data, why, how long."""
    record, policy = read_record(), _policy()
    label, purpose, basis, *others = _kind_columns()
    return taken(
        request,
        _("处理哪些个人信息"),
        [label, purpose, basis, {"key": "basis_note", "label": _("依据的文件")}, *others,
         {"key": "days", "label": _("天数")}],
        (_kind(kind, record, policy) for kind in record.kinds.values()),
        act="privacy.record_exported",
        region=None,
    )  # fmt: skip


@requires(Act.PROTECT_DATA)
def export_retention(request: HttpRequest) -> HttpResponseBase:
    """What retention would take today, as an Excel file."""
    gone = operations.retain(by=None, at=timezone.now(), dry=True)
    columns: list[dict[str, Any]] = [
        {"key": "table", "label": _("哪些记录")},
        {"key": "label", "label": _("怎样处理")},
        {"key": "days", "label": _("期限"), "kind": "number"},
        {"key": "before", "label": _("早于这一天的"), "kind": "date"},
        {"key": "rows", "label": _("到期"), "kind": "number"},
    ]
    return taken(
        request,
        _("到期清理"),
        columns,
        map(asdict, gone),
        act="privacy.retention_exported",
        region=None,
    )


def _policy() -> Callable[[str], int]:
    """The numbers of the policy as they hold in the place whose data one protects."""
    place = RegionCode.of(next(iter(scope.current().prefixes), ""))
    pack, today = current_pack(place.code), timezone.localdate()
    return lambda name: pack.parameters[name].resolve(place.prefix, today).value


def _kind_columns() -> list[dict[str, Any]]:
    return [
        {"key": "label", "label": _("信息")},
        {"key": "purpose", "label": _("用途")},
        {"key": "basis", "label": _("依据"), "note": "basis_note"},
        {"key": "sensitivity", "label": _("敏感程度")},
        {"key": "masking", "label": _("遮挡")},
        {"key": "unmask", "label": _("谁可以看全"), "hidden": True},
        {"key": "retention", "label": _("保存多久"), "note": "days"},
    ]


@require_POST
@requires(Act.PROTECT_DATA)
def retain_now(request: HttpRequest) -> HttpResponseBase:
    """Do what the page announced; the nightly job does the same."""
    gone = operations.retain(by=signed_in(request), at=timezone.now())
    rows = sum(one.rows for one in gone)
    messages.success(request, _("已清理 %(n)s 条到期记录，已写入日志。") % {"n": rows})
    return redirect("privacy_protection")


@require_POST
@requires(Act.PROTECT_DATA)
def export_person(request: HttpRequest) -> HttpResponseBase:
    """One person's data as a file, for the person."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    ending = form.cleaned_data["shape"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"person.{ending}"
        try:
            operations.export_person(
                by=signed_in(request),
                person=form.cleaned_data["person"].strip(),
                reason=form.cleaned_data["reason"],
                path=path,
            )
        except PrivacyError as refusal:
            form.add_error("person", str(refusal))
            return _page(request, form)
        file = path.open("rb")  # open, it outlives its folder
    return FileResponse(file, as_attachment=True, filename=f"个人信息副本.{ending}")


@requires(Act.PROTECT_DATA)
def breach_page(request: HttpRequest) -> HttpResponseBase:
    """The notice of a breach with its deadline; blanks where nothing was entered. Kept nowhere.

    Posted with `shape=` it comes as a Word or PDF file.
    """
    form = BreachForm(request.POST or None)
    known = form.cleaned_data if request.method == "POST" and form.is_valid() else {}
    hours = _policy()("breach_notice_hours")
    discovered = known.get("discovered_at")
    deadline = discovered + timedelta(hours=hours) if discovered else None
    shape = request.POST.get("shape", "")
    if shape in _SHAPES and form.is_valid():
        fields = breach_fields(known, hours=hours, deadline=deadline, on=timezone.localdate())
        try:
            return _notice(request, Shape(shape), fields)
        except PapersError as refusal:
            form.add_error(None, str(refusal))
    return TemplateResponse(
        request,
        "privacy/breach.html",
        {
            "form": form,
            "known": known,
            "hours": hours,
            "deadline": deadline,
            "today": timezone.localdate(),
            "no_fonts": "" if rendering.has_chinese() else str(FontsMissing()),
        },
    )


def _notice(request: HttpRequest, shape: Shape, fields: dict[str, str]) -> HttpResponseBase:
    """The notice as a file; that one was made is journalled, what it says is not."""
    if shape is Shape.WORD:
        content = rendering.as_word(Notice.BREACH, fields)
    else:
        content = rendering.as_pdf(Notice.BREACH, [fields], timezone.now())
    with transaction.atomic():
        journal.record(
            by=signed_in(request),
            act="privacy.breach_notice",
            evidence={"shape": shape.value},
        )
    name = f"{TITLE}.{shape.value}"
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name)
