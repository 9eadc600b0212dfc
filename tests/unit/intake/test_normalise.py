"""Cells by column equal the scalar rules of the kernel."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from shouwang.kernel.identity import read_disability, read_identity, read_telephone
from shouwang.kernel.money import Money, MoneyUnreadable
from shouwang.watch.intake.layouts.declared import codes
from shouwang.watch.intake.reading.normalise import days, identity, numbers, places, words

ON = date(2024, 6, 30)


def _one(judged):
    problem = None if judged.problems is None else judged.problems.item()
    return judged.values.item(), problem


def _column(*cells):
    return pl.Series(cells, dtype=pl.String)


@st.composite
def _numbers(draw):
    """Identity numbers: sound, with one character changed, cut, or in full-width."""
    born = draw(st.dates(date(1900, 1, 1), date(2030, 12, 31)))
    base = f"360781{born:%Y%m%d}{draw(st.integers(1, 999)):03d}"
    number = base + ric.calc_check_digit(base + "0")
    match draw(st.integers(0, 4)):
        case 0:
            at = draw(st.integers(0, 17))
            number = number[:at] + draw(st.sampled_from("0123456789X甲")) + number[at + 1 :]
        case 1:
            number = number[: draw(st.integers(1, 17))]
        case 2:
            number = " " + number[:6] + "\u3000" + number[6:].lower() + "\u200b"
        case 3:
            number = "".join(chr(ord(c) + 0xFEE0) for c in number)
    return number


@given(_numbers())
def test_identity_equals_the_rule_for_one_number(number):
    value, problem = _one(identity.identity(_column(number), on=ON))
    read = read_identity(number, on=ON)
    assert value == (read.value.number if read.value else None)
    if problem != "number_destroyed":
        assert problem == (read.findings[0].code if read.findings else None)


@given(_numbers(), st.sampled_from(["42", "91", "45", "11B1", "4", ""]))
def test_disability_equals_the_rule_for_one_number(number, tail):
    value, problem = _one(identity.disability(_column(number + tail), on=ON))
    read = read_disability(number + tail, on=ON)
    assert (value is None) == (read.value is None)
    if problem != "number_destroyed":
        assert problem == (read.findings[0].code if read.findings else None)


@given(
    st.from_regex(r"(\+86)?[ -]?(1[2-9]\d{9}|0797-?\d{6,8}|\(0797\)2\d{6}|\d{7})", fullmatch=True)
)
def test_telephone_equals_the_rule_for_one_number(number):
    value, _problem = _one(identity.telephone(_column(number)))
    assert value == read_telephone(number).value


@given(
    st.one_of(
        st.from_regex(r"[+-]?[¥￥]?\d{1,7}(\.\d{1,4})?(元|万元|万)?", fullmatch=True),
        st.from_regex(r"\d{1,3}(,\d{2,3}){1,2}(\.\d{1,2})?", fullmatch=True),
    ).filter(str.isascii)
)
def test_yuan_equals_the_money_of_the_kernel(text):
    value, problem = _one(numbers.yuan(_column(text), least=-(10**9)))
    try:
        assert value == Money.parse(text).fen
    except MoneyUnreadable:
        assert problem in ("yuan_fraction", "yuan_unreadable")


@pytest.mark.parametrize(
    "written",
    [
        "2024-06-30", "2024/6/30", "2024.6.30", "20240630", "2024年6月30日", "2024年06月30号",
        "45473", "45473.5", "2024-06-30 00:00:00", "2024/6/30 8:05", "２０２４－６－３０",
        " 2024 年 6 月 30 日 ", "2024-06-30T12:00:00", "2024、6、30",
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_shape(written):
    assert _one(days.day(_column(written), on=ON)) == (date(2024, 6, 30), None)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("2024-06", "day_partial"), ("2024年", "day_partial"), ("202406", "day_partial"),
        ("2023-02-29", "day_unreadable"), ("昨天", "day_unreadable"), ("6/30/24", "day_unreadable"),
        ("1850-01-01", "day_range"), ("2024-07-01", "day_future"),
    ],
)  # fmt: skip
def test_a_day_that_is_none_is_named(written, problem):
    assert _one(days.day(_column(written), on=ON)) == (None, problem)


@pytest.mark.parametrize(
    "written",
    ["2024-06", "2024/6", "2024.6", "202406", "2024年6月", "2024年06月份", "2024-06-18", "45460"],
)
def test_a_month_is_its_first_day(written):
    assert _one(days.month(_column(written), on=ON)) == (date(2024, 6, 1), None)


def test_a_month_that_may_be_october_is_refused():
    assert _one(days.month(_column("2024.1"))) == (None, "month_ambiguous")
    assert _one(days.month(_column("2024.10"))) == (date(2024, 10, 1), None)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12),
        ("8个月", 8),
        ("1,200", 1200),
        ("３", 3),
        ("3.0", 3),
        ("-", None),
        ("/", None),
        ("", None),
    ],
)
def test_a_whole_number_is_read_with_its_unit(written, value):
    assert _one(numbers.integer(_column(written))) == (value, None)


def test_numbers_outside_their_bounds_are_named():
    assert _one(numbers.integer(_column("13"), most=12)) == (None, "number_above")
    assert _one(numbers.integer(_column("1.5"))) == (None, "integer_fraction")
    assert _one(numbers.yuan(_column("-1"))) == (None, "number_below")
    assert _one(numbers.decimal(_column("1.25亩"))) == (1.25, None)
    assert _one(numbers.yuan(_column("3.2万元"))) == (3_200_000, None)


def test_text_keeps_its_punctuation_and_loses_stray_blanks():
    written = _column(
        " 张\u3000三 丰\u200b", "上屋组  １２号（旧）", "'A-1", "3.60781E+17", "x" * 201
    )
    judged = words.text(written)
    assert judged.values.to_list() == ["张三丰", "上屋组 12号（旧）", "A-1", None, None]
    assert judged.problems.to_list() == [None, None, None, "number_destroyed", "text_long"]


def test_codes_go_by_name_and_truth_by_its_signs():
    relation = words.code(_column("之子", "儿 子", "长子", "邻居", "-"), codes("relation"))
    assert relation.values.to_list() == ["之子", "之子", "之子", None, None]
    assert relation.problems.to_list() == [None, None, None, "code_unknown", None]
    truth = words.truth(_column("是", "√", "ｎ", "", "也许"))
    assert truth.values.to_list() == [True, True, False, None, None]


def test_a_village_is_found_by_its_way_and_two_of_a_name_are_refused():
    divisions = pl.DataFrame(
        [
            ("360781000000", "瑞金市", "瑞金市", "360700000000", 3),
            ("360781100000", "象湖镇", "象湖镇", "360781000000", 4),
            ("360781101000", "壬田镇", "壬田镇", "360781000000", 4),
            ("360781100201", "竹岗村委会", "竹岗村", "360781100000", 5),
            ("360781100202", "新村村委会", "新村", "360781100000", 5),
            ("360781101202", "新村村委会", "新村", "360781101000", 5),
        ],
        schema=["code", "name", "short_name", "parent_code", "level"],
        orient="row",
    )
    ways = places.ways_to(divisions)
    written = ["360781100201", "竹岗村", "象湖镇竹岗村委会", "瑞金市 象湖镇 › 竹岗", "象湖竹岗村",
               "新村", "壬田镇新村", "象湖镇", "桃花源"]  # fmt: skip
    judged = places.region(_column(*written), ways)
    assert judged.values.to_list() == [*["360781100201"] * 5, None, "360781101202", None, None]
    assert judged.problems.to_list()[5:] == [
        "region_ambiguous", None, "region_too_wide", "region_unknown",
    ]  # fmt: skip
