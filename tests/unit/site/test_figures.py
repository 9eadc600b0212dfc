from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from shouwang.kernel.money import Money
from shouwang.site.templatetags import figures


@pytest.mark.parametrize(
    ("fen", "written"),
    [
        (2136000, "21\u202f360\u202f元"),
        (2136050, "21\u202f360.50\u202f元"),
        (Money(5), "0.05\u202f元"),
        (-120, "−1.20\u202f元"),
        (0, "0\u202f元"),
        (None, "—"),
    ],
)
def test_yuan(fen: object, written: str) -> None:
    with translation.override("zh-hans"):
        assert figures.yuan(fen) == written


@pytest.mark.parametrize("write", [figures.yuan, figures.amount, figures.wan])
@pytest.mark.parametrize("wrong", [1.5, 100.0, True, "100", Decimal(1)])
def test_money_that_is_not_whole_fen_is_refused(write: object, wrong: object) -> None:
    with pytest.raises(TypeError):
        write(wrong)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("fen", "written"),
    [
        (369_100_000_000, "36.91\u202f亿元"),
        (2_136_000, "2.14\u202f万元"),
        (500_000, "0.5\u202f万元"),
        (10_000_000, "10\u202f万元"),
        (1_234_567_800_00, "12.35\u202f亿元"),
        (-2_135_000, "−2.14\u202f万元"),
    ],
)
def test_wan(fen: int, written: str) -> None:
    with translation.override("zh-hans"):
        assert figures.wan(fen) == written


def test_money_in_english() -> None:
    with translation.override("en"):
        assert figures.yuan(2136000) == "21\u202f360\u202fyuan"
        assert figures.wan(369_100_000_000) == "3\u202f691\u202fmillion yuan"


def test_numbers() -> None:
    assert figures.number(20179) == "20\u202f179"
    assert figures.number(-1234) == "−1\u202f234"
    assert figures.number(0.25, 2) == "0.25"
    assert figures.number(Decimal("1234.5"), 1) == "1\u202f234.5"
    assert figures.number(None) == "—"
    assert figures.percent(Decimal("0.143")) == "14.3%"
    assert figures.percent(0.0091, 2) == "0.91%"


def test_a_count_that_is_a_float_is_refused() -> None:
    with pytest.raises(TypeError):
        figures.number(3.0)


def test_days() -> None:
    day = date(2024, 6, 30)
    assert figures.on(day) == "2024-06-30"
    assert figures.month(day) == "2024-06"
    with translation.override("zh-hans"):
        assert figures.on_text(day) == "6月30日"
        assert figures.on_text(day, "year") == "2024年6月30日"
    with translation.override("en"):
        assert figures.on_text(day, "year") == "30 June 2024"


def test_instants_are_written_in_local_time() -> None:
    assert figures.at(datetime(2024, 6, 30, 1, 5, tzinfo=UTC)) == "2024-06-30 09:05"


def test_masks() -> None:
    assert figures.masked("13807970000") == "138****0000"
    assert figures.masked("360781197001011234", "6,4") == "360781********1234"
    assert figures.masked("1234567") == "*******"
    assert figures.masked(None) == "—"
    assert figures.masked_name("刘德福") == "刘**"
