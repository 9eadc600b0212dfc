"""Stock from a batch: pieces of a variant, as many as the batch's grams make."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from shouwang.kernel.choosing import offer
from shouwang.ledger.queries import balance
from shouwang.market.catalogue.models import Variant
from shouwang.market.members.views import signed_in
from shouwang.market.suppliers.forms import ActForm
from shouwang.market.suppliers.guards import for_staff
from shouwang.market.suppliers.models import Supplier
from shouwang.market.suppliers.rules import WORK
from shouwang.market.supply.errors import SupplyError
from shouwang.market.supply.models import Batch
from shouwang.market.supply.operations import list_from_batch
from shouwang.market.supply.rules import batch_account, kilograms

MOST_PIECES = 1_000_000


class ListingForm(ActForm):
    """Of which variant how many pieces."""

    variant = forms.ChoiceField(label=gettext_lazy("规格"))
    pieces = forms.IntegerField(
        label=gettext_lazy("件数"),
        min_value=1,
        max_value=MOST_PIECES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


@for_staff(WORK)
@require_http_methods(["GET", "POST"])
def batch_listing(request: HttpRequest, supplier: Supplier, number: UUID) -> HttpResponseBase:
    """Make stock of a variant from a closed batch."""
    batch = Batch.objects.filter(pk=number, supplier=supplier).first()
    if batch is None:
        raise Http404
    rows = Variant.objects.filter(product__supplier=supplier).select_related("product")
    variants = {str(one.pk): one for one in rows.order_by("product__name", "pk")[:500]}
    form = ListingForm(request.POST or None)
    offer(form, "variant", [(key, _label(one)) for key, one in variants.items()])
    if request.method == "POST" and form.is_valid():
        chosen = variants[form.cleaned_data["variant"]]
        try:
            made = list_from_batch(
                act_id=form.act_id,
                batch=number,
                supplier=supplier,
                variant=chosen.pk,
                pieces=form.cleaned_data["pieces"],
                grams_each=chosen.grams,
                by=signed_in(request),
                at=timezone.now(),
            )
        except SupplyError as refusal:
            form.add_error("pieces", str(refusal))
        else:
            messages.success(request, _("已上架 %(count)s 件。") % {"count": made.pieces})
            return redirect("batch", number)
    left = kilograms(balance(batch_account(batch.pk)).available)
    given: dict[str, Any] = {"batch": batch, "form": form, "left": left, "any": bool(variants)}
    return TemplateResponse(
        request, "catalogue/listing.html", given, status=422 if form.is_bound else 200
    )


def _label(one: Variant) -> str:
    return f"{one.product.name} · {one.title} · {kilograms(one.grams)} kg"
