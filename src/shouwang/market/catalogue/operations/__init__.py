"""Changing the catalogue."""

from shouwang.market.catalogue.operations.entries import write_entries
from shouwang.market.catalogue.operations.products import (
    add_picture,
    change,
    make,
    put_on_sale,
    put_variant,
    remove_picture,
    take_off,
)
from shouwang.market.catalogue.operations.words import refresh_words

__all__ = [
    "add_picture",
    "change",
    "make",
    "put_on_sale",
    "put_variant",
    "refresh_words",
    "remove_picture",
    "take_off",
    "write_entries",
]
