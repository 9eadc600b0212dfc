"""Ending pairs and beginning others: two statements, however many there are."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, connection

from shouwang.kernel.crypto import sealing
from shouwang.kernel.crypto.fields import place_of
from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.pairing.errors import SolverFailed
from shouwang.watch.pairing.models import Pairing, Reason
from shouwang.watch.pairing.rules import Answer, Problem, solve

_END = """
UPDATE pairing_pairing AS p
SET during = tstzrange(lower(p.during), %(at)s), ended_act = %(act)s
WHERE p.household_id = ANY(%(households)s::bigint[]) AND upper(p.during) IS NULL
"""
_BEGIN = """
INSERT INTO pairing_pairing (household_id, region_code, helper_id, helper_name, helper_unit,
                             helper_post, during, reason, note, act, by_id)
SELECT h.id, h.region_code, r.id, r.name, r.unit, r.post, tstzrange(%(at)s, NULL),
       %(reason)s, %(note)s, %(act)s, %(by)s
FROM unnest(%(households)s::bigint[], %(helpers)s::bigint[]) AS t (household, helper)
JOIN registry_household AS h ON h.id = t.household
JOIN pairing_helper AS r ON r.id = t.helper AND r.ended_on IS NULL
"""


def solved(problem: Problem) -> Answer:
    """The fair assignment of a problem. Raises SolverFailed."""
    answer = solve(problem)
    if answer is None:
        raise SolverFailed
    return answer


def lock(place: RegionCode) -> None:
    """Until the transaction ends, nobody else changes a pair or a helper of the county."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"pairing {place.county}"]
        )


def write(
    *,
    by: AbstractBaseUser,
    at: datetime,
    act: UUID,
    households: Sequence[int],
    helpers: Sequence[int],
    reason: Reason,
    note: str = "",
) -> None:
    """Give each household the helper of the same place in the row; what it had ends at `at`.

    Raises IntegrityError when a household or a helper is not there any more.
    """
    field = Pairing._meta.get_field("note")
    values = {
        "at": at,
        "act": act,
        "by": by.pk,
        "households": list(households),
        "helpers": list(helpers),
        "reason": reason.value,
        "note": sealing.seal(note, place_of(field)) if note else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_END, values)
        cursor.execute(_BEGIN, values)
        if cursor.rowcount != len(values["households"]):
            raise IntegrityError("a household or a helper went in between")
