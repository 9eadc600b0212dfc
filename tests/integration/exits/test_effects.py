"""What the end of a case does to the household's category: marked, removed, marked again."""

from datetime import date
from uuid import uuid4

import pytest
from psycopg.types.range import DateRange
from tests import factories
from tests import factories_procedures as made
from tests.integration.procedures.conftest import company

from shouwang.kernel.journal import Subject
from shouwang.procedures import operations
from shouwang.procedures.models import Case
from shouwang.watch.exits.operations import effects
from shouwang.watch.registry.models import CategoryPeriod

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(everywhere):
    return company()


def removal(people, home) -> Case:
    return made.opened(
        people.village,
        date(2024, 7, 1),
        procedure="risk_removal",
        subject=Subject("household", home.number),
        region_code=home.region_code,
    )


def step(case, by, on, transition, *kinds, **given) -> Case:
    reading = operations.advance(
        by=by,
        at=made.at(on),
        act_id=uuid4(),
        case=case.pk,
        revision=case.revision,
        transition=transition,
        evidence=made.papers(*kinds),
        **given,
    )
    assert reading.findings == ()
    return reading.value


def removed(people, home) -> Case:
    """The whole way of a removal, each step by whom it belongs to."""
    case = removal(people, home)
    kinds = ("home_visit", "income_account", "criteria_check")
    signed = {"signers": [people.second.pk]}
    case = step(case, people.village, date(2024, 7, 2), "verify", *kinds, **signed)
    vote = {"vote": made.CARRIED}
    papers = ("review_minutes", "notice_photo")
    case = step(case, people.village, date(2024, 7, 3), "agree", *papers, **vote)
    case = step(case, people.village, date(2024, 7, 12), "end_notice")
    case = step(case, people.town, date(2024, 7, 12), "pass_township", "township_opinion")
    case = step(case, people.county, date(2024, 7, 15), "approve", "county_decision")
    return step(case, people.village, date(2024, 7, 16), "announce", "announcement")


def periods(home) -> list[tuple[str, date, date | None]]:
    found = CategoryPeriod.objects.filter(household=home).order_by("during")
    return [(one.category, one.during.lower, one.during.upper) for one in found]


def test_a_removal_ends_the_category_and_its_rollback_begins_it_again(people):
    home = factories.household(region_code=made.VILLAGE)
    factories.category_period(home, category="sudden")
    case = removed(people, home)
    assert periods(home) == [("sudden", factories.FIRST, date(2024, 7, 16))]
    rolled = {"reason": "收入又低于监测线"}
    step(case, people.deputy, date(2024, 8, 1), "roll_back", "rollback_ground", **rolled)
    assert periods(home) == [
        ("sudden", factories.FIRST, date(2024, 7, 16)),
        ("sudden", date(2024, 8, 1), None),
    ]


def test_what_is_undone_on_the_same_day_is_as_it_was(people):
    home = factories.household(region_code=made.VILLAGE)
    factories.category_period(home, category="marginal")
    case = removed(people, home)
    rolled = {"reason": "当天发现有误"}
    step(case, people.deputy, date(2024, 7, 16), "roll_back", "rollback_ground", **rolled)
    assert [one[0] for one in periods(home)] == ["marginal", "marginal"]
    assert periods(home)[0][2] == periods(home)[1][1] == date(2024, 7, 16)


def begun(home, on: date, procedure="monitored_identification", end="listed") -> None:
    case = Case(procedure=procedure, subject_kind="household", subject_id=home.number, id=uuid4())
    act = operations.writing.Act(id=uuid4(), to_step=end, on=on, at=made.at(on))
    effects.follow([(case, act)], by=None)


@pytest.mark.parametrize(
    ("registered_on", "on", "category"),
    [
        (None, date(2024, 7, 1), "marginal"),
        (date(2014, 1, 1), date(2024, 7, 1), "unstable"),
        (date(2014, 1, 1), date(2026, 2, 1), "watched"),
    ],
)
def test_who_is_listed_is_of_the_category_of_the_era(everywhere, registered_on, on, category):
    home = factories.household(registered_on=registered_on)
    begun(home, on)
    assert periods(home) == [(category, on, None)]


def test_the_open_clue_says_the_category(everywhere):
    home = factories.household()
    factories.clue(home, factories.screening_run(), proposed_category="sudden")
    begun(home, date(2024, 7, 1))
    assert periods(home) == [("sudden", date(2024, 7, 1), None)]


def test_an_exit_writes_the_day_and_its_rollback_takes_it_back(office):
    home = factories.household(registered_on=date(2014, 1, 1))
    factories.category_period(
        home, category="registered_poor", during=DateRange(date(2014, 1, 1), None)
    )
    case = Case(
        procedure="poverty_exit", subject_kind="household", subject_id=home.number, id=uuid4()
    )
    for end, on, lifted in (
        ("exited", date(2019, 12, 1), date(2019, 12, 1)),
        ("rolled_back", date(2020, 1, 5), None),
    ):
        act = operations.writing.Act(id=uuid4(), to_step=end, on=on, at=made.at(on))
        effects.follow([(case, act)], by=office)
        home.refresh_from_db()
        assert home.lifted_on == lifted
    assert [one[2] for one in periods(home)] == [date(2019, 12, 1), None]


def test_a_hundred_ends_are_as_many_statements_as_one(everywhere, django_assert_num_queries):
    homes = [factories.household() for _ in range(5)]
    cases = [
        (
            Case(
                procedure="monitored_identification",
                subject_kind="household",
                subject_id=home.number,
            ),
            operations.writing.Act(to_step="listed", on=date(2024, 7, 1)),
        )
        for home in homes
    ]
    with django_assert_num_queries(3):
        effects.follow(cases, by=None)
