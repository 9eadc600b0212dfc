"""Pasted rows, limits, and the duty lists of the pack."""

from datetime import date

import pytest

from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.accountability.rules import (
    DutiesBroken,
    Row,
    contest_is_late,
    contest_until,
    duty_lists,
    read_rows,
    rectification_for,
    task_for,
)

PLACES = {"象湖镇": "360781100000", "象湖镇 竹岗村": "360781100201", "360781100201": "360781100201"}
CATEGORIES = {"data": "data", "数据质量": "data"}


def read(text):
    return read_rows(text, places=PLACES, categories=CATEGORIES)


def test_rows_are_read_with_a_heading_and_blank_lines():
    heading, first = "地区\t类别\t程度\t户编号\t问题", "象湖镇 竹岗村\t数据质量\t严重\tH1\t照片不符"
    text = f"{heading}\n{first}\r\n\n象湖镇 | data | 3 | | 没有台账\n"
    assert read(text).value == (
        Row(2, "360781100201", "data", 2, "H1", "照片不符"),
        Row(4, "360781100000", "data", 3, "", "没有台账"),
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("象湖镇\t数据质量\t严重\t没有户", "columns"),
        ("云石山乡\t数据质量\t严重\t\t问题", "place_unknown"),
        ("象湖镇\t天气\t严重\t\t问题", "category_unknown"),
        ("象湖镇\t数据质量\t4\t\t问题", "severity_unknown"),
        ("象湖镇\t数据质量\t1\t\t ", "text_missing"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(line, code):
    reading = read(f"象湖镇\tdata\t1\t\t问题\n{line}")
    assert (reading.value, [one.code for one in reading.findings]) == (None, [code])
    assert reading.findings[0].message.startswith("第 2 行")


def test_too_many_rows_are_refused_before_they_are_looked_at():
    reading = read("象湖镇\tdata\t1\t\t问题\n" * 301)
    assert [one.code for one in reading.findings] == ["too_many"]


def test_the_limit_of_an_objection_counts_working_days():
    monday = date(2024, 7, 1)
    assert contest_until(monday, 5) == date(2024, 7, 8)
    assert contest_is_late(monday, date(2024, 7, 8), 5) is False
    assert contest_is_late(monday, date(2024, 7, 9), 5) is True


@pytest.mark.parametrize(
    ("code", "suffix"), [("360781100201", ""), ("360781100", "_township"), ("360781", "_county")]
)
def test_the_level_says_which_declaration(code, suffix):
    place = RegionCode.of(code)
    assert (rectification_for(place), task_for(place)) == (
        f"rectification{suffix}",
        f"task{suffix}",
    )


def test_the_shipped_duty_lists_are_whole():
    assert {level: len(duties) > 1 for level, duties in duty_lists().items()} == dict.fromkeys(
        ("county", "township", "village", "department"), True
    )
    assert [one.key for duties in duty_lists().values() for one in duties if not one.cited] == []


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("{duty: {zh: 甲}, source: 某, shows: late_cases}", "not said in zh and en"),
        ("{duty: {zh: 甲, en: a}, source: 某, shows: log_ins}", "shown by no known list"),
        ("{duty: {zh: 甲, en: a}, shows: late_cases}", "neither document nor source"),
        ("{duty: {zh: 甲, en: a}, score: 5}", "has keys other than"),
    ],
)
def test_a_duty_that_cannot_be_shown_is_refused(tmp_path, entry, reason):
    (tmp_path / "county.yaml").write_text(f"one: {entry}\n", encoding="utf-8")
    with pytest.raises(DutiesBroken, match=reason):
        duty_lists(tmp_path)
