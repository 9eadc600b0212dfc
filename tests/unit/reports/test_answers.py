"""Questions of policy, found by words, initials and what somebody writes."""

import pytest

from shouwang.policies.queries import packaged
from shouwang.watch.reports.queries.answers import answer_of, answers, every, fitting


def test_each_names_its_document_and_known_kinds_of_trouble():
    known = set(packaged().codes["report_categories"])
    assert len(every()) >= 15
    assert [
        one.key for one in every() if not one.document or not set(one.categories) <= known
    ] == []


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("低保", "allowance_apply"),
        ("db zy", "allowance_apply"),
        ("拖欠工资", "wages_owed"),
        ("雨露计划", "school_vocational"),
        ("wages", None),
        ("住院 押金", "medical_deposit"),
    ],
)
def test_words_and_initials_find(words, first):
    found = answers(words)
    assert (found[0].key if found else None) == first


def test_nothing_asked_lists_all():
    assert [one.key for one in answers("")] == [one.key for one in every()]


@pytest.mark.parametrize(
    ("words", "category", "first"),
    [
        ("我妻子住院三个月，押金交不起", "", "medical_deposit"),
        ("", "water", "water_safe"),
        ("房子开裂漏雨", "housing", "dwelling_unsafe"),
    ],
)
def test_what_somebody_writes_brings_answers(words, category, first):
    assert fitting(words, category)[0].key == first


def test_nothing_fits_nothing():
    assert fitting("😀" * 100) == fitting("") == []


def test_an_answer_by_its_key():
    assert answer_of("water_safe").question.startswith("怎样才算吃水安全")
    assert answer_of("none") is None
