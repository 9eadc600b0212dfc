from pathlib import Path

import pytest

import shouwang
from shouwang.site import geometry

COUNTIES = Path(shouwang.__file__).parent / "regions" / "data" / "ganzhou-counties.geojson"


def _square(code: str, west: float, south: float, side: float) -> dict:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "properties": {"code": code, "name": code},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def test_a_square_at_the_equator_fills_the_field() -> None:
    drawing = geometry.draw([_square("1", 0, -0.5, 1)], 112, 112)
    assert (drawing.width, drawing.height) == (112, 112)
    assert drawing.shapes[0].path == "M6 106L106 106L106 6L6 6L6 106Z"
    assert (drawing.shapes[0].x, drawing.shapes[0].y) == (56, 56)


def test_at_sixty_degrees_a_square_of_degrees_is_half_as_wide() -> None:
    drawing = geometry.draw([_square("1", 10, 59.5, 1)], 112, 112)
    assert (drawing.width, drawing.height) == (62, 112)


def test_east_is_right_and_north_is_up() -> None:
    west_south, east_north = _square("1", 0, 0, 1), _square("2", 2, 2, 1)
    one, two = geometry.draw([west_south, east_north], 100, 100).shapes
    assert (two.x > one.x, two.y < one.y) == (True, True)


def test_no_features_make_an_empty_drawing() -> None:
    assert geometry.draw([], 100, 80) == geometry.Drawing(100, 80, ())


@pytest.mark.parametrize(("prefix", "count"), [("360781", 1), ("3607", 18), ("37", 0)])
def test_the_shipped_counties(prefix: str, count: int) -> None:
    features = geometry.load_features(COUNTIES, prefix)
    drawing = geometry.draw(features, 480, 480)
    assert len(drawing.shapes) == count
    assert max(drawing.width, drawing.height) == 480


def test_ruijin_lies_in_the_east_of_ganzhou() -> None:
    shapes = geometry.draw(geometry.load_features(COUNTIES), 480, 480).shapes
    ruijin = next(shape for shape in shapes if shape.code == "360781")
    further_east = sorted(shape.name for shape in shapes if shape.x > ruijin.x)
    assert (ruijin.name, further_east) == ("瑞金市", ["宁都县", "石城县"])
