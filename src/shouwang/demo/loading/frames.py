"""The county's files as frames with the columns of the registry's tables."""

from pathlib import Path

import polars as pl

from shouwang.demo.loading import dossiers, sealing, sources
from shouwang.demo.loading.copying import Table
from shouwang.demo.loading.placing import of_household
from shouwang.regions import naming

STATES_FROM = "2022-07-01"

FACTS = {
    "income": ("incomes", ["month", "kind", "item", "amount_fen"]),
    "spending": ("spending", ["person_id", "spent_on", "kind", "amount_fen"]),
    "payouts": ("payouts", ["paid_on", "kind", "amount_fen"]),
    "housing": ("houses", ["assessed_on", "grade"]),
    "water": ("water", ["observed_on", "safe"]),
    "events": ("events", ["person_id", "happened_on", "kind", "loss_fen"]),
    "sales": ("sales", ["month", "contracted_fen", "delivered_fen"]),
}
TABLES = {
    "income": "registry_income",
    "spending": "registry_spending",
    "payouts": "registry_payout",
    "housing": "registry_housing",
    "water": "registry_water",
    "events": "registry_event",
    "sales": "registry_sale",
}


def tables(folder: Path, county: str) -> list[Table]:
    """Every table of the registry in the order of their references."""
    read = {path.stem: pl.read_parquet(path) for path in (folder / "registry").glob("*.parquet")}
    homes = read["households"].with_row_index("id", offset=1)
    people = read["persons"].with_row_index("id", offset=1)
    home = homes.select("household_id", home="id", region_code="region")
    person = people.select("person_id", person="id")
    lists = sources.lists({name: _facts(folder, name) for name in FACTS})
    further = sources.further(lists)
    items = _items(read["livelihoods"])
    return [
        Table("registry_household", _households(homes, people), "households"),
        Table("registry_person", _persons(people, home), "people"),
        Table("registry_personstate", _states(people, home), "states of people"),
        Table("registry_categoryperiod", _categories(read["category_periods"], home), "categories"),
        Table("registry_cause", of_household(read["causes"], home), "causes"),
        Table("registry_registeredcount", _counts(read["registered_counts"], home), "the register"),
        Table(
            "registry_source",
            sources.table(pl.concat([lists, sources.with_rows(further, read)]), county),
            "lists of departments",
        ),
        *(
            Table(
                TABLES[name], _fact(_facts(folder, name), name, lists, home, person, items), label
            )
            for name, (label, _columns) in FACTS.items()
        ),
        *(
            Table(f"registry_{table}", dossiers.rows(table, read, further, home, person), label)
            for table, label in dossiers.LABELS.items()
        ),
    ]


def _items(livelihoods: pl.DataFrame) -> pl.DataFrame:
    """The word of every household's income of a kind."""
    return livelihoods.unpivot(
        index="household_id", variable_name="kind", value_name="item"
    ).drop_nulls()


def _facts(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(folder / "facts" / name / "*.parquet")


def _households(homes: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    heads = people.select(head_person_id="person_id", head_name="name")
    sizes = (
        people.filter(pl.col("alive") & ~pl.col("moved_out"))
        .group_by("household_id")
        .agg(size=pl.len())
    )
    joined = homes.join(heads, on="head_person_id", how="left", maintain_order="left").join(
        sizes, on="household_id", how="left", maintain_order="left"
    )
    return joined.select(
        "id",
        pl.col("household_id").alias("number"),
        pl.col("region").alias("region_code"),
        pl.format("第{}组", "group").alias("group"),
        "address",
        "head_name",
        naming.initials(joined["head_name"]).alias("head_initials"),
        pl.col("size").fill_null(0),
        "registered_on",
        "lifted_on",
    )


def _persons(people: pl.DataFrame, home: pl.DataFrame) -> pl.DataFrame:
    placed = of_household(people, home)
    return placed.select(
        "id",
        pl.col("person_id").alias("number"),
        "household_id",
        "region_code",
        "name",
        "relation",
        "sex",
        "birth_on",
        pl.col("ethnicity").fill_null(""),
        pl.col("education").fill_null(""),
        "marital",
        *sealing.sealed(placed),
        naming.initials(placed["name"]).alias("name_initials"),
        "joined_on",
        "died_on",
        "moved_out_on",
    )


def _states(people: pl.DataFrame, home: pl.DataFrame) -> pl.DataFrame:
    placed = of_household(people, home)
    return placed.select(
        pl.col("id").alias("person_id"),
        "region_code",
        pl.lit(f"[{STATES_FROM},)").alias("during"),
        "schooling",
        "labour",
        pl.col("health").fill_null(""),
        "disability_grade",
        "disability_on",
        "insured_medical",
        "insured_pension",
    )


def _categories(periods: pl.DataFrame, home: pl.DataFrame) -> pl.DataFrame:
    during = pl.format(
        "[{},{})",
        pl.col("from_on").cast(pl.String),
        pl.col("to_on").cast(pl.String).fill_null(""),
    )
    placed = of_household(periods, home)
    return placed.select("household_id", "region_code", "category", during.alias("during"))


def _counts(counts: pl.DataFrame, home: pl.DataFrame) -> pl.DataFrame:
    placed = of_household(counts, home)
    return placed.select("household_id", "region_code", pl.col("year_end").alias("year"), "persons")


def _fact(
    facts: pl.DataFrame,
    name: str,
    lists: pl.DataFrame,
    home: pl.DataFrame,
    person: pl.DataFrame,
    items: pl.DataFrame,
) -> pl.DataFrame:
    numbered = sources.numbered(facts, name, lists)
    if name == "income":
        numbered = numbered.join(
            items, on=["household_id", "kind"], how="left", maintain_order="left"
        ).with_columns(pl.col("item").fill_null(""))
    placed = of_household(numbered, home)
    columns = FACTS[name][1]
    if "person_id" in columns:
        placed = (
            placed.join(person, on="person_id", how="left", maintain_order="left")
            .drop("person_id")
            .rename({"person": "person_id"})
        )
    return placed.select("household_id", "region_code", "source_id", "source_row", *columns)
