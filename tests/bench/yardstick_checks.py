"""The facts standard's refusals as careful Polars by hand: how long checking alone must take.

The yardstick checks nothing, an engine must. Run before the yardstick this makes the fair
comparison with an engine that reads foreign facts. It only counts faults; it names none.
"""

import polars as pl

from .yardstick import HOUSEHOLD, Setting

ALL_COLUMNS = {
    "households": ("household_id", "region", "ever_registered", "lifted_on", "category"),
    "persons": (
        *("person_id", "household_id", "birth_on", "sex", "alive", "moved_out", "schooling"),
        *("labour", "disability_grade", "disability_on"),
    ),
    "income": ("household_id", "month", "kind", "amount_fen"),
    "spending": ("household_id", "person_id", "spent_on", "kind", "amount_fen"),
    "payouts": ("household_id", "paid_on", "kind", "amount_fen"),
    "housing": ("household_id", "assessed_on", "grade"),
    "water": ("household_id", "observed_on", "safe"),
    "events": ("household_id", "person_id", "happened_on", "kind", "loss_fen"),
    "sales": ("household_id", "month", "contracted_fen", "delivered_fen"),
}
MAY_BE_NULL = {"lifted_on", "birth_on", "disability_on", "loss_fen"}
MAY_BE_NULL_IN = {"spending": {"person_id"}, "events": {"person_id"}}
CODES = {
    ("households", "category"): "none registered_poor unstable marginal sudden watched",
    ("persons", "schooling"): "none preschool primary junior senior vocational college finished",
    ("persons", "labour"): "able skilled weak lost none",
    ("income", "kind"): "wage business property transfer business_cost excluded",
    ("spending", "kind"): "medical_own education_own other",
    ("payouts", "kind"): "insurance relief",
    ("housing", "grade"): "A B C D",
    ("events", "kind"): "death accident prison job_lost returned disaster crop_loss "
    "livestock_loss allowance_started allowance_ended allowance_refused",
}


def faults(setting: Setting) -> int:
    """How many values of all tables the standard would refuse."""
    return sum(_bad_values(setting, table) + _bad_keys(setting, table) for table in ALL_COLUMNS)


def _bad_values(s: Setting, table: str) -> int:
    columns = ALL_COLUMNS[table]
    optional = MAY_BE_NULL | MAY_BE_NULL_IN.get(table, set())
    checks = [pl.col(name).null_count() for name in columns if name not in optional]
    checks += [(pl.col(name) < 0).sum() for name in columns if name.endswith("_fen")]
    checks += [
        (~pl.col(name).is_in(codes.split())).sum()
        for (where, name), codes in CODES.items()
        if where == table
    ]
    if "month" in columns:
        checks.append((pl.col("month").dt.day() != 1).sum())
    if table == "households":
        checks.append((~pl.col("region").str.contains("^[0-9]{12}$")).sum())
    if table == "persons":
        checks.append((~pl.col("sex").cast(pl.String).is_in(("0", "1", "2", "9"))).sum())
        checks.append((~pl.col("disability_grade").cast(pl.Int64).is_between(0, 4)).sum())
    counts = [check.alias(str(number)) for number, check in enumerate(checks)]
    return _only(s.scan(table, columns).select(pl.sum_horizontal(counts)))


def _bad_keys(s: Setting, table: str) -> int:
    bad = 0
    for name, owner in ((HOUSEHOLD, "households"), ("person_id", "persons")):
        if name not in ALL_COLUMNS[table]:
            continue
        given = s.scan(table, (name,))
        if table == owner:
            bad += _only(given.select(pl.len().cast(pl.Int64) - pl.col(name).n_unique()))
        else:
            known = s.scan(owner, (name,))
            named = given.filter(pl.col(name).is_not_null())
            bad += _only(named.join(known, on=name, how="anti").select(pl.len()))
    return bad


def _only(counted: pl.LazyFrame) -> int:
    return int(counted.collect(engine="streaming").item())
