"""A preview tells beforehand exactly what the screening finds after saving."""

from datetime import UTC, date, datetime

import pytest
from tests import factories
from tests.factories import COUNTY, NEIGHBOUR_VILLAGE, ON, TOWN, VILLAGE
from tests.integration.monitoring.conftest import YEAR

from shouwang.kernel.scope import Scope, entered
from shouwang.policies.operations import enter_value
from shouwang.watch.monitoring import operations
from shouwang.watch.monitoring.errors import NothingScreened
from shouwang.watch.monitoring.models import Clue
from shouwang.watch.monitoring.operations.preview import Shift

NOW = datetime(2024, 7, 1, 2, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("committed")


def earning(yuan: int, **given) -> None:
    home = factories.household(**given)
    factories.member(home)
    factories.income(home, month=YEAR[0], amount_fen=yuan * 100)


def screened() -> set[tuple[str, str]]:
    with entered(Scope.everywhere()):
        run = operations.request_screening(by=None, at=NOW, region_code=COUNTY, as_of=ON)
    operations.screen_place(run.pk)
    with entered(Scope.everywhere()):
        clues = Clue.objects.filter(closed_on=None)
        return set(clues.values_list("household__number", "rule"))


def preview(value: int, scope: tuple[str, ...] = ("",), region: str = COUNTY):
    with entered(Scope(scope)):
        return operations.preview_value(
            parameter="monitoring_line", region_code=region, value=value
        )


def village() -> None:
    with entered(Scope.everywhere()):
        earning(8_000, number="H1")
        earning(9_000, number="H2")
        earning(9_400, number="H3", region_code=NEIGHBOUR_VILLAGE)
        earning(30_000, number="H4", region_code=NEIGHBOUR_VILLAGE)


def test_a_preview_equals_the_screening_after_saving():
    village()
    before = screened()
    found = preview(940_001)
    with entered(Scope.everywhere()):
        saved = enter_value(
            by=factories.account(), at=NOW, parameter="monitoring_line", region_code=COUNTY,
            from_on=date(2024, 1, 1), to_on=None, value=940_001, unit="fen", document="1号",
        )  # fmt: skip
    assert saved.findings == ()
    after = screened()
    rules = {shift.key: (shift.added, shift.dropped) for shift in found.rules}
    assert rules["income_below_line"] == (2, 0)
    assert sum(added for added, _ in rules.values()) == len(after - before)
    assert sum(dropped for _, dropped in rules.values()) == len(before - after)
    now, then = ({number for number, _ in clues} for clues in (after, before))
    assert found.added_sample == tuple(sorted(now - then))
    assert found.dropped_sample == tuple(sorted(then - now))
    assert found.households == len(now)
    again = preview(940_001)
    assert (again.added, again.dropped, again.rules) == (0, 0, ())


def test_a_lower_line_drops_households_by_place():
    village()
    screened()
    found = preview(100_000)
    assert (found.added, found.dropped) == (0, 2)
    assert found.townships == (Shift(TOWN, 0, 2),)
    assert found.villages == (Shift(VILLAGE, 0, 1), Shift(NEIGHBOUR_VILLAGE, 0, 1))
    assert found.dropped_sample == ("H1", "H3")


def test_a_preview_tells_nothing_outside_the_scope():
    village()
    screened()
    assert preview(100_000, (VILLAGE,)).dropped_sample == ("H1",)
    assert preview(100_000, region=NEIGHBOUR_VILLAGE).dropped_sample == ("H3",)


def test_nothing_screened_yet():
    with pytest.raises(NothingScreened):
        preview(1)
    with entered(Scope.everywhere()):
        factories.screening_run()
    with pytest.raises(NothingScreened):
        preview(1)
