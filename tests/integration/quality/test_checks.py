"""A check opens findings, refreshes them while they last, and corrects them when they cease."""

from datetime import date

import pytest
from django.db import connection
from tests import factories, factories_quality

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models import Account
from shouwang.watch.quality import operations, queries
from shouwang.watch.quality.models import FindingChange, QualityFinding, QualityRate, QualityRun
from shouwang.watch.registry.models import Household

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everywhere")]

MONTH = date(2024, 5, 1)


def sound(**given: object) -> Household:
    """A household of one about which no rule has anything to say."""
    home = factories.household(head_name="某人", size=1, **given)
    factories_quality.sound_person(home)
    factories.income(home, month=MONTH, amount_fen=2_000_000)
    return home


def asked(on: date = factories.ON) -> QualityRun:
    return operations.request_check(
        by=None, at=factories.AT, region_code=factories.COUNTY, as_of=on
    )


def check(on: date = factories.ON) -> QualityRun:
    run = asked(on)
    operations.check_place(run.pk)
    run.refresh_from_db()
    assert (run.state, run.refusal) == ("done", "")
    return run


def rules_of(home: Household) -> list[str]:
    return sorted(
        QualityFinding.objects.filter(household=home)
        .exclude(state="corrected")
        .values_list("rule", flat=True)
    )


def test_a_sound_household_has_no_findings():
    home = sound()
    run = check()
    assert rules_of(home) == []
    assert (run.households, run.findings, run.left_out) == (1, 0, {})


def test_persons_land_work_and_income_are_looked_at():
    home = sound(registered_on=date(2014, 12, 31))
    factories.cause(home)
    factories_quality.living(home, road_distance_m=6_000)
    factories_quality.land(home)
    child = factories_quality.sound_person(
        home,
        relation="之子",
        identity="360799201001010018",
        birth_on=date(2010, 1, 1),
        sex=1,
        schooling="junior",
        labour="none",
    )
    factories_quality.work(child, months=None)
    factories.income(home, month=MONTH, kind="transfer", item="低保金", amount_fen=10_000)
    factories.income(home, month=MONTH, kind="business", amount_fen=10_000)
    check()
    assert rules_of(home) == [
        "allowance_too_small",
        "cost_missing",
        "education_and_schooling",
        "identity_check_digit",
        "medical_unknown",
        "medical_unknown",
        "returned_exceeds_forest",
        "road_far",
        "size_differs",
        "work_months_missing",
    ]
    assert set(
        QualityFinding.objects.filter(rule="work_months_missing").values_list("person", flat=True)
    ) == {child.pk}


def test_an_identity_number_of_two_townships_is_found_in_both():
    one, other = sound(), sound(region_code=factories.OTHER_TOWN_VILLAGE)
    check()
    assert (rules_of(one), rules_of(other)) == (["identity_repeated"], ["identity_repeated"])
    assert QualityFinding.objects.filter(household=one).get().evidence == {"identity_twins": 1}


def test_a_finding_lasts_and_is_corrected_with_its_history():
    home = sound()
    factories.income(home, month=MONTH, amount_fen=40_000_000)
    first = check()
    again = check()
    assert (first.opened, again.opened, again.lasted) == (1, 0, 1)
    home.income_set.filter(amount_fen=40_000_000).update(amount_fen=100)
    last = check()
    found = QualityFinding.objects.get(household=home)
    assert (last.corrected, found.state, found.ceased_on) == (1, "corrected", factories.ON)
    assert list(found.changes.order_by("id").values_list("kind", flat=True)) == [
        "opened",
        "corrected",
    ]
    home.income_set.filter(amount_fen=100).update(amount_fen=40_000_000)
    check()
    assert QualityFinding.objects.filter(household=home).count() == 2


def test_an_explanation_stands_until_the_rule_changes():
    home = sound()
    factories.income(home, month=MONTH, amount_fen=40_000_000)
    check()
    found = QualityFinding.objects.get(household=home)
    by = factories.account()
    operations.explain(by=by, at=factories.AT, numbers=[found.pk], text=" 卖房 款，已核 ")
    check()
    found.refresh_from_db()
    assert (found.state, found.explanation) == ("explained", "卖房 款，已核")
    QualityFinding.objects.filter(pk=found.pk).update(rule_version=7)
    check()
    found.refresh_from_db()
    assert (found.state, found.rule_version) == ("open", 1)


def test_rules_that_need_a_missing_parameter_are_left_out_and_said_so():
    home = sound()
    run = check(date(2022, 6, 30))
    assert sorted(run.left_out) == ["monitoring_line"]
    assert "income_unmonitored" in run.left_out["monitoring_line"]
    assert "birth_missing" not in rules_of(home)


def test_one_household_is_checked_at_once_and_keeps_what_only_the_night_sees():
    home, twin = sound(), sound()
    check()
    factories.income(home, month=MONTH, amount_fen=40_000_000)
    operations.check_household(home, by=None, at=factories.AT, on=factories.ON)
    assert rules_of(home) == ["identity_repeated", "wage_too_large"]
    assert rules_of(twin) == ["identity_repeated"]


def test_a_household_that_ended_takes_its_findings_along():
    home = sound()
    factories.income(home, month=MONTH, amount_fen=40_000_000)
    check()
    Household.objects.filter(pk=home.pk).update(ended_on=date(2024, 6, 1))
    check()
    assert QualityFinding.objects.get(household=home).state == "corrected"


def test_a_full_disk_fails_with_a_sentence_and_changes_nothing(monkeypatch):
    def full(*_args, **_named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shouwang.watch.quality.operations.checks.dossiers", full)
    sound()
    run = asked()
    operations.check_place(run.pk)
    run.refresh_from_db()
    assert (run.state, run.refusal) == (
        "failed",
        "磁盘已满，核查没有完成，任何疑点都没有改变。请腾出空间后重新核查。",
    )


def test_a_check_whose_job_is_gone_says_so_and_one_that_waits_is_left():
    run = asked()
    assert asked().pk == run.pk
    assert operations.recover_checks(at=factories.AT) == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    assert operations.recover_checks(at=factories.AT) == 1
    run.refresh_from_db()
    assert (run.state, run.refusal) == (
        "failed",
        "核查被中断（程序停止运行），没有任何疑点因此改变。请重新核查。",
    )
    assert asked().pk != run.pk


def test_a_part_that_was_checked_says_nothing_of_the_whole():
    sound()
    place = factories.TOWN
    run = operations.request_check(by=None, at=factories.AT, region_code=place, as_of=factories.ON)
    operations.check_place(run.pk)
    county = RegionCode.of("360781")
    assert (queries.latest_run(county), queries.latest_run_inside(county)) == (None, run)
    assert queries.rates("360781") == []
    assert [list(rows) for _day, rows in queries.rates(place[:9])] == [[place]]


def test_counts_rates_and_journal_follow_every_step():
    home = sound()
    factories.income(home, month=MONTH, amount_fen=40_000_000)
    run = check()
    assert queries.totals("360781").open == 1
    rate = QualityRate.objects.get(run=run)
    assert (rate.region_code, rate.households, rate.doubtful, rate.open) == (
        factories.TOWN,
        1,
        1,
        1,
    )
    cadre, office = factories.account(), factories.account()
    number = QualityFinding.objects.get().pk
    operations.explain(by=cadre, at=factories.AT, numbers=[number], text="分红")
    operations.give_back(by=office, at=factories.AT, numbers=[number], text="请附合同")
    operations.explain(by=cadre, at=factories.AT, numbers=[number], text="分红，合同已附")
    operations.accept(by=office, at=factories.AT, numbers=[number])
    shown = queries.totals("360781")
    assert (shown.open, shown.explained, shown.accepted) == (0, 0, 1)
    kinds = FindingChange.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["opened", "explained", "returned", "explained", "accepted"]
    acts = JournalEntry.objects.filter(act__startswith="quality.").order_by("id")
    assert list(acts.values_list("act", flat=True)) == [
        "quality.request_check",
        "quality.check",
        "quality.explain",
        "quality.return",
        "quality.explain",
        "quality.accept",
    ]
    assert Account.objects.count() == 2
