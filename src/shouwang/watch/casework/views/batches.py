"""What came of an act over many cases: progress while it lasts, then what was refused and why."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import requires
from shouwang.people.rules import Act as Permission
from shouwang.people.views.shown import signed_in
from shouwang.people.views.taking import taken
from shouwang.procedures.models import Case
from shouwang.watch.casework.models import BulkAct
from shouwang.watch.casework.queries import Which, wording
from shouwang.watch.casework.views.lines import lines
from shouwang.watch.monitoring.views import frame as shared

SHOWN = 100  # refused cases on the page; all of them are in the Excel file
_STATES = {"queued": "running", "running": "running", "done": "done", "failed": "failed"}


def _batch_or_404(request: HttpRequest, number: UUID) -> BulkAct:
    found = BulkAct.objects.filter(number=number, by=signed_in(request)).first()
    if found is None:
        raise Http404
    return found


@requires(Permission.HANDLE_CASES)
def batch_page(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """One batch of one's own."""
    batch = _batch_or_404(request, number)
    counted = Counter(sentence for said in batch.refused.values() for sentence in said[:1])
    context = {
        "batch": batch,
        "job": _job(batch),
        "over": not batch.is_under_way,
        "title": wording.procedure_titles(wording.language()).get(batch.procedure, ""),
        "reasons": [{"message": one, "count": n} for one, n in counted.most_common(20)],
        "columns": _columns(),
        "rows": _refused(batch, SHOWN),
        "refused": len(batch.refused),
        "done_href": f"{reverse('casework')}?{urlencode(_where(batch))}" if batch.done else "",
        "export": reverse("casework_batch_export", args=[number]) if batch.refused else "",
    }
    return TemplateResponse(request, "casework/batch.html", context)


@requires(Permission.HANDLE_CASES)
def batch_progress(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """The progress alone, asked for again and again; the page reloads when it is over."""
    batch = _batch_or_404(request, number)
    response = TemplateResponse(request, "casework/progress.html", {"job": _job(batch)})
    if not batch.is_under_way:
        response.headers["HX-Refresh"] = "true"
    return response


@requires(Permission.HANDLE_CASES)
def batch_export(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """The refused cases with the reasons as an Excel file."""
    batch = _batch_or_404(request, number)
    return taken(
        request,
        _("没有办理的事项"),
        [*_columns(), {"key": "number", "label": _("户编号")}],
        _refused(batch, len(batch.refused)),
        act="casework.export_refused",
        region=RegionCode(batch.region_code),
        subject=batch,
    )


def _where(batch: BulkAct) -> dict[str, str]:
    """The filters of the list in which the cases of a batch now are."""
    return {"which": Which.OPEN.value, "procedure": batch.procedure, "place": batch.region_code}


def _job(batch: BulkAct) -> dict[str, Any]:
    return {
        "label": batch.label,
        "state": _STATES[batch.state],
        "done": batch.handled,
        "total": batch.total,
        "unit": _("件"),
        "message": batch.refusal or batch.get_state_display(),
        "poll_href": reverse("casework_batch_progress", args=[batch.number]),
    }


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "head", "label": _("户主"), "href": "href", "note": "number"},
        {"key": "place", "label": _("村组")},
        {"key": "step", "label": _("环节")},
        {"key": "why", "label": _("为什么没有办")},
    ]


def _refused(batch: BulkAct, most: int) -> list[dict[str, Any]]:
    """The refused cases as rows, by place; those outside the scope are left out."""
    numbers = list(batch.refused)
    found = Case.objects.filter(pk__in=numbers).select_related("version").defer("version__text")
    cases = list(found.order_by("region_code", "id")[:most])
    names = shared.names_of(case.region_code for case in cases)
    rows = lines(cases, names, timezone.localdate())
    return [row | {"why": " ".join(batch.refused[str(row["id"])])} for row in rows]
