"""What is wrong with a pack, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shouwang.engine.pack.source import Listing, Table
from shouwang.engine.parameters import Place


@dataclass(frozen=True, order=True)
class PackFinding:
    """One finding of `policy check`. A fatal one also keeps the pack from being used."""

    path: str
    line: int
    reason: str
    fatal: bool = True

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


class Findings(list[PackFinding]):
    """The findings of one reading."""

    def add(self, place: Place, reason: str, *, fatal: bool = True) -> None:
        self.append(PackFinding(place.path, place.line, reason, fatal))

    def text(self, table: Table, key: str) -> str:
        """A text under the key, or an empty one with a finding."""
        value = table.get(key)
        if isinstance(value, str) and value.strip():
            return value
        self.add(table.at(key), f"{key} must be a text")
        return ""

    def whole_number(self, table: Table, key: str, default: int = 0) -> int:
        value = table.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        self.add(table.at(key), f"{key} must be a whole number")
        return default

    def labels(self, table: Table, key: str, *, needed: bool = True) -> dict[str, str]:
        """A text in Chinese and English."""
        value = table.get(key)
        if isinstance(value, Table) and all(
            isinstance(value.get(language), str) for language in ("zh", "en")
        ):
            return {str(name): str(text) for name, text in value.items()}
        if value is not None or needed:
            self.add(table.at(key), f"{key} needs zh and en texts", fatal=False)
        return {}

    def entries(self, parent: Any, place: Place) -> list[tuple[Table, Place]]:
        """The mappings of a list, with their places."""
        if not isinstance(parent, Listing):
            self.add(place, "must be a list")
            return []
        return [
            (item, where)
            for item, where in zip(parent, parent.places, strict=True)
            if self._is_table(item, where)
        ]

    def _is_table(self, item: Any, place: Place) -> bool:
        if not isinstance(item, Table):
            self.add(place, "must be a mapping")
        return isinstance(item, Table)

    def unknown_keys(self, table: Table, known: set[str]) -> None:
        for key in table:
            if key not in known:
                self.add(table.at(key), f"unknown entry {key}")
