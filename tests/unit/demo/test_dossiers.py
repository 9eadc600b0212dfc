"""The rest of the dossier hangs together: land and produce, work, couples, risks."""

from pathlib import Path

import polars as pl
import pytest

MARRIED = 20


@pytest.fixture(scope="module")
def persons(small_county: Path, read_registry) -> pl.DataFrame:
    return read_registry(small_county, "persons")


def test_couples_are_married_on_both_sides(persons: pl.DataFrame) -> None:
    present = persons.filter(pl.col("alive") & ~pl.col("moved_out"))
    spouses = present.filter(pl.col("relation") == "配偶")
    heads = present.filter(pl.col("relation") == "户主").join(
        spouses.select("household_id"), on="household_id"
    )
    assert spouses["marital"].unique().to_list() == [MARRIED]
    assert heads["marital"].unique().to_list() == [MARRIED]
    small = present.filter(pl.col("birth_on").dt.year() > 2008)
    assert small["marital"].unique().to_list() == [10]


def test_who_works_is_a_member_of_working_age(small_county: Path, read_registry, persons) -> None:
    work = read_registry(small_county, "work").join(persons, on="person_id", validate="m:1")
    assert work.height > 1000
    assert (work["household_id"] == work["household_id_right"]).all()
    assert work["birth_on"].dt.year().max() <= 2008
    assert work["months"].is_between(6, 12).all()
    welfare = work.filter("public_welfare")
    assert welfare["place"].unique().to_list() == ["township"]


def test_risks_last_as_long_as_the_monitoring(small_county: Path, read_registry) -> None:
    risks = read_registry(small_county, "risks")
    periods = read_registry(small_county, "category_periods").filter(
        pl.col("category") != "registered_poor"
    )
    assert set(risks["household_id"]) == set(periods["household_id"])
    kinds = risks.group_by("household_id").agg(pl.col("kind").n_unique(), ranks=pl.len())
    assert (kinds["kind"] == kinds["ranks"]).all()


def test_land_and_produce_are_positive_and_once(small_county: Path, read_registry) -> None:
    land = read_registry(small_county, "land")
    produce = read_registry(small_county, "production")
    assert (land["area_centimu"].min(), produce["quantity"].min()) > (0, 0)
    assert land.select("household_id", "kind").is_duplicated().sum() == 0
    assert produce.select("household_id", "year", "product").is_duplicated().sum() == 0
