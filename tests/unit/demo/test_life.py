"""The invented data look like life: seasons, neighbours, and misfortunes that come together."""

from datetime import date

import polars as pl
import pytest

from shouwang.demo import county

from . import screening

AS_OF = date(2024, 6, 30)
SERIOUS = ["income_below_line", "medical_burden", "school_dropout", "unsafe_house", "labour_lost"]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    """A fifth of the county: some forty villages in all its townships."""
    out = tmp_path_factory.mktemp("life") / "county"
    county.generate(out, scale=0.2)
    return screening.read(out / "facts")


@pytest.fixture(scope="module")
def fired(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return screening.fired(tables, AS_OF)


def test_wages_fall_at_the_spring_festival(tables: dict[str, pl.DataFrame]) -> None:
    """Of households paid by the month: 22 January 2023 and 10 February 2024."""
    monthly = tables["households"].filter("ever_registered").select("household_id")
    wages = tables["income"].filter(pl.col("kind") == "wage").join(monthly, on="household_id")
    by_month = dict(
        wages.group_by("month").agg(pl.col("amount_fen").sum()).sort("month").iter_rows()
    )
    usual = by_month[date(2022, 10, 1)]
    assert by_month[date(2023, 1, 1)] < 0.6 * usual < 1.2 * usual < by_month[date(2022, 12, 1)]
    assert by_month[date(2024, 2, 1)] < 0.6 * by_month[date(2023, 10, 1)]


def test_harvests_have_their_months(tables: dict[str, pl.DataFrame]) -> None:
    sales = tables["income"].filter(pl.col("kind") == "business")
    share = sales.group_by(month=pl.col("month").dt.month()).agg(pl.col("amount_fen").sum())
    by_month = dict(share.iter_rows())
    assert by_month[11] > 5 * by_month.get(3, 0)
    assert by_month[7] > 5 * by_month.get(6, 0)


def test_school_is_paid_when_terms_begin(tables: dict[str, pl.DataFrame]) -> None:
    paid = tables["spending"].filter(pl.col("kind") == "education_own")
    assert set(paid["spent_on"].dt.month()) == {2, 3, 9}


def test_every_year_holds_a_years_wages(tables: dict[str, pl.DataFrame]) -> None:
    """Whatever month a window begins with, its wages differ by growth and lost jobs only."""
    wages = tables["income"].filter(pl.col("kind") == "wage")
    by_month = wages.group_by("month").agg(pl.col("amount_fen").sum()).sort("month")
    windows = by_month["amount_fen"].rolling_sum(12).drop_nulls()
    assert windows.max() < 1.12 * windows.min()


def test_floods_are_clustered_in_villages(tables: dict[str, pl.DataFrame]) -> None:
    homes = tables["households"]
    flood = tables["events"].filter(
        pl.col("kind") == "disaster", pl.col("happened_on") > date(2024, 1, 1)
    )
    hit = homes.join(flood.select("household_id", hit=True).unique(), on="household_id", how="left")
    share = hit.group_by("region").agg(pl.col("hit").is_not_null().mean())["hit"]
    assert (share == 0).mean() > 0.6
    assert share.filter(share > 0).median() > 0.1


def test_prosperity_is_clustered_in_townships(tables: dict[str, pl.DataFrame]) -> None:
    """Village means vary more than chance allows, and villages of a township resemble."""
    home = _per_head(tables)
    village = home.group_by("region").agg(
        pl.col("log").mean(), pl.len(), spread=pl.col("log").std()
    )
    chance = (village["spread"] ** 2 / village["len"]).mean()
    assert village["log"].var() > 5 * chance
    township = village.with_columns(town=pl.col("region").str.slice(0, 9))
    within = township.group_by("town").agg(pl.col("log").var())["log"].drop_nulls().mean()
    assert within < 0.9 * village["log"].var()


def test_the_ill_and_the_registered_earn_less(tables: dict[str, pl.DataFrame]) -> None:
    home = _per_head(tables)
    severe = tables["persons"].filter(
        "alive", ~pl.col("moved_out"), pl.col("disability_grade").is_in([1, 2])
    )
    ailing = home.join(severe.select("household_id").unique(), on="household_id")
    assert ailing["log"].mean() < home["log"].mean() - 0.05
    registered = home.filter("ever_registered")["log"].mean()
    assert registered < home.filter(~pl.col("ever_registered"))["log"].mean() - 0.08


def test_the_monitored_are_hard_pressed(tables: dict[str, pl.DataFrame]) -> None:
    home = _per_head(tables)
    monitored = home.filter(pl.col("category") != "none")
    assert 0.002 < monitored.height / home.height < 0.008
    assert monitored["log"].median() < home["log"].median() - 0.3
    unstable = home.filter(pl.col("category") == "unstable")
    marginal = home.filter(pl.col("category") == "marginal")
    assert unstable["ever_registered"].all()
    assert not marginal["ever_registered"].any()


def test_a_few_households_in_a_hundred_give_clues(fired: pl.DataFrame) -> None:
    rules = fired.columns[2:]
    any_rule = fired.select(pl.any_horizontal(rules).mean()).item()
    serious = fired.select(pl.any_horizontal(SERIOUS).mean()).item()
    assert 0.03 < any_rule < 0.08
    assert 0.008 < serious < 0.025
    assert all(0 < fired[rule].mean() < 0.04 for rule in rules)


def _per_head(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    home = screening._home(tables, AS_OF).filter(pl.col("net") > 0)
    return home.with_columns(log=(pl.col("net") / pl.col("size")).log())
