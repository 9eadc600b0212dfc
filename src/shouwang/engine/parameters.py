"""Dated parameters: which value holds in a region on a day, and which document says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from shouwang.engine.errors import MissingParameter


@dataclass(frozen=True)
class Place:
    """Where in the pack's files something is written."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True)
class ParameterValue:
    """One value of a parameter, for the regions under a prefix, from a day until (not on) another.

    `layer` orders packs that extend one another: for the same prefix the higher layer wins.
    """

    name: str
    region: str
    value: int
    valid_from: date
    valid_to: date | None = None
    document: str = ""
    clause: str = ""
    source: str = ""
    verified: bool = False
    note: str = ""
    layer: int = 0
    place: Place | None = None

    def holds(self, region: str, on: date) -> bool:
        """Whether the value is valid in the region on the day."""
        return (
            region.startswith(self.region)
            and self.valid_from <= on
            and (self.valid_to is None or on < self.valid_to)
        )

    @property
    def rank(self) -> tuple[int, int, date]:
        """The order in which valid values win: longest prefix, then layer, then latest."""
        return (len(self.region), self.layer, self.valid_from)


@dataclass(frozen=True)
class Parameter:
    """A number that a government document can change."""

    name: str
    unit: str
    label: dict[str, str] = field(default_factory=dict)
    definition: dict[str, str] = field(default_factory=dict)
    values: tuple[ParameterValue, ...] = ()
    place: Place | None = None

    def resolve(self, region: str, on: date) -> ParameterValue:
        """The value of the longest matching prefix; raises MissingParameter when there is none."""
        valid = [value for value in self.values if value.holds(region, on)]
        if not valid:
            raise MissingParameter(name=self.name, region=region, on=on.isoformat())
        return max(valid, key=lambda value: value.rank)

    def with_values(self, values: Iterable[ParameterValue]) -> Parameter:
        """The same parameter with further values laid over its own."""
        layer = 1 + max((value.layer for value in self.values), default=-1)
        added = tuple(replace(value, layer=layer) for value in values)
        return replace(self, values=self.values + added)
