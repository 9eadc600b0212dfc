"""The sixteen default rules once more, in plain Polars, to see how the demonstration data screen.

Only the counts matter here; evidence is left out.
"""

from datetime import date, timedelta
from pathlib import Path

import polars as pl

LINE = 850_000
RURAL_INCOME = 2_135_800


def read(facts: Path) -> dict[str, pl.DataFrame]:
    """All tables of a facts directory of Parquet parts."""
    return {folder.name: pl.read_parquet(folder / "*.parquet") for folder in facts.iterdir()}


def fired(tables: dict[str, pl.DataFrame], as_of: date) -> pl.DataFrame:
    """One row for each screened household, one boolean column for each rule."""
    home = _home(tables, as_of).with_columns(
        income_below_line=pl.col("net") < LINE * pl.col("size"),
    )
    low = pl.col("net") * 2 < LINE * pl.col("size") * 3
    after = pl.col("net") + pl.col("payout") - pl.col("medical") - pl.col("education")
    gross = pl.col("wage") + pl.col("business") + pl.col("property") + pl.col("transfer")
    farm, farm_before = pl.col("farm"), pl.col("farm_before")
    head = pl.col("net").floordiv(pl.col("size"))
    share = pl.when("ever_registered").then(50).otherwise(100)
    return home.select(
        "household_id",
        "region",
        "income_below_line",
        income_drop=(pl.col("before") > 0) & (pl.col("net") * 10 <= pl.col("before") * 7) & low,
        medical_burden=pl.col("medical_max") * 100 > share * RURAL_INCOME,
        rigid_spending=~pl.col("income_below_line") & (after < LINE * pl.col("size")),
        school_dropout=pl.col("dropouts") > 0,
        education_burden=pl.col("education") > 1_000_000,
        unsafe_house=pl.col("grade").is_in(["C", "D"]).fill_null(False),
        unsafe_water=(~pl.col("safe")).fill_null(False),
        labour_lost=(pl.col("workers") == 0) & pl.col("blow") & (pl.col("dependants") > 0),
        severe_disability=pl.col("newly_disabled") > 0,
        disaster_loss=(pl.col("loss") > 0) & (pl.col("loss") * 100 >= 30 * pl.col("net")),
        job_lost=pl.col("lost_job") & (pl.col("wage") * 2 >= gross) & (gross > 0),
        production_failed=(farm_before > 0)
        & (farm_before * 100 >= 30 * pl.col("before"))
        & (farm * 2 <= farm_before),
        sales_shortfall=(pl.col("contracted") > 0)
        & (pl.col("delivered") * 2 < pl.col("contracted")),
        allowance_stopped=pl.col("stopped") & low,
        village_bottom=((head.rank("min").over("region") - 1) * 20 < pl.len().over("region"))
        & (head * 2 < LINE * 3),
    )


def _month(as_of: date, back: int) -> date:
    months = as_of.year * 12 + as_of.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _home(tables: dict[str, pl.DataFrame], as_of: date) -> pl.DataFrame:
    home = tables["households"]
    for part in (
        _members(tables["persons"], as_of),
        _net(tables["income"], as_of),
        _outlays(tables, as_of),
        _latest(tables, as_of),
        _events(tables["events"], as_of),
        _sales(tables["sales"], as_of),
    ):
        home = home.join(part, on="household_id", how="left")
    numbers = [
        name
        for name, kind in home.schema.items()
        if kind.is_numeric() or (kind == pl.Boolean and name != "safe")
    ]
    filled = home.with_columns(
        pl.col(name).fill_null(False if home.schema[name] == pl.Boolean else 0) for name in numbers
    )
    return filled.filter(pl.col("size") > 0)


def _members(persons: pl.DataFrame, as_of: date) -> pl.DataFrame:
    here = persons.filter("alive", ~pl.col("moved_out"), pl.col("birth_on") <= as_of)
    birthday = pl.col("birth_on").dt.month() * 100 + pl.col("birth_on").dt.day()
    before = birthday > as_of.month * 100 + as_of.day
    age = as_of.year - pl.col("birth_on").dt.year() - before.cast(pl.Int32)
    severe = pl.col("disability_grade").is_in([1, 2])
    new = pl.col("disability_on") > as_of - timedelta(days=365)
    return here.group_by("household_id").agg(
        size=pl.len().cast(pl.Int64),
        workers=pl.col("labour").is_in(["able", "skilled"]).sum().cast(pl.Int64),
        dependants=((age < 16) | (age >= 60)).sum().cast(pl.Int64),
        dropouts=(age.is_between(6, 15) & (pl.col("schooling") == "none")).sum().cast(pl.Int64),
        newly_disabled=(severe & new).sum().cast(pl.Int64),
    )


def _net(income: pl.DataFrame, as_of: date) -> pl.DataFrame:
    now = pl.col("month").is_between(_month(as_of, 12), _month(as_of, 1))
    earlier = pl.col("month").is_between(_month(as_of, 24), _month(as_of, 13))

    def total(kind: str, when: pl.Expr) -> pl.Expr:
        return pl.col("amount_fen").filter((pl.col("kind") == kind) & when).sum()

    gross = ("wage", "business", "property", "transfer")
    return (
        income.group_by("household_id")
        .agg(
            **{kind: total(kind, now) for kind in (*gross, "business_cost")},
            **{f"{kind}_0": total(kind, earlier) for kind in (*gross, "business_cost")},
        )
        .with_columns(
            net=pl.sum_horizontal(gross) - pl.col("business_cost"),
            before=pl.sum_horizontal(f"{kind}_0" for kind in gross) - pl.col("business_cost_0"),
            farm=pl.col("business") - pl.col("business_cost"),
            farm_before=pl.col("business_0") - pl.col("business_cost_0"),
        )
    )


def _outlays(tables: dict[str, pl.DataFrame], as_of: date) -> pl.DataFrame:
    since = as_of - timedelta(days=365)
    spent = tables["spending"].filter(pl.col("spent_on").is_between(since, as_of, closed="right"))
    paid = tables["payouts"].filter(pl.col("paid_on").is_between(since, as_of, closed="right"))
    medical = spent.filter(pl.col("kind") == "medical_own")
    by_person = medical.filter(pl.col("person_id").is_not_null()).group_by(
        "household_id", "person_id"
    )
    amount = pl.col("amount_fen")
    worst = by_person.agg(amount.sum()).group_by("household_id").agg(medical_max=amount.max())
    whole = spent.group_by("household_id").agg(
        medical=amount.filter(pl.col("kind") == "medical_own").sum(),
        education=amount.filter(pl.col("kind") == "education_own").sum(),
    )
    payouts = paid.group_by("household_id").agg(payout=amount.sum())
    return whole.join(worst, on="household_id", how="left").join(
        payouts, on="household_id", how="full", coalesce=True
    )


def _latest(tables: dict[str, pl.DataFrame], as_of: date) -> pl.DataFrame:
    houses = tables["housing"].filter(pl.col("assessed_on") <= as_of)
    water = tables["water"].filter(pl.col("observed_on") <= as_of)
    grade = houses.sort("assessed_on", "grade").group_by("household_id").agg(pl.col("grade").last())
    safe = (
        water.sort("observed_on", "safe", descending=[False, True])
        .group_by("household_id")
        .agg(pl.col("safe").last())
    )
    return grade.join(safe, on="household_id", how="full", coalesce=True)


def _events(events: pl.DataFrame, as_of: date) -> pl.DataFrame:
    def within(days: int, *kinds: str) -> pl.Expr:
        on = pl.col("happened_on")
        since = as_of - timedelta(days=days)
        return (on > since) & (on <= as_of) & pl.col("kind").is_in(kinds)

    losses = within(180, "disaster", "crop_loss", "livestock_loss")
    return events.group_by("household_id").agg(
        blow=within(365, "death", "accident", "prison").any(),
        loss=pl.col("loss_fen").filter(losses).sum(),
        lost_job=within(180, "job_lost").any(),
        stopped=within(90, "allowance_ended", "allowance_refused").any(),
    )


def _sales(sales: pl.DataFrame, as_of: date) -> pl.DataFrame:
    quarter = pl.col("month").is_between(_month(as_of, 3), _month(as_of, 1))
    return (
        sales.filter(quarter)
        .group_by("household_id")
        .agg(contracted=pl.col("contracted_fen").sum(), delivered=pl.col("delivered_fen").sum())
    )
