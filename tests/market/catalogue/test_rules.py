"""Words by which products are found; steps of prices; seasons."""

import pytest

from shouwang.market.catalogue import rules
from shouwang.market.catalogue.rules import Step

READ = {"脐橙": ["qi", "cheng"], "白莲": ["bai", "lian"], "壬田镇": ["ren", "tian", "zhen"]}


def _cut(run: str) -> list[str]:
    return {"壬田脐橙": ["壬田", "脐橙"], "土鸡蛋": ["土鸡蛋"]}[run]


def test_a_name_is_found_by_characters_pairs_and_pinyin():
    found = rules.terms_of(["脐橙"], ["5斤装"], READ.__getitem__)
    sounds = ["q", "qi", "qic", "qich", "qc", "c", "ch", "che", "chen"]
    assert found == sorted(["脐", "橙", "脐橙", "5", "斤", "装", "斤装", *sounds])


def test_spellings_stand_once_written_out_and_by_first_letters():
    assert rules.spellings(["脐橙", "脐橙", "A2"], READ.__getitem__) == "qicheng qc a2"


@pytest.mark.parametrize(
    ("query", "terms", "spelt"),
    [
        ("橙", ("橙",), ()),
        (" 脐橙 ", ("脐橙",), ()),
        ("ＱＣ", ("qc",), ()),
        ("qicheng", ("qich",), ("qicheng",)),
        ("壬田脐橙", ("壬田", "脐橙"), ()),
        ("土鸡蛋", ("土鸡", "鸡蛋"), ()),
        ("脐橙 rt", ("脐橙", "rt"), ()),
        ("！？", (), ()),
    ],
)
def test_a_query_is_read(query, terms, spelt):
    read = rules.wanted(query, _cut)
    assert (read.terms, read.spelt) == (terms, spelt)


def test_a_loosened_query_wants_the_characters_anywhere():
    assert rules.loosened(rules.wanted("脐橙 rt", _cut)).terms == ("脐", "橙", "rt")


def test_the_step_with_most_pieces_decides_the_price():
    steps = [Step(3, 900), Step(10, 800)]
    prices = [rules.price_for(quantity, 1000, steps) for quantity in (1, 2, 3, 9, 10, 500)]
    assert prices == [1000, 1000, 900, 900, 800, 800]


def test_more_pieces_must_cost_less_each():
    assert rules.refusals_of_steps(1000, [Step(3, 900), Step(10, 800)]) == []
    found = rules.refusals_of_steps(1000, [Step(3, 900), Step(10, 950)])
    assert [one.code for one in found] == ["step_not_cheaper"]


@pytest.mark.parametrize(
    ("first", "last", "fresh"),
    [(11, 1, {11, 12, 1}), (3, 3, {3}), (1, 12, set(range(1, 13)))],
)
def test_a_season_may_cross_the_turn_of_the_year(first, last, fresh):
    months = rules.months_of(first, last)
    assert {month for month in range(1, 13) if rules.is_in_season(months, month)} == fresh
