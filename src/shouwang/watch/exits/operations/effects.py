"""What a finished case does to the household's category, in the transaction of the act.

Which end of which procedure does what stands in the pack (`case_effects`). The statements are set
based: a thousand households are as many statements as one.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection

from shouwang.policies.queries import packaged
from shouwang.procedures.effects import Ended
from shouwang.procedures.models import Act, Case
from shouwang.watch.registry.operations import Edit, Grounds, change

SUBJECT = "household"
WATCH, UNWATCH, WATCH_AGAIN = "watch", "unwatch", "watch_again"
REGISTER, LIFT, LIFT_UNDONE = "register", "lift", "lift_undone"

# A period that would be empty was begun on the very day: it goes, the journal keeps both acts.
_GONE = """
DELETE FROM registry_categoryperiod AS c USING registry_household AS h
WHERE h.id = c.household_id AND h.number = ANY(%(numbers)s)
  AND c.during @> %(on)s::date AND lower(c.during) = %(on)s
"""
_END = """
UPDATE registry_categoryperiod AS c SET during = daterange(lower(c.during), %(on)s)
FROM registry_household AS h
WHERE h.id = c.household_id AND h.number = ANY(%(numbers)s) AND c.during @> %(on)s::date
"""
# What the household was before; else what its clue proposes; else by whether it was registered.
_BEGIN = """
INSERT INTO registry_categoryperiod (household_id, region_code, category, during)
SELECT h.id, h.region_code,
       coalesce(
           %(category)s,
           (SELECT c.category FROM registry_categoryperiod AS c
            WHERE %(again)s AND c.household_id = h.id AND upper(c.during) <= %(on)s
            ORDER BY upper(c.during) DESC LIMIT 1),
           (SELECT q.proposed_category FROM monitoring_clue AS q
            WHERE q.household_id = h.id AND q.closed_on IS NULL
            ORDER BY q.severity DESC, q.id LIMIT 1),
           CASE WHEN h.registered_on IS NULL THEN 'marginal' ELSE 'unstable' END),
       daterange(%(on)s, NULL)
FROM registry_household AS h
WHERE h.number = ANY(%(numbers)s) AND h.ended_on IS NULL
"""


def follow(ended: Ended, *, by: AbstractBaseUser) -> None:
    """Begin, end or restore the category of the households whose cases have just ended."""
    grouped: dict[tuple[str, date], list[tuple[Case, Act]]] = defaultdict(list)
    effects = packaged().codes["case_effects"]
    for case, act in ended:
        what = effects.get(case.procedure, {}).get(act.to_step)
        if what and case.subject_kind == SUBJECT:
            grouped[what, act.on].append((case, act))
    for (what, on), cases in sorted(grouped.items(), key=lambda one: one[0]):
        _do(what, on, cases, by)


def _do(what: str, on: date, cases: Sequence[tuple[Case, Act]], by: AbstractBaseUser) -> None:
    numbers = sorted(case.subject_id for case, _act in cases)
    _clear(numbers, on)
    if what in {WATCH, WATCH_AGAIN}:
        _begin(numbers, on, _watched(on), again=what == WATCH_AGAIN)
    if what == REGISTER:
        _begin(numbers, on, "registered_poor")
        _date(cases, "registered_on", on.isoformat(), by)
    if what == LIFT:
        _date(cases, "lifted_on", on.isoformat(), by)
    if what == LIFT_UNDONE:
        _begin(numbers, on, "registered_poor")
        _date(cases, "lifted_on", None, by)


def _clear(numbers: list[str], on: date) -> None:
    with connection.cursor() as cursor:
        for statement in (_GONE, _END):
            cursor.execute(statement, {"numbers": numbers, "on": on})


def _begin(numbers: list[str], on: date, category: str | None, *, again: bool = False) -> None:
    values: dict[str, Any] = {"numbers": numbers, "on": on, "category": category, "again": again}
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, values)


def _watched(on: date) -> str | None:
    """The one category of the era, where it knows but one; None where the case decides."""
    for era in packaged().codes["eras"].values():
        if era["from"] <= on < (era.get("to") or date.max):
            kinds = [kind for kind in era["categories"] if kind != "none"]
            return kinds[0] if len(kinds) == 1 else None
    return None


def _date(
    cases: Sequence[tuple[Case, Act]], field: str, value: str | None, by: AbstractBaseUser
) -> None:
    """A day of the dossier, changed with its history: few households exit at a time."""
    for case, act in cases:
        grounds = Grounds(by, act.at, "办理事项生效", act.on, f"procedures.case:{case.pk}")
        change(household=case.subject_id, edits=[Edit(field, value)], grounds=grounds)
