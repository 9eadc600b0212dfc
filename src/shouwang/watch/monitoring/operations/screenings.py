"""Doing a screening: facts out of the registry, through the engine, into clues."""

from datetime import date, datetime

import polars as pl
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from shouwang.engine import Facts, Pack, Screening, read_facts, screen
from shouwang.kernel import bulk, journal, scope
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.work import Progress
from shouwang.policies.queries import current_pack
from shouwang.watch.monitoring import facts_source, snapshots
from shouwang.watch.monitoring.facts_source import Reach
from shouwang.watch.monitoring.models import ScreeningRun
from shouwang.watch.monitoring.operations import counting, lifecycle
from shouwang.watch.monitoring.operations.lifecycle import Found
from shouwang.watch.monitoring.operations.requests import SCREENINGS
from shouwang.watch.monitoring.village_facts import village_facts
from shouwang.watch.registry.models import Household

_READ, _SCREENED, _WRITTEN = 45, 60, 95
_TABLES = {
    "households": "户",
    "persons": "成员",
    "income": "收入",
    "spending": "支出",
    "payouts": "理赔救助",
    "housing": "住房",
    "water": "饮水",
    "events": "事件",
    "sales": "产销",
}


def screen_place(number: int, *, figures: bool = True) -> None:
    """The worker's job: do a queued run, or one that was cut short; see `Runs.do`.

    The dashboards' `figures` are counted anew after it, unless a later run will do so.
    """
    SCREENINGS.do(number, _screen)
    if figures:
        counting.count_after(number)


def _screen(run: ScreeningRun) -> None:
    place = RegionCode(run.region_code)
    inside = scope.Scope.of([place])
    with Progress(run, inside) as progress:
        with scope.entered(inside):
            pack = current_pack(place.code)
        read_at = timezone.now()
        facts = _read(run, place, pack, progress)
        progress.note(_READ, "逐户筛查")
        screening = screen(facts, pack, run.as_of)
        clues = screening.clues
        snapshots.keep_clues(run, clues)
        villages = _villages(facts, run.as_of)
        progress.note(_SCREENED, f"登记 {clues.height} 条线索")
        found = Found(clues, place.prefix, run.as_of, read_at, pack.version)
        with scope.entered(inside):
            if facts_source.is_wide(place.prefix):
                bulk.plan_for_many()
            _write(run, found, screening, villages)
        progress.note(100, "完成")
    snapshots.discard_older(run)


def _read(run: ScreeningRun, place: RegionCode, pack: Pack, progress: Progress) -> Facts:
    def report(table: str, done: int, of: int) -> None:
        progress.note(done * _READ // of, f"读取{_TABLES[table]}数据")

    directory = snapshots.prepare(run)
    reach = Reach(place.prefix, run.as_of, facts_source.months_seen(pack))
    with facts_source.one_snapshot(scope.Scope.of([place])):
        facts_source.write_facts(reach, directory, report=report, private=True)
    return read_facts(directory)


def _write(run: ScreeningRun, found: Found, screening: Screening, villages: pl.DataFrame) -> None:
    """Clues, counts, findings, the run's end and the journal entry: all or nothing."""
    outcome = lifecycle.apply(run, found)
    lifecycle.count_villages(run, found, villages)
    lifecycle.write_findings(run, found, _doubts(screening))
    _finish(run, found, screening.households, outcome)
    journal.record(
        by=run.requested_by,
        act="monitoring.screen",
        subject=run,
        region=RegionCode(run.region_code),
        evidence={
            "as_of": run.as_of.isoformat(),
            "policy_version": found.policy,
            "households": run.households,
            "clues": run.clues,
            "opened": outcome.opened,
            "refreshed": outcome.refreshed,
            "closed": outcome.closed,
        },
    )


def _finish(run: ScreeningRun, found: Found, households: int, outcome: lifecycle.Outcome) -> None:
    run.state, run.finished_at, run.percent, run.step = (
        ScreeningRun.State.DONE,
        timezone.now(),
        100,
        "完成",
    )
    run.policy_version, run.facts_recorded_at = found.policy, found.read_at
    run.households = households
    run.households_with_clues = found.clues["household_id"].n_unique()
    run.clues = found.clues.height
    run.opened, run.refreshed, run.closed = outcome.opened, outcome.refreshed, outcome.closed
    run.save()


def _villages(facts: Facts, on: date) -> pl.DataFrame:
    """Households and their members by village, in the order of the staging table."""
    members = (
        facts.table("persons")
        .filter(
            pl.col("alive"),
            ~pl.col("moved_out"),
            pl.col("birth_on").is_null() | (pl.col("birth_on") <= on),
        )
        .group_by("household_id")
        .len("members")
    )
    return (
        facts.table("households")
        .select("household_id", "region")
        .join(members, on="household_id", how="left")
        .group_by("region")
        .agg(pl.len().alias("households"), pl.col("members").sum().alias("persons"))
        .sort("region")
        .collect()
    )


def _doubts(screening: Screening) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (finding.household_id, finding.reason.replace(" ", "_"))
            for finding in screening.findings
        ],
        schema={"number": pl.String, "code": pl.String},
        orient="row",
    )


@transaction.atomic
def screen_household(
    household: Household, *, by: AbstractBaseUser | None, at: datetime, on: date
) -> ScreeningRun:
    """Screen one household at once, by the same rules on its village's facts.

    Its clues are opened, refreshed and closed as in a run of the whole place, and the run that is
    recorded has the trigger FACT. Raises EngineError (a missing parameter, unacceptable facts).
    """
    read_at = timezone.now()
    pack = current_pack(household.region_code)
    facts = village_facts(household, on, pack)
    screening = screen(facts, pack, on, household=household.number)
    run = ScreeningRun.objects.create(
        region_code=household.region_code,
        as_of=on,
        state=ScreeningRun.State.RUNNING,
        trigger=ScreeningRun.Trigger.FACT,
        household=household,
        requested_by_id=by.pk if by is not None else None,
        requested_at=at,
        started_at=at,
        facts_recorded_at=at,
    )
    found = Found(screening.clues, household.region_code, on, read_at, pack.version, household.pk)
    _finish(run, found, 1, lifecycle.apply(run, found))
    return run
