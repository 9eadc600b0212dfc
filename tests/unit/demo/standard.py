"""The facts standard, version 1, as checks on tables."""

import polars as pl

TEXT, DAY, YES_NO, WHOLE = pl.String, pl.Date, pl.Boolean, pl.Int64
HOME = {"household_id": TEXT}
COLUMNS = {
    "households": {
        **HOME, "region": TEXT, "ever_registered": YES_NO, "lifted_on": DAY, "category": TEXT,
    },
    "persons": {
        "person_id": TEXT, **HOME, "birth_on": DAY, "sex": TEXT, "alive": YES_NO,
        "moved_out": YES_NO, "schooling": TEXT, "labour": TEXT, "disability_grade": WHOLE,
        "disability_on": DAY,
    },
    "income": {**HOME, "month": DAY, "kind": TEXT, "amount_fen": WHOLE},
    "spending": {**HOME, "person_id": TEXT, "spent_on": DAY, "kind": TEXT, "amount_fen": WHOLE},
    "payouts": {**HOME, "paid_on": DAY, "kind": TEXT, "amount_fen": WHOLE},
    "housing": {**HOME, "assessed_on": DAY, "grade": TEXT},
    "water": {**HOME, "observed_on": DAY, "safe": YES_NO},
    "events": {**HOME, "person_id": TEXT, "happened_on": DAY, "kind": TEXT, "loss_fen": WHOLE},
    "sales": {**HOME, "month": DAY, "contracted_fen": WHOLE, "delivered_fen": WHOLE},
}  # fmt: skip
NULLABLE = {
    ("households", "lifted_on"), ("persons", "birth_on"), ("persons", "disability_on"),
    ("spending", "person_id"), ("events", "person_id"), ("events", "loss_fen"),
}  # fmt: skip
CODES = {
    ("households", "category"): "none registered_poor unstable marginal sudden watched",
    ("persons", "sex"): "0 1 2 9",
    ("persons", "schooling"): "none preschool primary junior senior vocational college finished",
    ("persons", "labour"): "able skilled weak lost none",
    ("income", "kind"): "wage business property transfer business_cost excluded",
    ("spending", "kind"): "medical_own education_own other",
    ("payouts", "kind"): "insurance relief",
    ("housing", "grade"): "A B C D",
    ("events", "kind"): (
        "death accident prison job_lost returned disaster crop_loss livestock_loss "
        "allowance_started allowance_ended allowance_refused"
    ),
}


def faults(tables: dict[str, pl.DataFrame]) -> list[str]:
    """What breaks the standard, in words; empty when nothing does."""
    found = [f"tables {sorted(tables)}"] if set(tables) != set(COLUMNS) else []
    for name, table in tables.items():
        found += [f"{name} {fault}" for fault in _of_table(name, table)]
    return found + _of_keys(tables)


def _of_table(name: str, table: pl.DataFrame) -> list[str]:
    found = [] if dict(table.schema) == COLUMNS[name] else [f"columns {dict(table.schema)}"]
    for column in table:
        where = (name, column.name)
        if column.null_count() and where not in NULLABLE:
            found.append(f"{column.name} null")
        if column.name.endswith("_fen") and (column < 0).any():
            found.append(f"{column.name} negative")
        if column.name == "month" and (column.dt.day() != 1).any():
            found.append("month not a first day")
        if where in CODES and set(column.unique()) - set(CODES[where].split()):
            found.append(f"{column.name} unknown code")
    return found


def _of_keys(tables: dict[str, pl.DataFrame]) -> list[str]:
    homes, persons = tables["households"], tables["persons"]
    found = []
    if not homes["region"].str.contains(r"^\d{12}$").all():
        found.append("region not 12 digits")
    if not persons["disability_grade"].is_between(0, 4).all():
        found.append("disability grade")
    for table, key in ((homes, "household_id"), (persons, "person_id")):
        if table[key].is_duplicated().any():
            found.append(f"duplicate {key}")
    for name, table in tables.items():
        if table.join(homes, on="household_id", how="anti").height:
            found.append(f"{name} unknown household")
        if "person_id" in table.columns:
            named = table.filter(pl.col("person_id").is_not_null())
            if named.join(persons, on=["person_id", "household_id"], how="anti").height:
                found.append(f"{name} unknown person")
    return found
