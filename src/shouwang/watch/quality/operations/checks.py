"""Doing a check: dossiers out of the registry, through the engine, into findings."""

from datetime import date, datetime

import polars as pl
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from shouwang.engine import Facts, Pack
from shouwang.engine.errors import MissingParameter
from shouwang.engine.inspecting import inspect
from shouwang.engine.plan import Plan, make_plan
from shouwang.kernel import bulk, journal, scope
from shouwang.kernel.regioncode import DIGITS, Level, RegionCode
from shouwang.kernel.work import Progress
from shouwang.watch.quality import rules
from shouwang.watch.quality.dossier_source import Reach, dossiers
from shouwang.watch.quality.models import QualityRun
from shouwang.watch.quality.operations import lifecycle
from shouwang.watch.quality.operations.lifecycle import Found, Outcome
from shouwang.watch.quality.operations.requests import CHECKS
from shouwang.watch.quality.queries.policy import quality_pack, without
from shouwang.watch.registry.models import Household

_READ, _INSPECTED, _WRITTEN = 55, 75, 92
_TABLES = {
    "households": "户",
    "persons": "成员和证件",
    "income": "收入",
    "housing": "住房",
    "water": "饮水",
    "land": "土地",
}


def check_place(number: int) -> None:
    """The worker's job: do a queued check, or one that was cut short; see `Runs.do`."""
    CHECKS.do(number, _check)


def _check(run: QualityRun) -> None:
    place = RegionCode(run.region_code)
    inside = scope.Scope.of([place])
    read_at = timezone.now()
    with Progress(run, inside) as progress:
        with scope.entered(inside):
            _plan_for(place.prefix)
            pack = quality_pack(place.code)
            plan, tables = _needs(pack, run.as_of)
            reach = Reach(place.prefix, run.as_of, months_seen(plan))

            def report(table: str) -> None:
                done = list(_TABLES).index(table) if table in _TABLES else 0
                share = _READ * (len(_TABLES) - 1 - done) // len(_TABLES)
                progress.note(share, f"读取{_TABLES.get(table, table)}数据")

            with dossiers(reach, tables, report) as facts:
                progress.note(_READ, "逐户逐人核查")
                rows, left_out = inspected(facts, pack, run.as_of)
        progress.note(_INSPECTED, f"登记 {rows.height} 个疑点")
        with scope.entered(inside):
            _plan_for(place.prefix)
            skipped = frozenset(name for names in left_out.values() for name in names)
            found = Found(rows, place.prefix, run.as_of, read_at, skipped=skipped)
            _write(run, found, pack, left_out)
        progress.note(100, "完成")


def _plan_for(prefix: str) -> None:
    if len(prefix) < DIGITS[Level.TOWNSHIP]:
        bulk.plan_for_many()


def _needs(pack: Pack, on: date) -> tuple[Plan, set[str]]:
    """The plan of the rules, and the tables it draws on."""
    plan = make_plan(pack, on)
    return plan, set(plan.by_table())


def months_seen(plan: Plan) -> int:
    """How many months back some rule looks, two to spare: windows are parameters in months."""
    parameters = (plan.pack.parameters[name] for name in plan.parameters)
    windows = [v.value for p in parameters if p.unit == "months" for v in p.values]
    return 2 * max(windows, default=0) + 2


def inspected(
    facts: Facts, pack: Pack, on: date, *, alone: bool = False
) -> tuple[pl.DataFrame, dict[str, list[str]]]:
    """What the rules find, with the duty that answers; and the rules left out, by parameter.

    One household alone goes through plain loops, which are done before a plan for millions is made.
    A rule whose parameter has no value on the day is left out and said so: the others need not
    wait until somebody enters it.
    """
    engine = "python" if alone else "polars"
    left_out: dict[str, list[str]] = {}
    while True:
        try:
            rows = inspect(facts, pack, on, engine=engine, trusted=alone)
        except MissingParameter as missing:
            parameter = str(missing.details["name"])
            pack, names = without(pack, parameter)
            if not names or parameter in left_out:
                raise
            left_out[parameter] = sorted(names)
            continue
        duties = {name: rule.duty for name, rule in pack.rules.items()}
        duty = pl.col("rule").replace_strict(
            list(duties), list(duties.values()), default="", return_dtype=pl.String
        )
        return rows.with_columns(duty.alias("duty")), left_out


def _write(run: QualityRun, found: Found, pack: Pack, left_out: dict[str, list[str]]) -> None:
    """Findings, counts, rates, the check's end and the journal entry: all or nothing."""
    now = timezone.now()
    outcome = lifecycle.apply(run, found, now)
    lifecycle.recount(found.prefix)
    lifecycle.write_rates(run, found, now)
    _finish(run, found, pack, outcome, left_out)
    journal.record(
        by=run.requested_by,
        act="quality.check",
        subject=run,
        region=RegionCode(run.region_code),
        evidence={
            "as_of": run.as_of.isoformat(),
            "policy_version": run.policy_version,
            "households": run.households,
            "findings": run.findings,
            "opened": outcome.opened,
            "corrected": outcome.corrected,
            "left_out": sorted(left_out),
        },
    )


def _finish(
    run: QualityRun, found: Found, pack: Pack, outcome: Outcome, left_out: dict[str, list[str]]
) -> None:
    run.state, run.finished_at = QualityRun.State.DONE, timezone.now()
    run.percent, run.step = 100, "完成"
    run.policy_version, run.read_at, run.left_out = pack.version, found.read_at, left_out
    run.households, run.findings = outcome.households, found.rows.height
    run.opened, run.lasted, run.corrected = outcome.opened, outcome.lasted, outcome.corrected
    run.save()


@transaction.atomic
def check_household(
    household: Household, *, by: AbstractBaseUser | None, at: datetime, on: date
) -> QualityRun:
    """Check one household at once, as after an edit; its findings are opened and corrected.

    Rules that compare with other households (the same identity number) wait for the nightly check.
    Raises EngineError.
    """
    read_at = timezone.now()
    pack = quality_pack(household.region_code)
    plan, tables = _needs(pack, on)
    reach = Reach(household.region_code, on, months_seen(plan), household.pk)
    with dossiers(reach, tables) as facts:
        rows, left_out = inspected(facts, pack, on, alone=True)
    run = QualityRun.objects.create(
        region_code=household.region_code,
        as_of=on,
        state=QualityRun.State.RUNNING,
        trigger=QualityRun.Trigger.EDIT,
        household=household,
        requested_by_id=by.pk if by is not None else None,
        requested_at=at,
        started_at=at,
        read_at=read_at,
    )
    across = rules.looks_across(pack)
    skipped = across | {name for names in left_out.values() for name in names}
    kept = rows.filter(~pl.col("rule").is_in(sorted(across)))
    found = Found(kept, household.region_code, on, read_at, household.pk, frozenset(skipped))
    _finish(run, found, pack, lifecycle.apply(run, found, at), left_out)
    lifecycle.recount(household.region_code)
    return run
