"""Households are found by what is remembered of them, and only inside the scope."""

from datetime import date

import pytest
from tests import factories
from tests.factories_finding import named, person, tag

from shouwang.kernel.scope import Scope, entered
from shouwang.watch.registry.finding import By, find, is_telling
from shouwang.watch.registry.finding.terms import Sort, terms

IDENTITY = "36079919850624022X"


@pytest.fixture(autouse=True)
def county(db: None):
    with entered(Scope(("360781",))):
        yield


def met(text: str) -> list[tuple[str, By]]:
    return [(match.home.number, match.by) for match in find(text).matches]


@pytest.mark.parametrize(
    ("text", "sorts"),
    [
        (IDENTITY, [Sort.IDENTITY]),
        ("360799 19850624 022x", [Sort.IDENTITY]),
        ("３６０７９９１９８５０６２４０２２Ｘ", [Sort.IDENTITY]),
        ("138-0000-1234", [Sort.TELEPHONE]),
        ("022x", [Sort.TAIL]),
        ("12", [Sort.DIGITS]),
        ("lss", [Sort.LETTERS]),
        ("H360781", [Sort.CODE]),
        ("象湖　刘四", [Sort.WORDS, Sort.WORDS]),
        ("  ", []),
    ],
)
def test_what_was_typed_is_understood(text, sorts):
    assert [term.sort for term in terms(text)] == sorts


@pytest.mark.parametrize(
    ("text", "telling"),
    [
        (IDENTITY, True),
        ("138 0000 1234", True),
        ("1234567", True),
        ("1234", False),
        ("刘四", False),
    ],
)
def test_numbers_that_tell_who_somebody_is_are_known(text, telling):
    assert is_telling(text) is telling


def test_any_member_is_found_by_name_initials_and_tails():
    home = named("刘四", "ls", number="H1")
    person(home, "刘小红", "lxh", relation="之女", identity=IDENTITY, telephone="13800001234")
    assert met("刘四") == [("H1", By.HEAD)]
    assert met("刘小") == [("H1", By.MEMBER_BEGINS)]
    assert met("刘小红") == [("H1", By.MEMBER)]
    assert met("lxh") == [("H1", By.INITIALS)]
    assert met("022x") == [("H1", By.IDENTITY_TAIL)]
    assert met("1234") == [("H1", By.TELEPHONE_TAIL)]
    assert met(IDENTITY) == [("H1", By.IDENTITY)]
    assert met("138 0000 1234") == [("H1", By.TELEPHONE)]
    assert met("13900001234") == []
    assert met("红") == []


def test_a_number_may_be_typed_without_its_letter():
    named("刘四", "ls", number="H360781100200001")
    assert met("360781100200001") == [("H360781100200001", By.NUMBER)]
    assert met("H3607811002") == [("H360781100200001", By.NUMBER_BEGINS)]


def test_exact_names_come_first_and_who_left_comes_last():
    named("刘四海", "lsh", number="H1")
    gone = named("刘四", "ls", number="H2", died_on=date(2020, 1, 1))
    named("刘四", "ls", number="H3")
    answer = find("刘四")
    assert [match.home.number for match in answer.matches] == ["H3", "H1", "H2"]
    assert answer.matches[-1].past
    assert answer.matches[-1].home == gone


def test_the_middle_of_a_heads_name_is_looked_at_when_nothing_begins_so():
    named("刘建国", "ljg", number="H1")
    assert met("建国") == [("H1", By.HEAD_CONTAINS)]


def test_several_words_narrow_one_another():
    one = named("刘四", "ls", number="H1", telephone="13800001234")
    named("刘四", "ls", number="H2", region_code=factories.NEIGHBOUR_VILLAGE)
    tag(one, "重点")
    assert met("刘四 1234") == [("H1", By.TELEPHONE_TAIL)]
    assert met("重点 刘四") == [("H1", By.HEAD)]
    assert met("重点") == [("H1", By.TAG)]
    assert met("刘四 9999") == []


def test_another_village_is_not_searched():
    named("刘四", "ls", number="H1", identity=IDENTITY, telephone="13800001234")
    with entered(Scope((factories.NEIGHBOUR_VILLAGE,))):
        for text in ("刘四", "ls", "022X", IDENTITY, "13800001234", "H1", "1234"):
            assert met(text) == []
    with entered(Scope((factories.VILLAGE,))):
        assert met("ls") == [("H1", By.INITIALS)]


def test_too_few_digits_are_said_to_be_too_few():
    assert find("12").too_short
    assert find("").matches == ()


@pytest.mark.parametrize("text", ["%", "_", "'; DROP TABLE x", "\\", "刘%", "*" * 200, "\x00刘"])
def test_odd_words_find_nothing_and_break_nothing(text):
    named("刘四", "ls", number="H1")
    assert [number for number, _by in met(text) if number != "H1"] == []
