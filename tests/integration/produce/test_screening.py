"""What was sold is seen by the screening right after it was taken up."""

from datetime import date

from tests import factories
from tests import factories_bridge as make
from tests.factories import AT

from shouwang.kernel.periods import add_months
from shouwang.kernel.scope import Scope, entered
from shouwang.watch.monitoring.models import Clue, ScreeningRun
from shouwang.watch.monitoring.operations import screen_household
from shouwang.watch.produce import operations, tasks
from shouwang.watch.registry.models import Income

EVERYWHERE = Scope.everywhere()
MAY = date(2024, 5, 1)


def rules() -> list[str]:
    with entered(EVERYWHERE):
        open_now = Clue.objects.filter(closed_on=None)
        return list(open_now.order_by("rule").values_list("rule", flat=True))


def test_a_household_that_sold_enough_is_no_longer_below_the_line(market, link, home):
    with entered(EVERYWHERE):
        factories.member(home)
        for back in range(12):
            factories.income(home, month=add_months(MAY, -back), amount_fen=10_000)
        screen_household(home, by=None, at=AT, on=date(2024, 6, 1))
    assert "income_below_line" in rules()
    make.attribution(market, link, fen=3_000_000)
    taken = operations.take_up(at=AT)
    assert operations.screen_again(taken.households, at=AT) == 1
    assert "income_below_line" not in rules()
    with entered(EVERYWHERE):
        run = ScreeningRun.objects.latest("pk")
        assert (run.trigger, run.state, run.household_id) == ("fact", "done", home.pk)


def test_many_households_are_screened_by_their_county(market, home):
    with entered(EVERYWHERE):
        homes = [factories.household() for _one in range(operations.screening.FEW + 1)]
        factories.income(home, month=MAY)
    assert operations.screen_again([one.pk for one in homes], at=AT) == 1
    with entered(EVERYWHERE):
        run = ScreeningRun.objects.get()
        assert (run.region_code, run.state) == ("360781000000", "queued")


def test_the_job_takes_up_and_screens(market, link, home):
    with entered(EVERYWHERE):
        factories.member(home)
    make.attribution(market, link, fen=1_000)
    tasks.take_up(timestamp=0)
    with entered(EVERYWHERE):
        assert Income.objects.get().amount_fen == 1_000
        assert ScreeningRun.objects.get().household_id == home.pk
    tasks.take_up(timestamp=0)
    with entered(EVERYWHERE):
        assert ScreeningRun.objects.count() == 1
