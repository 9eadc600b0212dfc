"""Changing the catalogue."""

from shouwang.market.catalogue.operations.entries import write_entries

__all__ = ["write_entries"]
