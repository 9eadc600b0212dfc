"""登录记录: who logged in, when and from where."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.regioncode import RegionCode
from shouwang.people import permits, queries, rules
from shouwang.people.forms import LogInFilter
from shouwang.people.models import LogIn
from shouwang.people.rules import Act
from shouwang.people.views.lists import PAGE
from shouwang.people.views.taking import taken


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
    seen, form = _places(request), LogInFilter(request.GET)
    at, name, *others = _columns()
    columns = [at, name, {"key": "username", "label": _("用户名")}, *others]
    with queries.people_scope(seen):
        return taken(
            request,
            _("登录记录"),
            columns,
            (_row(one) for one in _found(form).iterator(chunk_size=2000)),
            act="people.log_ins_exported",
            region=next(iter(seen), None),
            form=form,
        )


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
