from pathlib import Path

import numpy as np
import pytest

from shouwang.demo import model, places
from shouwang.demo.errors import UnusableRegions, WrongRequest


def test_the_county_has_its_real_divisions() -> None:
    levels = [division.level for division in places.county_divisions()]
    assert (levels.count("township"), levels.count("village")) == (18, 247)


def test_villages_hold_exactly_the_households_asked_for() -> None:
    for households in (1, 900, 143_000, 400_000):
        codes, weights = places.village_codes(None, households)
        settled = places.settle(3, households, codes, weights, model.FLOODS)
        assert settled.size.sum() == households
        assert settled.size.min() > 0
        assert len(np.unique(settled.code)) == len(settled.code)


def test_sizes_of_whole_villages_are_like_life() -> None:
    codes, weights = places.village_codes(None, 1_000_000)
    size = places.settle(3, 1_000_000, codes, weights, model.FLOODS).size[weights.argmax() :]
    low, middle, high = np.quantile(size, [0.05, 0.5, 0.95])
    assert 250 < low < 400 < middle < 650 < high < 1000


def test_floods_strike_neighbours() -> None:
    """Next to a flooded village floods are far likelier than elsewhere."""
    codes, weights = places.village_codes(None, 1_000_000)
    settled = places.settle(3, 1_000_000, codes, weights, model.FLOODS)
    flooded = settled.flood[:-1] & 1
    next_flooded = settled.flood[1:] & 1
    assert next_flooded[flooded == 1].mean() > 3 * next_flooded[flooded == 0].mean()


def test_given_villages_are_used() -> None:
    codes, _ = places.village_codes(["360781100204", "360121100201", "360121100201"], 10)
    assert codes.tolist() == [360121100201, 360781100204]


@pytest.mark.parametrize("given", [[], ["36078110020"], ["３60781100204"]])
def test_unusable_codes_are_refused(given: list[str]) -> None:
    with pytest.raises(WrongRequest):
        places.village_codes(given, 10)


def test_a_file_of_regions_gives_its_villages(tmp_path: Path) -> None:
    file = tmp_path / "regions.csv"
    file.write_text("# source\ncode,name\n360781100000,象湖镇\n360781100204,金星村\n", "utf-8")
    assert places.read_regions(file) == ["360781100204"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name\nx\n", "its header has no column `code`"),
        ("code\n123\n", "row 1 has '123' where a code of 12 digits belongs"),
        ("code\n360781100000\n", "it names no village"),
        ("", "its header has no column `code`"),
    ],
)
def test_a_bad_file_of_regions_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "regions.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(UnusableRegions) as refusal:
        places.read_regions(file)
    assert str(refusal.value) == f"The file {file} is not a usable list of villages: {reason}."
