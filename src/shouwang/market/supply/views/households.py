"""A household's own page: what it can sell and when, what was sold and what that earned."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwang.bridge.models import Link
from shouwang.market.members.asking import address_of
from shouwang.market.suppliers.models import Supplier
from shouwang.market.suppliers.places import place_names
from shouwang.market.supply import operations, queries
from shouwang.market.supply.errors import SupplyError
from shouwang.market.supply.forms import MonthsForm, PassForm
from shouwang.market.supply.policy import Yields, crops, words
from shouwang.market.supply.queries import Brought, SeasonLine
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
                **form.cleaned_data, address=address_of(request), at=timezone.now()
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
    found = opened(request, link)
    if found is None:
        return redirect("household_sign_in")
    supplier = Supplier.objects.get(pk=found.supplier_id)
    today = timezone.localdate()
    seasons = queries.seasons_of(found.pk, on=today)
    form = _form(request, found, supplier, seasons)
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
    given = {
        "link": found,
        "supplier": supplier,
        "place": place_names([found.region_code], on=today).get(found.region_code, ""),
        "form": form,
        "seasons": seasons,
        **_money(found, today),
    }
    return TemplateResponse(
        request, "supply/household.html", given, status=422 if form.is_bound else 200
    )


@require_POST
def household_sign_out(request: HttpRequest) -> HttpResponseBase:
    """Close the page on this telephone."""
    request.session.pop(OPENED, None)
    return redirect("household_sign_in")


@never_cache
@require_safe
def household_sold(request: HttpRequest, link: UUID, month: str) -> HttpResponseBase:
    """The order lines behind a month's sum, settled or still waiting, each to be explained."""
    found = opened(request, link)
    if found is None:
        return redirect("household_sign_in")
    try:
        day = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise Http404 from error
    settled = request.GET.get("waiting") != "1"
    rows = queries.sold_lines(found.pk, day, settled=settled)
    given = {
        "link": found,
        "month": day,
        "settled": settled,
        "rows": [(one, buyer_words().get(one.buyer_kind, one.buyer_kind)) for one in rows],
        "fen": sum(one.fen for one in rows),
    }
    return TemplateResponse(request, "supply/household_sold.html", given)


def opened(request: HttpRequest, link: UUID) -> Link | None:
    """The link, when its page was opened with the pass on this device a short while ago."""
    opened, since = request.session.get(OPENED) or ("", "")
    if opened != str(link):
        return None
    found = Link.objects.filter(pk=link).first()
    if found is None:
        return None
    minutes = _number(found, "household_page_minutes")
    lasts = timedelta(minutes=minutes)
    return found if timezone.now() < datetime.fromisoformat(since) + lasts else None


def _number(link: Link, name: str) -> int:
    return Yields(link.region_code, timezone.localdate()).number(name, link.region_code)


def buyer_words() -> dict[str, str]:
    """To what kind of buyer goods went, in words."""
    return words("buyer_kinds")


def _form(
    request: HttpRequest, link: Link, supplier: Supplier, seasons: Sequence[SeasonLine]
) -> MonthsForm:
    known = crops()
    grown = [one.crop for one in seasons]
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


def _money(link: Link, today: date) -> dict[str, Any]:
    """What was sold by month, what waits, and where the money is."""
    settled = queries.brought(link.pk, settled=True)
    waiting = queries.brought(link.pk, settled=False)
    return {
        "year": today.year,
        "year_fen": sum(one.fen for one in settled if one.month.year == today.year),
        "months": _by_month(settled),
        "waiting": _by_month(waiting),
        "waiting_fen": sum(one.fen for one in waiting),
        "payments": queries.payments(link.pk),
        "safe_days": _number(link, "settlement_safe_days"),
    }


def _by_month(rows: Sequence[Brought]) -> list[dict[str, Any]]:
    named = buyer_words()
    found: dict[date, dict[str, Any]] = {}
    for one in rows:
        month = found.setdefault(one.month, {"month": one.month, "fen": 0, "rows": []})
        month["fen"] += one.fen
        month["rows"].append((one, named.get(one.buyer_kind, one.buyer_kind)))
    return list(found.values())
