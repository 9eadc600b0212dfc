"""A household's own page: what it can sell and when, what was sold and what that earned."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shouwang.bridge.models import Link
from shouwang.bridge.queries import earned
from shouwang.market.suppliers.models import Supplier
from shouwang.market.suppliers.places import place_names
from shouwang.market.supply import operations, queries
from shouwang.market.supply.errors import SupplyError
from shouwang.market.supply.forms import MonthsForm, PassForm
from shouwang.market.supply.policy import Yields, crops, words
from shouwang.market.supply.views.growing import months_from

OPENED = "household_link"


@never_cache
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def household_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Open the household's page with the number and the pass on its paper."""
    form = PassForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    if request.method == "POST" and form.is_valid():
        try:
            link = operations.open_page(
                **form.cleaned_data, address=request.META.get("REMOTE_ADDR"), at=timezone.now()
            )
        except SupplyError as refusal:
            form.add_error(None, str(refusal))
        else:
            request.session[OPENED] = [str(link.pk), timezone.now().isoformat()]
            return redirect("household_page", link.pk)
    return TemplateResponse(
        request,
        "supply/household_sign_in.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )


@never_cache
@require_http_methods(["GET", "POST"])
def household_page(request: HttpRequest, link: UUID) -> HttpResponseBase:
    """Everything on one page, for whoever opened it with the pass a short while ago."""
    found = _opened(request, link)
    if found is None:
        return redirect("household_sign_in")
    supplier = Supplier.objects.get(pk=found.supplier_id)
    form = _form(request, found, supplier)
    if request.method == "POST" and form.is_valid():
        try:
            operations.declare(
                supplier=supplier, said=form.said(found.pk), by=None, at=timezone.now()
            )
        except SupplyError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已告诉合作社。有变化随时再改。"))
            return redirect("household_page", link)
    today = timezone.localdate()
    given = {
        "link": found,
        "supplier": supplier,
        "place": place_names([found.region_code], on=today).get(found.region_code, ""),
        "form": form,
        "seasons": queries.seasons_of(found.pk, on=today),
        **_earned(found.pk),
    }
    return TemplateResponse(
        request, "supply/household.html", given, status=422 if form.is_bound else 200
    )


@require_POST
def household_sign_out(request: HttpRequest) -> HttpResponseBase:
    """Close the page on this telephone."""
    request.session.pop(OPENED, None)
    return redirect("household_sign_in")


def _opened(request: HttpRequest, link: UUID) -> Link | None:
    opened, since = request.session.get(OPENED) or ("", "")
    if opened != str(link):
        return None
    found = Link.objects.filter(pk=link).first()
    if found is None:
        return None
    today = timezone.localdate()
    minutes = Yields(found.region_code, today).number("household_page_minutes", found.region_code)
    lasts = timedelta(minutes=minutes)
    return found if timezone.now() < datetime.fromisoformat(since) + lasts else None


def _form(request: HttpRequest, link: Link, supplier: Supplier) -> MonthsForm:
    known = crops()
    grown = dict.fromkeys(one.crop for one in queries.seasons_of(link.pk, on=timezone.localdate()))
    months = months_from(timezone.localdate(), 12)
    declared = queries.declarations_of(supplier.pk, months=months, link=link.pk)
    return MonthsForm(
        request.POST or None,
        offers=[
            (code, known[code].name, [m for m in months if known[code].sold_in(m.month)])
            for code in grown
        ],
        declared={(crop, m): g for (_l, crop), by in declared.items() for m, g in by.items()},
    )


def _earned(link: UUID) -> dict[str, object]:
    """Rows of the bridge, and what was delivered in all."""
    buyers = words("buyer_kinds")
    rows = [
        {**one, "buyer": buyers.get(str(one["buyer_kind"]), str(one["buyer_kind"]))}
        for one in earned(link)
    ]
    delivered = sum(int(str(one["fen"])) for one in rows if one["stage"] == "delivered")
    return {"earned": rows[:200], "delivered_fen": delivered}
