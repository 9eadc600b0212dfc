"""Pages that belong to no room: the journal for the auditor, and help."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shouwang.kernel import journal, scope
from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import requires
from shouwang.people.rules import Act
from shouwang.people.views.taking import taken

PAGE_SIZE = 50
MOST_EXPORTED = 100_000  # rows; the whole journal is for `shouwang journal export`


class JournalFilterForm(forms.Form):
    """What to keep of the journal; bound to the address."""

    actor = forms.CharField(label=gettext_lazy("谁"), required=False, max_length=60)
    act = forms.CharField(label=gettext_lazy("做了什么"), required=False, max_length=60)
    since = forms.DateField(
        label=gettext_lazy("自何日起"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


@requires(Act.READ_JOURNAL)
def journal_page(request: HttpRequest) -> HttpResponseBase:
    """Who did what, when, why and from which evidence, newest first."""
    return _journal(request, None)


@requires(Act.READ_JOURNAL)
def export_journal(request: HttpRequest) -> HttpResponseBase:
    """The same entries as an Excel file, the newest of them; who took it is journalled."""
    form = JournalFilterForm(request.GET)
    return taken(
        request,
        _("日志"),
        _columns(),
        _rows(islice(_entries(form).iterator(chunk_size=2000), MOST_EXPORTED)),
        act="site.journal_exported",
        region=next((RegionCode.of(prefix) for prefix in scope.current().prefixes), None),
        form=form,
    )


@require_POST
@requires(Act.READ_JOURNAL)
def verify_journal(request: HttpRequest) -> HttpResponseBase:
    """Compute the chain of the person's counties anew and say what differs."""
    counties = {RegionCode.of(prefix).county for prefix in scope.current().prefixes}
    return _journal(request, [journal.verify(county) for county in sorted(counties)])


def _journal(request: HttpRequest, verified: list[journal.Verification] | None) -> HttpResponseBase:
    form = JournalFilterForm(request.GET)
    page = Paginator(_entries(form), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": list(_rows(page)),
        "columns": _columns(),
        "verified": verified,
    }
    return TemplateResponse(request, "site/journal.html", context)


def _entries(form: JournalFilterForm) -> QuerySet[JournalEntry]:
    entries = JournalEntry.objects.order_by("-at", "-pk")
    if form.is_valid():
        kept = form.cleaned_data
        if kept["actor"]:
            entries = entries.filter(actor_name__contains=kept["actor"])
        if kept["act"]:
            entries = entries.filter(act__contains=kept["act"])
        if kept["since"]:
            entries = entries.filter(at__date__gte=kept["since"])
    return entries


def _rows(entries: Iterable[JournalEntry]) -> Iterator[dict[str, Any]]:
    for entry in entries:
        yield {
            "at": entry.at,
            "who": entry.actor_name or entry.actor,
            "act": entry.act,
            "subject": f"{entry.subject_type} {entry.subject_id}".strip(),
            "reason": entry.reason,
            "evidence": "；".join(f"{k}={v}" for k, v in entry.evidence.items()),
            "seq": entry.seq,
        }


def _columns() -> list[dict[str, object]]:
    return [
        {"key": "at", "label": _("时间"), "kind": "instant"},
        {"key": "who", "label": _("谁")},
        {"key": "act", "label": _("做了什么")},
        {"key": "subject", "label": _("对象")},
        {"key": "reason", "label": _("原因")},
        {"key": "evidence", "label": _("依据")},
        {"key": "seq", "label": _("序号"), "kind": "number", "hidden": True},
    ]


def help_page(request: HttpRequest) -> HttpResponseBase:
    """How to read what the site says."""
    return TemplateResponse(request, "site/help.html")
