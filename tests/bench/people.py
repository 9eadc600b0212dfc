"""The county grown to as many people as a benchmark asks: households copied with all they have."""

from typing import Any

# Tables of a household beside its people, all of whose columns but the key are copied.
OF_A_HOUSEHOLD = (
    "registry_categoryperiod",
    "registry_cause",
    "registry_registeredcount",
    "registry_income",
    "registry_spending",
    "registry_payout",
    "registry_housing",
    "registry_water",
    "registry_event",
    "registry_sale",
)
TABLES = ("registry_household", "registry_person", "registry_personstate", *OF_A_HOUSEHOLD)


def grow(connection: Any, people: int) -> int:
    """Copy households under new numbers until so many people are there; how many there are then.

    To be called by the owner with the scope entered and row security lifted from TABLES.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(id), max(household_id) FROM registry_person")
        present, person_step, home_step = cursor.fetchone()
        if present >= people:
            return int(present)
        cursor.execute(
            "SELECT household_id FROM registry_person ORDER BY household_id OFFSET %s LIMIT 1",
            [people - present],
        )
        steps = {"homes": home_step, "persons": person_step, "last": cursor.fetchone()[0]}
        for statement in _copies(cursor):
            cursor.execute(statement, steps)
        for table in ("registry_household", "registry_person"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
            )
        for table in TABLES:
            cursor.execute(f"ANALYZE {table}")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # before row security is forced again
        cursor.execute("SELECT count(*) FROM registry_person")
        return int(cursor.fetchone()[0])


def _copies(cursor: Any) -> list[str]:
    """One INSERT … SELECT for each table, households and people first."""
    moved = {
        "id": "id",
        "number": "'C' || number",
        "household_id": "household_id + %(homes)s",
        "person_id": "person_id + %(persons)s",
    }
    return [_copy(cursor, table, moved) for table in TABLES]


def _copy(cursor: Any, table: str, moved: dict[str, str]) -> str:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position",
        [table],
    )
    step = {"registry_household": "%(homes)s", "registry_person": "%(persons)s"}.get(table)
    columns = [name for (name,) in cursor.fetchall() if step or name != "id"]
    values = [f"id + {step}" if name == "id" else moved.get(name, f'"{name}"') for name in columns]
    key = {"registry_household": "id", "registry_personstate": "person_id"}.get(
        table, "household_id"
    )
    last = (
        "(SELECT max(id) FROM registry_person WHERE household_id <= %(last)s)"
        if key == "person_id"
        else "%(last)s"
    )
    names = ", ".join(f'"{name}"' for name in columns)
    selected = f"SELECT {', '.join(values)} FROM {table} WHERE {key} <= {last}"
    return f"INSERT INTO {table} ({names}) {selected}"
