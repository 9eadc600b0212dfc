"""The tile map: townships and villages as equal squares in places that never move.

No open boundaries and no coordinates exist below the county, so the map claims none. Townships
stand in the order of their codes, read like text; inside a township its villages fill a block
four squares wide, again in the order of their codes. Codes are given out once and kept, so a
village has the same square on every screen and in every month, whatever its colour. A place
whose parent is not on the map gets a block of its own, so that none is lost from sight.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

TILES_ACROSS = 4
TILE = 24  # side of a square in SVG units
STEP = 27  # a square and the gap after it


@dataclass(frozen=True, slots=True)
class Place:
    """A township or village: its step of risk (None = not known) and the number behind it."""

    code: str
    name: str
    parent: str
    level: int | None = 0
    value: int | None = None
    href: str = ""

    @classmethod
    def of(cls, source: "Place | dict[str, Any]") -> "Place":
        """The place itself, or one made from a mapping; unknown keys are ignored."""
        if isinstance(source, Place):
            return source
        names = ("code", "name", "parent", "level", "value", "href")
        return cls(**{name: source[name] for name in names if name in source})


@dataclass(frozen=True, slots=True)
class Tile:
    """A village on its square; x and y are the upper left corner inside the township's block."""

    place: Place
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Block:
    """A township with the squares of its villages, in SVG units."""

    place: Place
    tiles: tuple[Tile, ...]
    width: int
    height: int


def lay_out(places: Iterable[Place]) -> list[Block]:
    """One block for each township, in the order of codes, with the villages that name it."""
    ordered = sorted(places, key=lambda place: place.code)
    villages: dict[str, list[Place]] = {place.code: [] for place in ordered}
    for place in ordered:
        villages.get(place.parent, []).append(place)
    return [
        _block(place, villages[place.code]) for place in ordered if place.parent not in villages
    ]


def _block(township: Place, villages: Sequence[Place]) -> Block:
    tiles = tuple(
        Tile(village, x=order % TILES_ACROSS * STEP, y=order // TILES_ACROSS * STEP)
        for order, village in enumerate(villages)
    )
    return Block(
        township,
        tiles,
        width=TILES_ACROSS * STEP - (STEP - TILE),
        height=tiles[-1].y + TILE if tiles else 0,
    )
