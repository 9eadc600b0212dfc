"""How a deadline stands: its last day is not late yet, and only what presses is marked."""

from datetime import date

import pytest

from shouwang.kernel.deadlines import Left, Urgency, left, pressing

ON = date(2024, 3, 4)


@pytest.mark.parametrize(
    ("due_on", "standing"),
    [
        (None, Left(Urgency.NONE)),
        (date(2024, 3, 3), Left(Urgency.LATE, 1)),
        (date(2024, 3, 4), Left(Urgency.TODAY)),
        (date(2024, 3, 6), Left(Urgency.SOON, 2)),
        (date(2024, 3, 7), Left(Urgency.FAR, 3)),
    ],
)
def test_the_last_day_is_not_late_yet(due_on, standing):
    assert left(due_on, ON) == standing


def test_only_what_presses_and_is_not_finished_is_marked():
    late = date(2024, 3, 1)
    assert pressing(late, ON) == Left(Urgency.LATE, 3)
    assert [pressing(late, ON, finished=True), pressing(None, ON)] == [None, None]
    assert pressing(date(2024, 3, 9), ON) is None
