"""After an act upon a dossier its findings, differences and counts are those of now."""

from datetime import date, timedelta

import pytest
from tests import factories, factories_quality
from tests.factories_registry import grounds
from tests.integration.quality.test_checks import MONTH, check, rules_of, sound

from shouwang.watch.quality import queries
from shouwang.watch.quality.models import Difference, QualityFinding, QualityRun
from shouwang.watch.quality.operations import following
from shouwang.watch.quality.operations.consistency import Told, record_statements, settle
from shouwang.watch.registry import operations as registry
from shouwang.watch.registry.models import Household, Person
from shouwang.watch.registry.operations import Edit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everywhere")]
NEIGHBOUR = factories.NEIGHBOUR_VILLAGE


@pytest.fixture
def person() -> Person:
    """Alone in a household, without an identity number and otherwise without doubt."""
    home = factories.household(head_name="某人", size=1)
    factories.income(home, month=MONTH, amount_fen=2_000_000)
    return factories_quality.sound_person(home, identity=None)


@pytest.fixture
def correct(django_capture_on_commit_callbacks):
    """Correct a field of a person, and do what follows the commit."""

    def act(person: Person, field: str, value: str) -> None:
        edit = Edit(field, value, person.number)
        with django_capture_on_commit_callbacks(execute=True):
            registry.correct(household=person.household.number, edits=[edit], grounds=grounds())

    return act


def test_what_was_mended_closes_and_what_is_newly_wrong_opens(person, correct):
    check()
    assert rules_of(person.household) == ["identity_missing"]
    correct(person, "identity", factories_quality.IDENTITY)
    assert rules_of(person.household) == []
    assert QualityFinding.objects.get().state == "corrected"
    assert queries.totals(factories.TOWN[:9]).open == 0
    correct(person, "birth_on", "1985-06-25")
    assert rules_of(person.household) == ["identity_birth_differs"]
    assert queries.totals(factories.TOWN[:9]).open == 1
    runs = QualityRun.objects.filter(household=person.household).order_by("id")
    assert [(run.trigger, run.state, run.as_of) for run in runs] == [
        ("edit", "done", date(2024, 7, 1)),
        ("edit", "done", date(2024, 7, 1)),
    ]


def test_a_place_that_lives_in_the_past_is_looked_at_on_its_own_day(person, correct):
    check(factories.ON - timedelta(days=90))
    correct(person, "identity", factories_quality.IDENTITY)
    run = QualityRun.objects.get(trigger="edit")
    assert run.as_of == factories.ON - timedelta(days=90)


def test_nothing_is_kept_up_to_date_where_nobody_has_checked(person, correct):
    correct(person, "telephone", "13907970002")
    assert (QualityRun.objects.count(), QualityFinding.objects.count()) == (0, 0)


def test_a_fault_in_what_follows_leaves_the_act_and_a_line_in_the_log(
    person, correct, monkeypatch, caplog
):
    check()

    def broken(*_args, **_named):
        raise RuntimeError("broken")

    monkeypatch.setattr(following, "check_household", broken)
    correct(person, "identity", factories_quality.IDENTITY)
    assert Person.objects.get().identity == factories_quality.IDENTITY
    assert rules_of(person.household) == ["identity_missing"]
    assert "broken" in caplog.text


def test_a_village_that_a_household_left_is_counted_anew():
    home = sound()
    factories.income(home, month=MONTH, amount_fen=40_000_000)
    check()
    Household.objects.filter(pk=home.pk).update(region_code=NEIGHBOUR)
    villages = {factories.VILLAGE, NEIGHBOUR}
    following.check_amended([home.pk], villages=villages, by=None, at=factories.AT)
    shown = [queries.totals(code).open for code in (factories.VILLAGE, NEIGHBOUR)]
    assert shown == [0, 1]


def stated(person: Person, telephone: str) -> None:
    told = Told(person.household_id, person.region_code, "telephone", telephone, person.pk)
    record_statements(
        by=factories.account(),
        at=factories.AT,
        source="handbook",
        seen_on=factories.ON,
        told=[told],
    )


def states() -> list[tuple[str, str | None]]:
    return [(row.state, row.registry) for row in Difference.objects.order_by("id")]


def test_a_difference_follows_the_registry_and_ends_when_it_agrees(person, correct):
    stated(person, "13907970009")
    assert states() == [("open", "13907970001")]
    correct(person, "telephone", "13907970005")
    assert states() == [("open", "13907970005")]
    correct(person, "telephone", "13907970009")
    assert states() == [("agreed", "13907970009")]


def test_what_was_settled_stays_so_until_a_source_says_something_else(person, correct):
    stated(person, "13907970009")
    settle(
        by=factories.account(),
        at=factories.AT,
        number=Difference.objects.get().pk,
        right="registry",
        reason="手册抄错了",
    )
    stated(person, "13907970009")
    correct(person, "education", "高中")
    assert states() == [("settled", "13907970001")]
    stated(person, "13907970008")
    assert states() == [("settled", "13907970001"), ("open", "13907970001")]
