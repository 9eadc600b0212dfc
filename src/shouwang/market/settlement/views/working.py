"""The page on which a supplier writes down who worked on a batch."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouwang.market.members.views import signed_in
from shouwang.market.settlement import operations, queries
from shouwang.market.settlement.errors import WorkRefused
from shouwang.market.settlement.forms import WorkForm
from shouwang.market.settlement.models import Workday
from shouwang.market.suppliers.guards import for_staff
from shouwang.market.suppliers.models import Supplier
from shouwang.market.suppliers.queries import agreement_on
from shouwang.market.suppliers.rules import COLLECT
from shouwang.market.supply.models import Batch
from shouwang.market.supply.queries import links_with_plots


@require_http_methods(["GET", "POST"])
@for_staff(COLLECT)
def batch_work(request: HttpRequest, supplier: Supplier, number: UUID) -> HttpResponseBase:
    """Who worked on the batch, and one more entry or one put right (`?correct=`)."""
    batch = Batch.objects.filter(pk=number, supplier=supplier).first()
    if batch is None:
        raise Http404
    workers = {
        str(one.link.pk): one.shown
        for one in links_with_plots(supplier.pk, on=timezone.localdate())
    }
    entries = queries.workdays_of(number)
    form = _form(request, workers, entries)
    if request.method == "POST" and form.is_valid() and _recorded(request, supplier, batch, form):
        return redirect("batch_work", number)
    agreed = agreement_on(supplier.pk, timezone.localdate())
    given = {
        "batch": batch,
        "form": form,
        "entries": [(one, workers.get(str(one.link), "—")) for one in entries],
        "half_days": sum(one.half_days for one in entries),
        "is_settled": queries.is_settled(number),
        "wage_per_mille": agreed.wage_per_mille if agreed else 0,
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "settlement/work.html", given, status=status)


def _form(request: HttpRequest, workers: dict[str, str], entries: Any) -> WorkForm:
    asked = request.GET.get("correct", "")
    found: Workday | None = next((one for one in entries if str(one.pk) == asked), None)
    kept: dict[str, Any] = {"on": timezone.localdate(), "days": 1}
    if found:
        kept = {
            "replaces": found.pk,
            "link": str(found.link),
            "task": found.task,
            "on": found.on,
            "days": found.days,
        }
        workers = {str(found.link): workers.get(str(found.link), "—")}
    return WorkForm(request.POST or None, workers=workers.items(), initial=kept)


def _recorded(request: HttpRequest, supplier: Supplier, batch: Batch, form: WorkForm) -> bool:
    try:
        operations.record_work(
            act_id=form.act_id,
            batch=batch,
            supplier=supplier,
            worked=form.worked(),
            by=signed_in(request),
            at=timezone.now(),
            replaces=form.cleaned_data["replaces"],
        )
    except WorkRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("已记下。"))
    return True
