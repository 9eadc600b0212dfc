"""Filters under a name of one's own: kept, opened again, taken away."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwang.people.permits import requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.watch.monitoring import operations
from shouwang.watch.monitoring.forms import SaveFilterForm
from shouwang.watch.monitoring.models import SavedFilter
from shouwang.watch.registry import finding

_ADDRESS = {SavedFilter.List.HOUSEHOLDS: "households", SavedFilter.List.CLUES: "clues"}


def of(request: HttpRequest, which: SavedFilter.List, query: str) -> dict[str, Any]:
    """One's filters of a list, for the line above the table; one statement."""
    kept = signed_in(request).saved_filters.filter(list=which).order_by("name")
    address = reverse(_ADDRESS[which])
    present = cleaned(query)
    return {
        "list": which.value,
        "query": present,
        "filters": [
            {
                "name": one.name,
                "href": f"{address}?{one.query}",
                "forget": reverse("forget_filter", args=[one.pk]),
                "current": one.query == present,
            }
            for one in kept
        ],
    }


def cleaned(query: str) -> str:
    """A query without the page, without empty parts and without telling words, in order."""
    parts = [
        (key, str(value))
        for key, value in sorted(QueryDict(query).items())
        if value and key not in {"page", "csrfmiddlewaretoken"}
    ]
    return urlencode([part for part in parts if part[0] != "q" or not finding.is_telling(part[1])])


@require_POST
@requires(Act.SEE_HOUSEHOLDS)
def save_filter(request: HttpRequest) -> HttpResponseBase:
    """Keep the present filter under a name; the same name is overwritten."""
    which = SavedFilter.List(request.POST.get("list", SavedFilter.List.HOUSEHOLDS.value))
    query = cleaned(request.POST.get("query", "")[:1000])
    form = SaveFilterForm(request.POST)
    if not form.is_valid() or not query:
        messages.error(request, _("先筛选，再给这个筛选起一个名称。"))
    else:
        name = form.cleaned_data["name"]
        operations.save_filter(by=signed_in(request), which=which, name=name, query=query)
        messages.success(request, _("已保存为“%(name)s”。") % {"name": name})
    return redirect(f"{reverse(_ADDRESS[which])}?{query}")


@require_POST
@requires(Act.SEE_HOUSEHOLDS)
def forget_filter(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take one of one's own filters away."""
    which = operations.forget_filter(by=signed_in(request), number=number)
    return redirect(_ADDRESS[SavedFilter.List(which)] if which else "households")
