"""The sixteen default rules as one careful Polars plan, written by hand: the speed yardstick.

It knows everything at writing time that an engine has to read from a policy: the rules, the
tables, one province's parameters. It checks nothing. Columns are computed before grouping, so
that every aggregate is a plain sum or maximum; each table is passed over once (spending and
persons a second time, for the few dear patients); evidence is made only for rules that fired.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import polars as pl

HOUSEHOLD = "household_id"
GRADES = ("A", "B", "C", "D")
SEVERITY = {
    **{"income_below_line": 3, "income_drop": 2, "medical_burden": 3, "rigid_spending": 2},
    **{"school_dropout": 3, "education_burden": 1, "unsafe_house": 3, "unsafe_water": 2},
    **{"labour_lost": 3, "severe_disability": 2, "disaster_loss": 2, "job_lost": 2},
    **{"production_failed": 2, "sales_shortfall": 1, "allowance_stopped": 2, "village_bottom": 1},
}
TABLES = {
    "households": ("household_id", "region", "ever_registered"),
    "persons": (
        *("person_id", "household_id", "birth_on", "alive", "moved_out", "schooling", "labour"),
        *("disability_grade", "disability_on"),
    ),
    "income": ("household_id", "month", "kind", "amount_fen"),
    "spending": ("household_id", "person_id", "spent_on", "kind", "amount_fen"),
    "payouts": ("household_id", "paid_on", "amount_fen"),
    "housing": ("household_id", "assessed_on", "grade"),
    "water": ("household_id", "observed_on", "safe"),
    "events": ("household_id", "happened_on", "kind", "loss_fen"),
    "sales": ("household_id", "month", "contracted_fen", "delivered_fen"),
}
# what an absent table must still say about its columns
TYPES = {
    **{"person_id": pl.String, "household_id": pl.String, "kind": pl.String, "grade": pl.String},
    **{"month": pl.Date, "spent_on": pl.Date, "paid_on": pl.Date, "assessed_on": pl.Date},
    **{"observed_on": pl.Date, "happened_on": pl.Date, "safe": pl.Boolean},
}


@dataclass(frozen=True)
class Setting:
    """The date and the two parameters of the one province, in fen a head a year."""

    facts: Path
    as_of: dt.date
    line_fen: int
    rural_income_fen: int

    def scan(self, table: str, columns: tuple[str, ...] = ()) -> pl.LazyFrame:
        """The columns of one table that the rules use, or those named."""
        columns = columns or TABLES[table]
        single, folder = self.facts / f"{table}.parquet", self.facts / table
        if single.exists():
            return pl.scan_parquet(single).select(columns)
        if folder.exists():
            return pl.scan_parquet(folder / "**/*.parquet").select(columns)
        return pl.LazyFrame(schema={name: TYPES.get(name, pl.Int64) for name in columns})

    def last(self, days: int, column: str) -> pl.Expr:
        start = self.as_of - dt.timedelta(days=days)
        return (pl.col(column) > start) & (pl.col(column) <= self.as_of)

    def months(self, farthest: int) -> pl.Expr:
        """From `farthest` months before the date's month up to the month before it."""
        count = self.as_of.year * 12 + self.as_of.month - 1
        start, end = (dt.date(m // 12, m % 12 + 1, 1) for m in (count - farthest, count))
        return (pl.col("month") >= start) & (pl.col("month") < end)

    def at_least(self, age: int) -> pl.Expr:
        """Completed years: 28 February stands for a 29th that the year of birth lacks."""
        year, leap_day = self.as_of.year - age, (self.as_of.month, self.as_of.day) == (2, 29)
        day = 28 if leap_day and year % 4 else self.as_of.day
        return pl.col("birth_on") <= dt.date(year, self.as_of.month, day)


def clues(setting: Setting) -> pl.DataFrame:
    """All clues sorted by household and rule, evidence as a JSON object."""
    households = _households(setting)
    return _sorted(households, setting)


def screen(setting: Setting, out: Path) -> int:
    """Write the clues as Parquet and say how many there are."""
    found = clues(setting)
    found.write_parquet(out)
    return found.height


def _households(s: Setting) -> pl.DataFrame:
    """One row for each household with a member: every quantity the rules need."""
    frame = s.scan("households").join(_people(s), on=HOUSEHOLD)
    parts = (_income, _spending, _payouts, _houses, _water, _events, _sales, _patients)
    for part in parts:
        frame = frame.join(part(s), on=HOUSEHOLD, how="left")
    amounts = pl.selectors.integer() & pl.selectors.ends_with("_fen")
    return frame.with_columns(amounts.fill_null(0)).collect(engine="streaming")


def _people(s: Setting) -> pl.LazyFrame:
    child, old = ~s.at_least(16), s.at_least(60)
    return (
        _members(s)
        .select(
            HOUSEHOLD,
            size=pl.lit(1, pl.Int64),
            dropouts=(s.at_least(6) & child & (pl.col("schooling") == "none")).cast(pl.Int64),
            workers=pl.col("labour").is_in(("able", "skilled")).cast(pl.Int64),
            dependants=(child | old).cast(pl.Int64),
            persons=(
                pl.col("disability_grade").cast(pl.Int64).is_in((1, 2))
                & s.last(365, "disability_on")
            ).cast(pl.Int64),
        )
        .group_by(HOUSEHOLD)
        .sum()
    )


def _members(s: Setting) -> pl.LazyFrame:
    unborn = (pl.col("birth_on") > s.as_of).fill_null(False)
    return s.scan("persons").filter(pl.col("alive") & ~pl.col("moved_out") & ~unborn)


def _income(s: Setting) -> pl.LazyFrame:
    kind, amount, now = pl.col("kind"), pl.col("amount_fen"), s.months(12)
    cost = kind == "business_cost"
    signed = pl.when(cost).then(-amount).otherwise(amount)
    business = cost | (kind == "business")
    return (
        s.scan("income")
        .filter(s.months(24) & (kind != "excluded"))
        .select(
            HOUSEHOLD,
            net_fen=_where(now, signed),
            previous_net_fen=_where(~now, signed),
            wage_fen=_where(now & (kind == "wage"), amount),
            gross_fen=_where(now & ~cost, amount),
            business_net_fen=_where(now & business, signed),
            previous_business_net_fen=_where(~now & business, signed),
        )
        .group_by(HOUSEHOLD)
        .sum()
    )


def _where(condition: pl.Expr, amount: pl.Expr) -> pl.Expr:
    return pl.when(condition).then(amount).otherwise(0)


def _spending(s: Setting) -> pl.LazyFrame:
    kind, amount = pl.col("kind"), pl.col("amount_fen")
    return (
        s.scan("spending")
        .filter(s.last(365, "spent_on") & (kind != "other"))
        .select(
            HOUSEHOLD,
            medical_own_fen=_where(kind == "medical_own", amount),
            education_own_fen=_where(kind == "education_own", amount),
        )
        .group_by(HOUSEHOLD)
        .sum()
    )


def _patients(s: Setting) -> pl.LazyFrame:
    """The dearest member of each household where one passes the lower of the two shares."""
    dear = (
        s.scan("spending")
        .filter(
            s.last(365, "spent_on"),
            pl.col("kind") == "medical_own",
            pl.col("person_id").is_not_null(),
        )
        .group_by("person_id")
        .agg(medical_own_max_fen=pl.col("amount_fen").sum())
        .filter(pl.col("medical_own_max_fen") * 100 > 50 * s.rural_income_fen)
    )
    members = _members(s).select("person_id", HOUSEHOLD)
    return members.join(dear, on="person_id").drop("person_id").group_by(HOUSEHOLD).max()


def _payouts(s: Setting) -> pl.LazyFrame:
    paid = s.scan("payouts").filter(s.last(365, "paid_on"))
    return paid.group_by(HOUSEHOLD).agg(payouts_fen=pl.col("amount_fen").sum())


def _houses(s: Setting) -> pl.LazyFrame:
    """Day and grade in one number, so that the latest day's worst grade is its maximum."""
    rank = pl.col("grade").replace_strict(GRADES, range(4), return_dtype=pl.Int32)
    return (
        s.scan("housing")
        .filter(pl.col("assessed_on") <= s.as_of)
        .group_by(HOUSEHOLD)
        .agg(house=(pl.col("assessed_on").cast(pl.Int32) * 4 + rank).max())
    )


def _water(s: Setting) -> pl.LazyFrame:
    return (
        s.scan("water")
        .filter(pl.col("observed_on") <= s.as_of)
        .group_by(HOUSEHOLD)
        .agg(water=(pl.col("observed_on").cast(pl.Int32) * 2 + ~pl.col("safe")).max())
    )


def _events(s: Setting) -> pl.LazyFrame:
    kind, day = pl.col("kind"), pl.col("happened_on")
    loss = kind.is_in(("disaster", "crop_loss", "livestock_loss")) & s.last(180, "happened_on")
    blow = kind.is_in(("death", "accident", "prison"))
    stopped = kind.is_in(("allowance_ended", "allowance_refused")) & s.last(90, "happened_on")
    return (
        s.scan("events")
        .filter(s.last(365, "happened_on"))
        .select(
            HOUSEHOLD,
            loss_fen=_where(loss, pl.col("loss_fen").fill_null(0)),
            blow_on=pl.when(blow).then(day),
            job_lost_on=pl.when((kind == "job_lost") & s.last(180, "happened_on")).then(day),
            stopped_on=pl.when(stopped).then(day),
        )
        .group_by(HOUSEHOLD)
        .agg(pl.col("loss_fen").sum(), pl.selectors.date().max())
    )


def _sales(s: Setting) -> pl.LazyFrame:
    quarter = s.scan("sales").filter(s.months(3)).drop("month")
    return quarter.group_by(HOUSEHOLD).sum()


def _conditions(s: Setting) -> dict[str, pl.Expr]:
    net, previous, size = pl.col("net_fen"), pl.col("previous_net_fen"), pl.col("size")
    line = s.line_fen * size
    below, near = net < line, net * 2 < line * 3
    medical, education = pl.col("medical_own_fen"), pl.col("education_own_fen")
    before = pl.col("previous_business_net_fen")
    loss, gross = pl.col("loss_fen"), pl.col("gross_fen")
    return {
        "income_below_line": below,
        "income_drop": (previous > 0) & (net * 10 <= previous * 7) & near,
        "medical_burden": pl.col("medical_own_max_fen") * 100 > _share() * s.rural_income_fen,
        "rigid_spending": ~below & (net + pl.col("payouts_fen") - medical - education < line),
        "school_dropout": pl.col("dropouts") > 0,
        "education_burden": education > 1_000_000,
        "unsafe_house": pl.col("house") % 4 >= 2,
        "unsafe_water": pl.col("water") % 2 == 1,
        "labour_lost": (pl.col("workers") == 0)
        & pl.col("blow_on").is_not_null()
        & (pl.col("dependants") > 0),
        "severe_disability": pl.col("persons") > 0,
        "disaster_loss": (loss > 0) & (loss * 100 >= 30 * net),
        "job_lost": pl.col("job_lost_on").is_not_null()
        & (gross > 0)
        & (pl.col("wage_fen") * 2 >= gross),
        "production_failed": (before > 0)
        & (before * 100 >= 30 * previous)
        & (pl.col("business_net_fen") * 2 <= before),
        "sales_shortfall": (pl.col("contracted_fen") > 0)
        & (pl.col("delivered_fen") * 2 < pl.col("contracted_fen")),
        "allowance_stopped": pl.col("stopped_on").is_not_null() & near,
    }


def _share() -> pl.Expr:
    return pl.when("ever_registered").then(pl.lit(50)).otherwise(pl.lit(100))


def _evidence(s: Setting) -> dict[str, list[pl.Expr]]:
    line = pl.lit(s.line_fen).alias("line_fen")
    net, size = pl.col("net_fen"), pl.col("size")
    spent = [pl.col(f"{name}_fen") for name in ("payouts", "medical_own", "education_own")]
    return {
        "income_below_line": [net, size, line],
        "income_drop": [net, pl.col("previous_net_fen"), size, line],
        "medical_burden": [
            pl.col("medical_own_max_fen"),
            _share().alias("share"),
            pl.lit(s.rural_income_fen).alias("rural_income_fen"),
        ],
        "rigid_spending": [net, *spent, size, line],
        "school_dropout": [pl.col("dropouts")],
        "education_burden": [pl.col("education_own_fen")],
        "unsafe_house": [
            (pl.col("house") % 4)
            .replace_strict(range(4), GRADES, return_dtype=pl.String)
            .alias("house_grade"),
            (pl.col("house") // 4).cast(pl.Date).alias("assessed_on"),
        ],
        "unsafe_water": [(pl.col("water") // 2).cast(pl.Date).alias("observed_on")],
        "labour_lost": [pl.col("dependants"), pl.col("blow_on").alias("event_on")],
        "severe_disability": [pl.col("persons")],
        "disaster_loss": [pl.col("loss_fen"), net],
        "job_lost": [
            *(pl.col("wage_fen"), pl.col("gross_fen")),
            pl.col("job_lost_on").alias("event_on"),
        ],
        "production_failed": [pl.col("business_net_fen"), pl.col("previous_business_net_fen")],
        "sales_shortfall": [pl.col("contracted_fen"), pl.col("delivered_fen")],
        "allowance_stopped": [pl.col("stopped_on").alias("event_on"), net, size, line],
        "village_bottom": [*(pl.col(name) for name in ("k", "n", "net_per_head_fen")), line],
    }


def _sorted(households: pl.DataFrame, s: Setting) -> pl.DataFrame:
    conditions, evidence = _conditions(s), _evidence(s)
    fired = [
        _clue(households.lazy().filter(condition), rule, evidence[rule], s)
        for rule, condition in conditions.items()
    ]
    fired.append(
        _clue(_bottom(households.lazy(), s), "village_bottom", evidence["village_bottom"], s)
    )
    return pl.concat(fired).sort(HOUSEHOLD, "rule").collect(engine="streaming")


def _bottom(households: pl.LazyFrame, s: Setting) -> pl.LazyFrame:
    """Nobody above one and a half lines can be strictly below one who is under it."""
    per_head = (pl.col("net_fen") // pl.col("size")).alias("net_per_head_fen")
    poor = households.with_columns(per_head).filter(pl.col("net_per_head_fen") * 2 < s.line_fen * 3)
    n = households.group_by("region").agg(n=pl.len().cast(pl.Int64))
    k = (pl.col("net_per_head_fen").rank("min").over("region").cast(pl.Int64) - 1).alias("k")
    return poor.with_columns(k).join(n, on="region").filter(pl.col("k") * 20 < pl.col("n"))


def _clue(fired: pl.LazyFrame, rule: str, evidence: list[pl.Expr], s: Setting) -> pl.LazyFrame:
    return fired.select(
        *(HOUSEHOLD, "region"),
        rule=pl.lit(rule),
        rule_version=pl.lit(1, pl.Int64),
        severity=pl.lit(SEVERITY[rule], pl.Int64),
        proposed_category=_category(s),
        as_of=pl.lit(s.as_of),
        evidence=pl.struct(evidence).struct.json_encode(),
    )


def _category(s: Setting) -> pl.Expr:
    conditions = _conditions(s)
    poor = conditions["income_below_line"] | conditions["rigid_spending"]
    name = pl.when("ever_registered").then(pl.lit("unstable")).otherwise(pl.lit("marginal"))
    return pl.when(poor).then(name).otherwise(pl.lit("sudden"))
