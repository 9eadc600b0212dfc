"""What is asked, and what an answer may be."""

from datetime import date

import pytest

from shouwang.policies.queries import PACK, packaged
from shouwang.watch.visits import rules
from shouwang.watch.visits.reading import load_forms
from shouwang.watch.visits.rules import Ink, Known, Signed

ON = date(2024, 6, 30)
FORMS = load_forms(PACK, packaged())
FOLLOW = FORMS.resolve("follow_up", "360781100201", ON).form
HOME = FORMS.resolve("home_verification", "360781100201", ON).form


def test_what_is_asked_depends_on_the_answers_before():
    well, problems = rules.checked(FOLLOW, {"hardship": "none", "all_well": True}, ON)
    assert (well, problems) == ({"hardship": "none", "all_well": True}, [])
    _, problems = rules.checked(FOLLOW, {"hardship": "illness", "all_well": False}, ON)
    assert [one.question for one in problems] == ["hardship_what", "problem"]


def test_answers_to_what_is_not_asked_are_left_out():
    given = {"hardship": "none", "hardship_what": "x", "all_well": True, "strange": 1}
    assert rules.checked(FOLLOW, given, ON)[0] == {"hardship": "none", "all_well": True}


def test_a_number_opens_a_question():
    asked = HOME.question("working")
    assert asked is not None
    assert [asked.is_asked({"able": able}) for able in (0, 1, None)] == [False, True, False]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("hardship", "gout"),
        ("hardship", ["illness"]),
        ("all_well", "true"),
        ("size", -1),
        ("size", True),
        ("size", 2.5),
        ("wish", "字" * 1001),
        ("telephone", 13800001234),
    ],
)
def test_an_answer_of_another_type_is_named(key, value):
    given = {"hardship": "none", "all_well": True, key: value}
    answers, problems = rules.checked(FOLLOW, given, ON)
    assert [one.question for one in problems] == [key]
    assert key not in answers


def test_what_is_known_and_answered_otherwise_is_a_correction():
    known = {"size": Known(4, "档案", None), "telephone": Known("1", "档案", None)}
    assert rules.corrections(known, {"size": 5, "telephone": "1", "wish": "x"}) == ("size",)


INK = Ink("M10 10L20 20L30 10L40 20L50 10")


def signed(*who: tuple[str, int | None, str]) -> list[Signed]:
    return [Signed(role, account, name, INK) for role, account, name in who]


BOTH = (("visitor", 1, "甲"), ("visitor", 2, "乙"))


@pytest.mark.parametrize(
    ("signatures", "visitors", "given", "codes"),
    [
        ((*BOTH, ("household", None, "丙")), [1, 2], {}, []),
        (BOTH, [1, 2], {"reason": "外出务工，电话核实"}, []),
        ((), [1, 2], {"paper": True}, []),
        (BOTH, [1, 2], {}, ["household_unsigned"]),
        ((("household", None, "丙"), BOTH[0]), [1, 2], {}, ["visitor_unsigned"]),
        ((BOTH[0], ("household", None, "丙")), [1, 1], {}, ["too_few_visitors"]),
        ((*BOTH, ("household", None, "")), [1, 2], {}, ["household_unsigned"]),
    ],
)
def test_who_must_sign(signatures, visitors, given, codes):
    plain = {"paper": False, "reason": ""}
    found = rules.refusals_of_signers(signed(*signatures), visitors, 2, **{**plain, **given})
    assert [one.code for one in found] == codes


@pytest.mark.parametrize(
    "path", ['M1 1L2 2"/><script>', "M1 1C2 2", "M-1 1", "L1 1", "M10000 1", "M1 1" * 6000]
)
def test_ink_is_strokes_and_nothing_else(path):
    assert not Ink(path).sound


def test_a_dot_is_no_signature():
    assert (Ink("M1 1").drawn, Ink("").sound, INK.drawn) == (False, True, True)
