"""Uploaded outlines: what is taken, and every refusal."""

import json

import pytest

from shouwang.kernel.regioncode import RegionCode
from shouwang.regions import data
from shouwang.regions.outlines import read_outline

COUNTY = RegionCode.of("360781")
SQUARE = [[115.0, 25.0], [116.0, 25.0], [116.0, 26.0], [115.0, 26.0], [115.0, 25.0]]


def polygon(ring, code="360781", kind="Polygon"):
    coordinates = [ring] if kind == "Polygon" else [[ring]]
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


def read(value):
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return read_outline(content, COUNTY)


def codes(value) -> list[str]:
    return [finding.code for finding in read(value).findings]


def moved(index: int, point: list) -> list:
    return [*SQUARE[:index], point, *SQUARE[index + 1 :]]


@pytest.mark.parametrize("kind", ["Polygon", "MultiPolygon"])
def test_a_square_is_taken(kind: str) -> None:
    reading = read(polygon(SQUARE, kind=kind))
    assert reading.findings == ()
    assert reading.points == 5
    ring = [tuple(point) for point in SQUARE]
    assert reading.geometry == {"type": "MultiPolygon", "coordinates": [[ring]]}


@pytest.mark.parametrize("code", ["360781", "360781000000", 360781, "156360781"])
def test_the_county_is_found_among_others(code) -> None:
    others = [polygon(SQUARE, "360782"), polygon(SQUARE, code)]
    reading = read({"type": "FeatureCollection", "features": others})
    assert reading.geometry is not None
    assert reading.findings == ()


def test_every_default_outline_would_be_taken() -> None:
    for code, geometry in data.outlines().items():
        feature = {"type": "Feature", "properties": {"code": code[:6]}, "geometry": geometry}
        reading = read_outline(json.dumps(feature).encode(), RegionCode(code))
        assert reading.findings == (), code


def test_without_a_code_it_asks() -> None:
    assert codes({"type": "Polygon", "coordinates": [SQUARE]}) == ["code_missing"]
    assert read({"type": "Polygon", "coordinates": [SQUARE]}).geometry is not None


HOURGLASS = [[115.0, 25.0], [116.0, 26.0], [116.0, 25.0], [115.0, 26.0], [115.0, 25.0]]
REFUSED = [
    (b"\xff\xfe", "not_json"),
    (b"{", "not_json"),
    (b"[" * 100_000, "not_json"),
    (b'{"type": "Polygon", "coordinates": [[[NaN, 1]]]}', "not_json"),
    (b"[]", "not_geojson"),
    (b"{}", "not_geojson"),
    (b" " * (20 * 1024 * 1024 + 1), "too_large"),
    ({"type": "FeatureCollection", "features": []}, "empty"),
    ({"type": "FeatureCollection", "features": "all"}, "empty"),
    ({"type": "FeatureCollection", "features": [polygon(SQUARE)] * 2}, "code_twice"),
    (polygon(SQUARE, "360782"), "other_code"),
    ({"type": "Feature", "properties": None, "geometry": None}, "not_polygon"),
    ({"type": "Point", "coordinates": [115, 25]}, "not_polygon"),
    ({"type": "Polygon", "coordinates": []}, "empty"),
    ({"type": "Polygon", "coordinates": None}, "bad_coordinates"),
    (polygon(moved(1, ["116", 25])), "bad_coordinates"),
    (polygon(moved(1, [116])), "bad_coordinates"),
    (polygon(moved(1, [True, 25])), "bad_coordinates"),
    (polygon(SQUARE[:3]), "ring_short"),
    (polygon(SQUARE[:4]), "ring_open"),
    (polygon([point[::-1] for point in SQUARE]), "axes_swapped"),
    (polygon(moved(2, [2.0, 48.0])), "outside_china"),
    (polygon([[x * 111_000, y * 111_000] for x, y in SQUARE]), "outside_china"),
    (polygon(HOURGLASS), "self_crossing"),
]


@pytest.mark.parametrize(("value", "code"), REFUSED)
def test_refusals(value, code: str) -> None:
    reading = read(value)
    assert reading.geometry is None
    assert code in [finding.code for finding in reading.findings]
