"""Seasons, codes on boxes, safety intervals."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwang.market.supply.rules import SIGNS, Crop, Used, code_of, forbids, kilograms, read_code

ORANGE = Crop("navel_orange", "脐橙", "fruit", "area", 11, 1)
EGGS = Crop("duck_egg", "鸭蛋", "egg", "animals", 1, 12)


@pytest.mark.parametrize(
    ("crop", "on", "season"),
    [
        (ORANGE, date(2024, 11, 1), 2024),
        (ORANGE, date(2025, 1, 31), 2024),
        (ORANGE, date(2025, 10, 31), 2024),
        (EGGS, date(2025, 1, 1), 2025),
    ],
)
def test_a_season_is_named_after_the_year_it_begins_in(crop, on, season):
    assert crop.season_on(on) == season


def test_months_of_a_season_go_over_the_new_year():
    assert [month for month in range(1, 13) if ORANGE.sold_in(month)] == [1, 11, 12]
    assert [month for month in range(1, 13) if EGGS.sold_in(month)] == list(range(1, 13))


@given(st.uuids(), st.integers(0, 10), st.sampled_from(SIGNS))
def test_one_wrong_sign_of_a_code_is_seen(batch: UUID, place: int, sign: str):
    code = code_of(batch)
    wrong = code[:place] + sign + code[place + 1 :]
    assert read_code(wrong) == (code if wrong == code else None)


@given(st.uuids(), st.integers(0, 8))
def test_two_exchanged_signs_are_seen(batch: UUID, place: int):
    code = code_of(batch)
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert read_code(wrong) == (code if wrong == code else None)


def test_a_code_is_read_as_people_type_it():
    code = code_of(UUID(int=7))
    assert read_code(f" {code[:4].lower()}-{code[4:8]} {code[8:]} ") == code
    assert [read_code(text) for text in ("", "abc", "零" * 11, code + "0")] == [None] * 4


def test_a_harvest_inside_the_interval_is_forbidden_and_one_on_its_end_is_not():
    used = [Used("多菌灵", date(2025, 11, 1), 20), Used("阿维菌素", date(2025, 11, 5), 7)]
    assert forbids(used, date(2025, 10, 31)) is None
    assert forbids(used, date(2025, 11, 6)) == used[0]
    assert forbids(used, date(2025, 11, 20)) == used[0]
    assert forbids(used, date(2025, 11, 21)) is None


def test_kilograms_show_no_more_decimals_than_needed():
    assert [kilograms(g) for g in (0, 500, 1500, 375_000)] == ["0", "0.5", "1.5", "375"]
