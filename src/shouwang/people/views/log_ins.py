"""登录记录: who logged in, when and from where."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel import excel, journal
from shouwang.kernel.regioncode import RegionCode
from shouwang.people import permits, queries, rules
from shouwang.people.forms import LogInFilter
from shouwang.people.models import LogIn
from shouwang.people.rules import Act
from shouwang.people.views.lists import PAGE
from shouwang.people.views.shown import signed_in


@permits.requires(Act.READ_LOG_INS)
def log_ins(request: HttpRequest) -> HttpResponse:
    """The log of log-ins of the people of one's places."""
    form = LogInFilter(request.GET)
    with queries.people_scope(_places(request)):
        page = Paginator(_found(form), PAGE).get_page(request.GET.get("page"))
        rows = [_row(one) for one in page.object_list]
    context = {"form": form, "page": page, "rows": rows, "columns": _columns()}
    return TemplateResponse(request, "people/log_ins.html", context)


@permits.requires(Act.READ_LOG_INS)
def export_log_ins(request: HttpRequest) -> HttpResponseBase:
    """The same rows as an Excel file; who took it is journalled."""
    seen = _places(request)
    with queries.people_scope(seen):
        rows = _found(LogInFilter(request.GET)).iterator(chunk_size=2000)
        written = excel.write(_("登录记录"), _sheet(), _cells(rows), _remarks(request))
    journal.record(
        by=signed_in(request),
        act="people.log_ins_exported",
        region=seen[0] if seen else None,
        evidence={"rows": written.rows},
    )
    file = written.path.open("rb")
    written.path.unlink()
    name = f"{_('登录记录')}-{timezone.localdate()}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name)


def _places(request: HttpRequest) -> tuple[RegionCode, ...]:
    return rules.places(permits.duties(request), Act.READ_LOG_INS, timezone.localdate())


def _found(form: LogInFilter) -> QuerySet[LogIn]:
    return queries.log_ins(**form.asked())


def _row(one: LogIn) -> dict[str, Any]:
    return {
        "at": one.at,
        "name": one.account.display_name if one.account else "",
        "username": one.account.username if one.account else "",
        "address": one.address,
        "outcome": one.get_outcome_display(),
    }


def _columns() -> list[dict[str, str]]:
    return [
        {"key": "at", "label": _("时间"), "kind": "instant"},
        {"key": "name", "label": _("姓名"), "note": "username"},
        {"key": "address", "label": _("地址")},
        {"key": "outcome", "label": _("结果")},
    ]


def _sheet() -> list[excel.Column]:
    return [
        excel.Column(heading, width=width)
        for heading, width in (
            (_("时间"), 20),
            (_("姓名"), 14),
            (_("用户名"), 16),
            (_("地址"), 18),
            (_("结果"), 16),
        )
    ]


def _cells(rows: Iterable[LogIn]) -> Iterable[tuple[str, ...]]:
    for one in rows:
        shown = _row(one)
        at = timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M:%S")
        yield (
            at, shown["name"], shown["username"], str(shown["address"] or ""), shown["outcome"]
        )  # fmt: skip


def _remarks(request: HttpRequest) -> list[tuple[str, str]]:
    now = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    return [(_("导出人"), str(request.user)), (_("导出时间"), now)]
