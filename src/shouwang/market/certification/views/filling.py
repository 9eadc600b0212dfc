"""The forms of an application's steps, filled with what was typed."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from shouwang.bridge.queries import links_of
from shouwang.market.certification.attaching import ORIGIN_ROW
from shouwang.market.certification.forms import (
    SPARE_ROWS,
    HouseholdsForm,
    MarketPriceForm,
    PaperForm,
    PriceForm,
    ProductForm,
    TestForm,
)
from shouwang.market.certification.models import Draft
from shouwang.market.certification.reading import (
    MOST_ROWS,
    PRICE_FIELDS,
    PRICE_ROW,
    TEST_FIELDS,
    TEST_ROW,
)
from shouwang.market.certification.rules import Step
from shouwang.market.suppliers.models import Supplier
from shouwang.market.suppliers.places import place_names


def forms_of(
    draft: Draft, at: Step, supplier: Supplier, not_taken: Mapping[str, str]
) -> dict[str, Any]:
    """The forms of a step, filled with what was typed."""
    entered, language = draft.entered.get(at, {}), (get_language() or "zh")[:2]
    typed = entered or None
    if at is Step.PRODUCT:
        blank = {"village_code": supplier.village_code}
        origin = PaperForm(entered, prefix=ORIGIN_ROW)
        return {
            "form": ProductForm(typed, language=language, initial=blank),
            "origin": _told(origin, not_taken),
            "origin_name": _file(entered, ORIGIN_ROW),
        }
    if at is Step.QUALITY:
        rows = _rows(entered, TEST_ROW, (*TEST_FIELDS, "digest"))
        made = []
        for number, full in enumerate(rows):
            prefix = f"{TEST_ROW}-{number}"
            bound = entered if full or prefix in not_taken else None
            form = TestForm(bound, prefix=prefix, language=language)
            made.append((_told(form, not_taken), _file(entered, prefix)))
        return {"tests": made}
    if at is Step.PRICE:
        rows = _rows(entered, PRICE_ROW, PRICE_FIELDS)
        made_prices = [
            MarketPriceForm(typed if full else None, prefix=f"{PRICE_ROW}-{number}")
            for number, full in enumerate(rows)
        ]
        return {"form": PriceForm(typed), "prices": made_prices}
    if at is Step.HOUSEHOLDS:
        return {"form": HouseholdsForm(typed), "links": _links(supplier, entered)}
    return {}


def _told(form: PaperForm, not_taken: Mapping[str, str]) -> PaperForm:
    """The form with the reason why its file was not taken, beside the field."""
    if words := not_taken.get(form.prefix or ""):
        form.add_error("file", words)
    return form


def _rows(entered: dict[str, Any], row: str, fields: tuple[str, ...]) -> list[bool]:
    """Which rows were begun, with spare ones at the end."""
    begun = [
        any(str(entered.get(f"{row}-{number}-{name}") or "").strip() for name in fields)
        for number in range(MOST_ROWS)
    ]
    used = max((number for number, full in enumerate(begun) if full), default=-1) + 1
    return begun[: min(used + SPARE_ROWS, MOST_ROWS)]


def _file(entered: dict[str, Any], prefix: str) -> str:
    return str(entered.get(f"{prefix}-file_name") or "")


def _links(supplier: Supplier, entered: dict[str, Any]) -> list[dict[str, Any]]:
    today = timezone.localdate()
    links = list(links_of(supplier.pk, on=today))
    names = place_names((one.region_code for one in links), on=today)
    ticked = set(entered.get("link", []))
    return [
        {
            "link": one,
            "place": names.get(one.region_code, ""),
            "ticked": str(one.pk) in ticked,
            "agreed": entered.get(f"agreed-{one.pk}") or today.isoformat(),
        }
        for one in links
    ]
