"""Row history for many rows at once.

The triggers of the tracked tables write one event a row, and each such statement looks up the
signed scope anew: a thousand households a second. A merge switches the update triggers off for its
transaction and writes the same events in one statement.
"""

import contextlib
from collections.abc import Iterator

import pgtrigger
from django.apps import apps
from django.db import connection

_TRIGGERS = ("registry.Household:update_update", "registry.Person:update_update")
_IGNORE = "SELECT set_config('pgtrigger.ignore', %s, true)"
# who was touched: every household of the merge, and the persons that it corrected
_WHICH = {
    "Household": "SELECT household_id FROM touched",
    "Person": "SELECT existing FROM found WHERE target = 'person' AND verdict = 'changed'"
    " UNION SELECT person_id FROM difference WHERE field = 'telephone'",
}


@contextlib.contextmanager
def at_once() -> Iterator[None]:
    """Inside the block updates write no events; at its end those of `touched` are there."""
    with connection.cursor() as cursor:
        cursor.execute(_IGNORE, ["{" + ",".join(_names()) + "}"])
        yield
        for model, which in _WHICH.items():
            cursor.execute(_events(model, which))
        cursor.execute(_IGNORE, [""])


def _names() -> list[str]:
    return [trigger.get_pgid(model) for model, trigger in pgtrigger.registered(*_TRIGGERS)]


def _events(name: str, which: str) -> str:
    event = apps.get_model("registry", f"{name}Event")
    tracked = apps.get_model("registry", name)._meta.db_table
    columns = [
        f'"{field.column}"'
        for field in event._meta.concrete_fields
        if not field.column.startswith("pgh_")
    ]
    names = ", ".join(columns)
    return (
        f"INSERT INTO {event._meta.db_table}"
        f" ({names}, pgh_obj_id, pgh_created_at, pgh_label, pgh_context_id)"
        f" SELECT {names}, id, now(), 'update', NULL FROM {tracked} WHERE id IN ({which})"
    )
