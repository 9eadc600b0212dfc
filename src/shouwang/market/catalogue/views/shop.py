"""What shoppers see: the front page, results, a product, a supplier."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwang.market.catalogue import codes, queries
from shouwang.market.catalogue.forms import SearchForm
from shouwang.market.catalogue.queries import Found, Narrowing, Shown
from shouwang.market.suppliers.models import Kind
from shouwang.regions.queries import names

ON_THE_FRONT = 8
ORDER_WORDS: Sequence[tuple[str, Callable[[], str]]] = (
    ("", lambda: _("销量")),
    ("new", lambda: _("新品")),
    ("cheap", lambda: _("价低在前")),
    ("dear", lambda: _("价高在前")),
)


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What is fresh, what there is, and whom it helps."""
    today = timezone.localdate()
    fresh = queries.search(Narrowing(fresh=True, certified=True), on=today)
    newest = queries.search(Narrowing(order="new"), on=today)
    first = fresh.products[:ON_THE_FRONT]
    then = [key for key in newest.products if key not in first][:ON_THE_FRONT]
    cards = {card.product.pk: card for card in queries.cards([*first, *then], on=today)}
    context = {
        "fresh": [cards[key] for key in first if key in cards],
        "newest": [cards[key] for key in then if key in cards],
        "categories": _choices(newest.facets.get("category", {}), codes.categories()),
        "is_more": newest.is_more,
        **_told("SHOUWANG_FRONT_FIGURES", today),
    }
    return TemplateResponse(request, "catalogue/front.html", context)


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Products by words and filters; the address holds all of them."""
    form = SearchForm(request.GET)
    narrowing = form.narrowing()
    today = timezone.localdate()
    found = queries.search(narrowing, on=today, number=form.number())
    context = {
        "narrowing": narrowing,
        "found": found,
        "cards": queries.cards(found.products, on=today),
        "facets": _facets(found, narrowing, request.GET),
        "orders": _orders(narrowing, request.GET),
        "pages": _pages(found, request.GET),
        "plain_href": f"{request.path}?q={narrowing.query}",
        "proposals": [] if found.total else queries.alike(narrowing.query),
    }
    return TemplateResponse(request, "catalogue/results.html", context)


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Words that begin as typed: a list that the search field shows under itself."""
    proposals = queries.beginning(request.GET.get("q", ""))
    return TemplateResponse(request, "catalogue/suggestions.html", {"proposals": proposals})


@require_safe
def product(request: HttpRequest, number: int) -> HttpResponse:
    """One product with everything that decides a purchase."""
    today = timezone.localdate()
    shown = queries.product_shown(number, on=today)
    if shown is None:
        return TemplateResponse(request, "catalogue/gone.html", status=404)
    others = queries.search(Narrowing(supplier=shown.product.supplier_id), on=today)
    kept = [key for key in others.products if key != shown.product.pk][:4]
    context = {
        "shown": shown,
        "category": codes.categories().get(shown.product.category, ""),
        "first_left": next((one.variant.pk for one in shown.choices if one.left > 0), None),
        "is_fresh": shown.product.entry.months >> (today.month - 1) & 1,
        "others": queries.cards(kept, on=today),
        "address": request.build_absolute_uri(request.path),
        "helps": _helps(shown, today),
        **_told("SHOUWANG_FREIGHT_FROM", shown.lightest, shown.lowest_fen, timezone.now()),
        **_told("SHOUWANG_REVIEWS_OF", shown.product.pk),
    }
    return TemplateResponse(request, "catalogue/product.html", context)


def _helps(shown: Shown, today: date) -> queries.Agreed:
    """What of the lowest price falls to households by the supplier's agreement, in fen."""
    if shown.certificate is None or not shown.product.households:
        return queries.Agreed()
    supplier = shown.product.supplier_id
    agreed = queries.shares_agreed([supplier], on=today).get(supplier, queries.Agreed())
    return agreed.of(shown.lowest_fen)


@require_safe
def supplier(request: HttpRequest, number: UUID) -> HttpResponse:
    """A supplier and what it offers."""
    today = timezone.localdate()
    found = queries.supplier_shown(number)
    if found is None:
        raise Http404
    form = SearchForm(request.GET)
    products = queries.search(Narrowing(supplier=found.pk), on=today, number=form.number())
    context = {
        "supplier": found,
        "place": names([found.village_code], on=today).get(found.village_code, ""),
        "found": products,
        "cards": queries.cards(products.products, on=today),
        "pages": _pages(products, request.GET),
        "address": request.build_absolute_uri(request.path),
    }
    return TemplateResponse(request, "catalogue/supplier.html", context)


def _told(setting: str, *given: Any) -> Mapping[str, Any]:
    """What a room above adds to a page: the function whose path the setting holds."""
    path = getattr(settings, setting, "")
    return import_string(path)(*given) if path else {}


def _facets(found: Found, narrowing: Narrowing, query: QueryDict) -> list[dict[str, Any]]:
    """Each filter with its values: word, number, address; the chosen one can be taken away."""
    words: dict[str, tuple[str, Mapping[str, str]]] = {
        "category": (_("类别"), codes.categories()),
        "place": (_("产地"), _place_words(found, narrowing)),
        "kind": (_("商家"), {code: str(word) for code, word in Kind.choices}),
        "band": (_("价格"), codes.band_labels()),
        "fresh": (_("时令"), {"yes": _("正当季")}),
        "certified": (_("认定"), {"yes": _("帮扶认定产品")}),
    }
    facets = []
    for name, (label, values) in words.items():
        chosen = str(query.get(name, ""))
        chosen = chosen if getattr(narrowing, name) else ""
        choices = _choices(found.facets.get(name, {}), values)
        for choice in choices:
            choice["href"] = _address(query, **{name: choice["code"]})
        facets.append(
            {
                "name": name,
                "label": label,
                "chosen": values.get(chosen, chosen) if chosen else "",
                "open_href": _address(query, **{name: ""}),
                "choices": [one for one in choices if one["code"] != chosen],
            }
        )
    return facets


def _place_words(found: Found, narrowing: Narrowing) -> Mapping[str, str]:
    prefixes = {*found.facets.get("place", {}), *([narrowing.place] if narrowing.place else [])}
    full = {prefix: prefix.ljust(12, "0") for prefix in prefixes}
    known = names(full.values(), on=timezone.localdate()) if full else {}
    return {prefix: known.get(code, code) for prefix, code in full.items()}


def _choices(numbers: Mapping[str, int], words: Mapping[str, str]) -> list[dict[str, Any]]:
    known = [(code, word) for code, word in words.items() if numbers.get(code)]
    known.sort(key=lambda one: -numbers[one[0]])
    return [{"code": code, "label": word, "products": numbers[code]} for code, word in known]


def _orders(narrowing: Narrowing, query: QueryDict) -> list[dict[str, Any]]:
    return [
        {
            "label": word(),
            "href": _address(query, order=code),
            "is_chosen": code == narrowing.order,
        }
        for code, word in ORDER_WORDS
    ]


def _pages(found: Found, query: QueryDict) -> dict[str, Any]:
    number, last = found.number, found.last
    return {
        "number": number,
        "last": last,
        "before": _address(query, page=number - 1) if number > 1 else "",
        "after": _address(query, page=number + 1) if number < last else "",
    }


def _address(query: QueryDict, **changed: Any) -> str:
    kept = query.copy()
    if "page" not in changed:
        kept.pop("page", None)
    for name, value in changed.items():
        kept.pop(name, None)
        if value:
            kept[name] = value
    return f"?{kept.urlencode()}"
