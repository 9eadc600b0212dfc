"""The page on which a household reports, without log-in, cookies or script.

Exempt from the check of cookies against forged requests: old browsers inside other programs drop
cookies, and the page uses nothing that belongs to whoever is logged in. Nothing personal stands in
an address; the answer to the form is the receipt itself, and sending it twice gives it twice.
"""

from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from shouwang.kernel.regioncode import Level, RegionCode, RegionCodeInvalid
from shouwang.watch.reports import operations, queries, rules
from shouwang.watch.reports.forms import PublicForm, begun, fresh
from shouwang.watch.reports.models import Channel
from shouwang.watch.reports.operations import Received, Told

TOLD = ("name", "telephone", "category", "village", "words", "proxy_name", "proxy_telephone")


@csrf_exempt
@never_cache
@sensitive_post_parameters(*TOLD)
def report_public(request: HttpRequest) -> HttpResponseBase:
    """Choose the village where the QR code has not; report; get the receipt."""
    if request.method == "POST":
        return _reported(request)
    asked = request.GET.get("v", "")
    village = queries.village(asked)
    if village is None:
        return _choose(request, unknown=bool(asked))
    return _asked(request, village, PublicForm(initial=fresh(village.code)))


def _reported(request: HttpRequest) -> HttpResponseBase:
    form = PublicForm(request.POST)
    village = queries.village(request.POST.get("village", ""))
    if village is None:
        return _choose(request, unknown=True)
    if not form.is_valid():
        return _asked(request, village, _renewed(form))
    received = operations.receive(
        by=None,
        at=timezone.now(),
        number=form.cleaned_data["number"],
        told=Told(**{name: form.cleaned_data[name] for name in TOLD}),
        channel=Channel.PROXY if form.by_proxy else Channel.PAGE,
        address=get_client_ip(request),
    )
    return receipt_page(request, received, form.cleaned_data)


def _renewed(form: PublicForm) -> PublicForm:
    """The form as it was filled, open anew; a broken number is replaced."""
    posted: Any = form.data
    data = posted.copy()
    data["begun"] = begun()
    if "number" in form.errors:
        data["number"] = str(fresh("")["number"])
    renewed = PublicForm(data)
    renewed._errors = form.errors  # type: ignore[attr-defined]  # what was wrong stays said
    renewed.cleaned_data = form.cleaned_data
    return renewed


def receipt_page(
    request: HttpRequest, received: Received, told: dict[str, Any]
) -> HttpResponseBase:
    """The receipt with what happens next, and policy answers that fit the words."""
    village = RegionCode(received.village)
    return TemplateResponse(
        request,
        "reports/receipt.html",
        {
            "received": received,
            "spoken": rules.spoken(received.receipt),
            "place": queries.place_name(village.code),
            "hotline": queries.hotline(village),
            "fitting": queries.fitting(told["words"], told["category"]),
        },
    )


def _asked(request: HttpRequest, village: RegionCode, form: PublicForm) -> HttpResponseBase:
    words, category = form["words"].value() or "", form["category"].value() or ""
    context = {
        "form": form,
        "place": queries.place_name(village.code),
        "hotline": queries.hotline(village),
        "fitting": queries.fitting(words, category) if words or category else [],
    }
    return TemplateResponse(request, "reports/public.html", context)


def _choose(request: HttpRequest, *, unknown: bool) -> HttpResponseBase:
    """Township, then village; both as links, for a thumb."""
    township = _township(request.GET.get("t", ""))
    counties = queries.counties()
    context = {
        "unknown": unknown,
        "township": township,
        "places": queries.villages(township) if township else queries.townships(),
        "hotline": queries.hotline(counties[0] if len(counties) == 1 else township),
    }
    return TemplateResponse(request, "reports/choose.html", context)


def _township(code: str) -> RegionCode | None:
    try:
        place = RegionCode(code) if code else None
    except RegionCodeInvalid:
        return None
    return place if place and place.level is Level.TOWNSHIP else None
