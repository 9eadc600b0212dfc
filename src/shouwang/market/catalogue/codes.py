"""Codes of the pack that the catalogue speaks in: categories, packages, bands of prices."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import get_language

from shouwang.policies.queries import packaged, said


@dataclass(frozen=True, slots=True)
class Band:
    """Prices from `from_fen` to below `until_fen`."""

    code: str
    from_fen: int
    until_fen: int | None


def categories() -> dict[str, str]:
    """Categories by code, in the reader's language."""
    return _labels("product_categories")


def units() -> dict[str, str]:
    """Packages by code, in the reader's language."""
    return _labels("product_units")


def band_labels() -> dict[str, str]:
    """Bands of prices by code, in the reader's language."""
    return _labels("price_bands")


@cache
def bands() -> tuple[Band, ...]:
    """Bands of prices, from the lowest on."""
    return tuple(
        Band(code, one["from_fen"], one["until_fen"]) for code, one in _codes("price_bands").items()
    )


@cache
def category_words() -> dict[str, str]:
    """Categories by code in Chinese, as products are found by them."""
    return {code: one["zh"] for code, one in _codes("product_categories").items()}


def _labels(name: str) -> dict[str, str]:
    language = (get_language() or "zh")[:2]
    return {code: said(one, language, code) for code, one in _codes(name).items()}


def _codes(name: str) -> Mapping[str, dict[str, Any]]:
    found: Mapping[str, dict[str, Any]] = packaged().codes[name]
    return found
