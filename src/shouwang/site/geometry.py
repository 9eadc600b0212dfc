"""GeoJSON outlines as SVG paths: plain equirectangular projection, no map library.

Over one prefecture (3° wide) the shapes differ from a conformal projection by less than the
width of a line at screen size, so the simplest projection is the right one: x = longitude ×
cos(middle latitude), y = latitude, one scale for both, north on top.
"""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Ring = list[Point]

MARGIN = 6.0


@dataclass(frozen=True, slots=True)
class Shape:
    """One place of a drawing: its SVG path and where its name may stand."""

    code: str
    name: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a field of width × height SVG units."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


def load_features(path: Path, prefix: str = "") -> list[dict[str, Any]]:
    """The features of a GeoJSON file whose `code` begins with the prefix."""
    collection = json.loads(path.read_text(encoding="utf-8"))
    return [f for f in collection["features"] if str(f["properties"]["code"]).startswith(prefix)]


def draw(features: Sequence[dict[str, Any]], width: float, height: float) -> Drawing:
    """Project Polygon and MultiPolygon features into the largest field inside width × height.

    The drawing keeps the proportions of the ground, so one side is usually shorter than asked.
    No features make an empty drawing.
    """
    grounds = [(feature, list(_rings(feature["geometry"]))) for feature in features]
    points = [point for _, rings in grounds for ring in rings for point in ring]
    if not points:
        return Drawing(width, height, ())
    field = _Field.around(points, width, height)
    shapes = tuple(_shape(feature, rings, field) for feature, rings in grounds)
    return Drawing(round(field.width, 1), round(field.height, 1), shapes)


@dataclass(frozen=True, slots=True)
class _Field:
    west: float
    north: float
    squeeze: float
    scale: float
    width: float
    height: float

    @classmethod
    def around(cls, points: Sequence[Point], width: float, height: float) -> "_Field":
        longitudes, latitudes = [p[0] for p in points], [p[1] for p in points]
        squeeze = math.cos(math.radians((min(latitudes) + max(latitudes)) / 2))
        across = (max(longitudes) - min(longitudes)) * squeeze or 1e-9
        up = max(latitudes) - min(latitudes) or 1e-9
        scale = min((width - 2 * MARGIN) / across, (height - 2 * MARGIN) / up)
        return cls(
            west=min(longitudes),
            north=max(latitudes),
            squeeze=squeeze,
            scale=scale,
            width=across * scale + 2 * MARGIN,
            height=up * scale + 2 * MARGIN,
        )

    def place(self, point: Point) -> Point:
        x = (point[0] - self.west) * self.squeeze * self.scale + MARGIN
        y = (self.north - point[1]) * self.scale + MARGIN
        return round(x, 1), round(y, 1)


def _rings(geometry: dict[str, Any]) -> Iterator[Ring]:
    kind, coordinates = geometry["type"], geometry["coordinates"]
    polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(kind, [])
    for polygon in polygons:
        for ring in polygon:
            yield [(point[0], point[1]) for point in ring]


def _shape(feature: dict[str, Any], rings: Sequence[Ring], field: _Field) -> Shape:
    placed = [[field.place(point) for point in ring] for ring in rings]
    x, y = _centre(max(placed, key=lambda ring: abs(_area(ring))))
    properties = feature["properties"]
    return Shape(str(properties["code"]), str(properties["name"]), _path(placed), x, y)


def _path(rings: Iterable[Ring]) -> str:
    return "".join(
        "M" + "L".join(f"{x:g} {y:g}" for x, y in _without_repeats(ring)) + "Z" for ring in rings
    )


def _without_repeats(ring: Ring) -> Iterator[Point]:
    last: Point | None = None
    for point in ring:
        if point != last:
            yield point
        last = point


def _area(ring: Ring) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2


def _centre(ring: Ring) -> Point:
    """Centre of gravity of a ring (shoelace formula); the mean of its points if it has no area."""
    area = _area(ring)
    if abs(area) < 1e-9:
        return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)
    pairs = list(zip(ring, ring[1:] + ring[:1], strict=True))
    x = sum((x1 + x2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs)
    y = sum((y1 + y2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairs)
    return round(x / (6 * area), 1), round(y / (6 * area), 1)
