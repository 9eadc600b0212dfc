from pathlib import Path

import polars as pl
import pytest
import yaml

from shouwang.demo import county
from shouwang.demo.errors import WrongRequest

from . import screening, standard


@pytest.fixture(scope="module")
def totals(full_county: Path, read_registry) -> pl.DataFrame:
    counts = read_registry(full_county, "registered_counts")
    return counts.group_by("year_end").agg(
        households=pl.len().cast(pl.Int64), persons=pl.col("persons").sum()
    )


def _at_end_of(totals: pl.DataFrame, year: int) -> tuple[int, int]:
    row = totals.filter(pl.col("year_end") == year)
    return row["households"].item(), row["persons"].item()


@pytest.mark.slow
def test_published_totals_are_sums_over_the_register(totals: pl.DataFrame) -> None:
    first, last = _at_end_of(totals, 2014), _at_end_of(totals, 2018)
    assert first == (20_179, 82_094)
    assert last == (1_540, 5_159)
    assert (first[0] - last[0], first[1] - last[1]) == (18_639, 76_935)


@pytest.mark.slow
def test_lifted_households_sum_to_the_published_totals(full_county: Path, read_registry) -> None:
    homes = read_registry(full_county, "households")
    lifted = homes.filter(pl.col("lifted_on").dt.year().is_between(2015, 2018))
    assert (lifted.height, lifted["registered_persons"].sum()) == (18_639, 76_935)


@pytest.mark.slow
def test_incidence_rounds_to_the_published_rates(full_county: Path, read_registry) -> None:
    yearly = read_registry(full_county, "yearly").filter(pl.col("region") == "360781000000")
    rate = {
        row["year"]: 100 * row["registered_persons"] / row["rural_population"]
        for row in yearly.iter_rows(named=True)
    }
    assert (round(rate[2014], 1), round(rate[2018], 2)) == (14.3, 0.91)
    assert sorted(rate.values(), reverse=True) == [rate[year] for year in range(2014, 2021)]


@pytest.mark.slow
def test_villages_sum_to_the_county(full_county: Path, read_registry) -> None:
    yearly = read_registry(full_county, "yearly")
    county_rows = yearly.filter(pl.col("region") == "360781000000").drop("region")
    villages = yearly.filter(pl.col("region") != "360781000000")
    summed = villages.group_by("year").agg(pl.exclude("region").sum()).sort("year")
    assert summed.equals(county_rows.sort("year"))


@pytest.mark.slow
def test_main_causes_have_the_published_shares(full_county: Path, read_registry) -> None:
    causes = read_registry(full_county, "causes")
    main = causes.filter(pl.col("rank") == 1)
    assert main.height == 20_179
    share = {
        cause: round(100 * count / 20_179, 1)
        for cause, count in main["cause"].value_counts().iter_rows()
    }
    assert [share[cause] for cause in ("因病", "因残", "缺劳动力")] == [43.8, 14.3, 7.7]
    named = main.filter(pl.col("cause").is_in(["因病", "因残", "缺劳动力"])).height
    assert round(100 * (main.height - named) / main.height, 1) == 34.2


@pytest.mark.slow
def test_the_49_poor_villages_exited_by_2018(full_county: Path, read_registry) -> None:
    poor = read_registry(full_county, "villages").filter(pl.col("poor_village"))
    assert (poor.height, poor["poor_village_exited"].max()) == (49, 2018)


@pytest.mark.slow
def test_row_counts_stay_economical(full_county: Path) -> None:
    rows = {name: table.height for name, table in screening.read(full_county / "facts").items()}
    assert rows["households"] == 143_000
    assert 550_000 < rows["persons"] < 600_000
    assert rows["income"] < 3_000_000
    assert rows["spending"] < 1_200_000


@pytest.mark.slow
def test_the_full_countys_facts_keep_the_standard(full_county: Path) -> None:
    assert standard.faults(screening.read(full_county / "facts")) == []


def test_a_small_countys_facts_keep_the_standard(small_county: Path) -> None:
    assert standard.faults(screening.read(small_county / "facts")) == []


def test_everything_scales(small_county: Path, read_registry) -> None:
    homes = read_registry(small_county, "households")
    registered = homes.filter("ever_registered")
    assert homes.height == 2860
    assert (registered.height, registered["registered_persons"].sum()) == (404, 1642)


def test_rolls_are_the_members_at_the_end_of_2014(small_county: Path, read_registry) -> None:
    """What the register says of each household, its members' dates say too."""
    then = pl.date(2014, 12, 31)
    persons = read_registry(small_county, "persons")
    left = pl.coalesce("died_on", "moved_out_on")
    members = persons.filter(pl.col("joined_on") <= then, left.is_null() | (left > then))
    size = members.group_by("household_id").agg(pl.len().cast(pl.Int64).alias("members"))
    homes = read_registry(small_county, "households").filter("ever_registered")
    both = homes.join(size, on="household_id", how="left")
    assert both["registered_persons"].to_list() == both["members"].to_list()


def test_each_household_has_one_main_cause_and_at_most_two_more(
    small_county: Path, read_registry
) -> None:
    causes = read_registry(small_county, "causes")
    assert not causes.select("household_id", "cause").is_duplicated().any()
    ranks = causes.sort("rank").group_by("household_id").agg("rank")["rank"].to_list()
    assert {tuple(rank) for rank in ranks} <= {(1,), (1, 2), (1, 2, 3)}


def test_families_have_one_head_and_at_most_one_spouse(small_county: Path, read_registry) -> None:
    persons = read_registry(small_county, "persons")
    present = persons.filter("alive", ~pl.col("moved_out"))
    heads = present.filter(pl.col("relation") == "户主")
    assert sorted(heads["household_id"]) == sorted(set(persons["household_id"]))
    spouses = persons.filter(pl.col("relation") == "配偶")
    assert not spouses["household_id"].is_duplicated().any()
    homes = read_registry(small_county, "households").sort("household_id")
    assert heads.sort("household_id")["person_id"].equals(
        homes["head_person_id"].alias("person_id")
    )


def test_pupils_have_no_completed_education(small_county: Path, read_registry) -> None:
    persons = read_registry(small_county, "persons")
    finished = persons["schooling"] == "finished"
    assert (persons["education"].is_not_null() == finished).all()


def test_periods_of_a_household_do_not_overlap_and_agree_with_the_facts(
    small_county: Path, read_registry
) -> None:
    periods = read_registry(small_county, "category_periods")
    assert (periods["from_on"] < periods["to_on"]).fill_null(True).all()
    after = pl.col("from_on").shift(-1).over("household_id", order_by="from_on")
    assert periods.filter(after < pl.col("to_on")).height == 0
    now = dict(
        periods.filter(pl.col("to_on").is_null()).select("household_id", "category").iter_rows()
    )
    homes = screening.read(small_county / "facts")["households"]
    facts = homes.filter(pl.col("category") != "none").select("household_id", "category")
    assert dict(facts.iter_rows()) == now


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, digest) -> None:
    for name, seed in (("one", 5), ("two", 5), ("other", 6)):
        county.generate(tmp_path / name, seed=seed, scale=0.01)
    assert digest(tmp_path / "one") == digest(tmp_path / "two")
    assert digest(tmp_path / "one") != digest(tmp_path / "other")


@pytest.mark.parametrize("scale", [0, 0.001, 1.5])
def test_impossible_scales_are_refused(tmp_path: Path, scale: float) -> None:
    with pytest.raises(WrongRequest):
        county.generate(tmp_path / "county", scale=scale)


def test_published_figures_are_complete_and_consistent(small_county: Path) -> None:
    figures = yaml.safe_load((small_county / "published.yaml").read_text("utf-8"))["figures"]
    value = {figure["key"]: figure["value"] for figure in figures}
    assert len(value) == len(figures)
    assert all({"zh", "en", "unit", "year", "source"} <= set(figure) for figure in figures)
    assert value["registered_households_2014"] - value["lifted_households"] == 1540
    assert value["registered_persons_2014"] - value["lifted_persons"] == 5159
    causes = [
        value[f"cause_{name}"] for name in ("illness", "disability", "lack_of_labour", "other")
    ]
    assert round(sum(causes), 1) == 100
