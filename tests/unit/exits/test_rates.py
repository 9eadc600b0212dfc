"""The rates of the exit check and what may be said of them."""

from shouwang.watch.exits.rules import Found, Limits, rates

LIMITS = Limits(wrong=20, missed=20, composite=20, approval=900)


def judged(found, *, remaining=0, rural=10_000):
    return {
        one.name: (one.holds, one.sure)
        for one in rates(found, LIMITS, remaining=remaining, rural=rural)
    }


def test_nothing_checked_yet_is_no_judgement():
    assert judged([]) == {
        "wrong": (None, False),
        "missed": (None, False),
        "composite": (True, True),
        "approval": (None, False),
    }


def test_a_small_sample_without_a_fault_is_no_proof():
    found = [Found(True, 3, False, True) for _ in range(20)]
    assert judged(found)["wrong"] == (True, False)
    assert judged(found * 10)["wrong"] == (True, True)


def test_persons_are_counted_and_approval_by_household():
    found = [
        Found(True, 4, True, False),
        Found(True, 6, False, True),
        Found(False, 10, False, None),
    ]
    wrong, missed, composite, approval = rates(found, LIMITS, remaining=95, rural=1000)
    assert (wrong.share.value, missed.share.value) == (0.4, 0.0)
    assert (composite.share.part, composite.holds) == (99, False)
    assert (approval.share.part, approval.share.whole, approval.holds) == (1, 2, False)
