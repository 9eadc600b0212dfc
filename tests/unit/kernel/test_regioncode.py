from datetime import date

import pytest

from shouwang.kernel.periods import Period
from shouwang.kernel.regioncode import Level, RegionCode, RegionCodeInvalid, Scheme


@pytest.mark.parametrize(
    ("code", "level", "prefix", "parent"),
    [
        ("000000000000", Level.NATION, "", None),
        ("360000000000", Level.PROVINCE, "36", "000000000000"),
        ("360700000000", Level.PREFECTURE, "3607", "360000000000"),
        ("360781000000", Level.COUNTY, "360781", "360700000000"),
        ("360781100000", Level.TOWNSHIP, "360781100", "360781000000"),
        ("360781100001", Level.VILLAGE, "360781100001", "360781100000"),
        ("441900003000", Level.TOWNSHIP, "441900003", "441900000000"),
    ],
)
def test_level_prefix_and_parent(code, level, prefix, parent):
    region = RegionCode(code)
    assert region.level is level
    assert region.prefix == prefix
    assert region.parent == (None if parent is None else RegionCode(parent))
    assert RegionCode.of(prefix) == region


@pytest.mark.parametrize("text", ["36078", "", "36078110000a", "３６0781000000", "3607811000000"])
def test_other_text_is_refused(text):
    with pytest.raises(RegionCodeInvalid):
        RegionCode(text)


def test_a_division_contains_itself_and_what_lies_inside():
    county = RegionCode.of("360781")
    assert county.contains(county)
    assert county.contains(RegionCode.of("360781100001"))
    assert not county.contains(RegionCode.of("360782"))
    assert not county.contains(RegionCode.of("360781100", Scheme.MCA))
    assert RegionCode.of("").contains(county)


def test_validity_does_not_make_another_code():
    old = RegionCode.of("360781100", valid=Period(None, date(2020, 1, 1)))
    assert old == RegionCode.of("360781100")
    assert old.in_force(date(2019, 12, 31))
    assert not old.in_force(date(2020, 1, 1))
