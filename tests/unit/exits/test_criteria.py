"""What a person may confirm, against what the policy computed."""

import pytest

from shouwang.watch.exits.rules import Confirmed, Seen, all_met, refusals

WATER, LABOUR = Seen("water", "饮水", True), Seen("labour", "劳动力", False, refuses=True)
UNKNOWN = Seen("food", "吃穿", None)


def codes(seen, told, *, passing=True) -> list[str]:
    return [one.code for one in refusals([seen], [told] if told else [], passing=passing)]


@pytest.mark.parametrize(
    ("seen", "told", "wrong"),
    [
        (WATER, Confirmed("water", True, agrees=True), []),
        (WATER, None, ["unconfirmed"]),
        (WATER, Confirmed("water", True), ["not_agreed"]),
        (WATER, Confirmed("water", False), ["grounds_missing", "not_met"]),
        (UNKNOWN, Confirmed("food", True, agrees=True), ["grounds_missing"]),
        (UNKNOWN, Confirmed("food", True, "看过米缸", agrees=True), []),
        (LABOUR, Confirmed("labour", True, "有外孙", agrees=True), ["refused"]),
        (LABOUR, Confirmed("labour", False), ["not_met"]),
    ],
)
def test_on_the_way_to_the_effect(seen, told, wrong):
    assert codes(seen, told) == wrong


def test_a_way_back_asks_for_no_agreement():
    assert codes(LABOUR, Confirmed("labour", False), passing=False) == []
    assert all_met([Confirmed("a", True), Confirmed("b", False)]) is False
