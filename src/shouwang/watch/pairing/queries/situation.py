"""How a place stands: who needs a helper, who has whom, who could help."""

import hashlib
from datetime import date

from django.db import connection
from django.db.backends.utils import CursorWrapper

from shouwang.kernel.regioncode import RegionCode
from shouwang.watch.pairing.policy import Terms
from shouwang.watch.pairing.rules import Home, Post, Problem

# Whoever is or was registered, or is watched on the day, has a helper; and who has one keeps one.
NEEDS = """
(h.ended_on IS NULL AND (h.registered_on IS NOT NULL OR EXISTS (
    SELECT 1 FROM registry_categoryperiod AS c
    WHERE c.household_id = h.id AND c.during @> %(on)s::date AND c.category <> 'none')))
"""
# A pair with a helper of elsewhere is left alone.
_HOMES = f"""
SELECT h.id, h.region_code, p.helper_id
FROM registry_household AS h
LEFT JOIN pairing_pairing AS p ON p.household_id = h.id AND upper(p.during) IS NULL
LEFT JOIN pairing_helper AS r ON r.id = p.helper_id
WHERE h.region_code BETWEEN %(low)s AND %(high)s AND h.ended_on IS NULL
  AND (p.id IS NULL OR r.region_code BETWEEN %(low)s AND %(high)s)
  AND (p.id IS NOT NULL OR {NEEDS})
ORDER BY h.id
"""
_POSTS = """
SELECT r.id, r.region_code, r.rank,
       (SELECT count(*) FROM pairing_pairing AS p
        JOIN registry_household AS h ON h.id = p.household_id
        WHERE p.helper_id = r.id AND upper(p.during) IS NULL AND h.ended_on IS NULL)
FROM pairing_helper AS r
WHERE r.ended_on IS NULL AND r.region_code BETWEEN %(low)s AND %(high)s
ORDER BY r.id
"""


def bounds(place: RegionCode) -> dict[str, str]:
    """The first and the last code inside a place."""
    return {"low": place.prefix.ljust(12, "0"), "high": place.prefix.ljust(12, "9")}


def situation(place: RegionCode, on: date, terms: Terms) -> Problem:
    """The whole of a place as a problem: every home may be moved; two statements."""
    with connection.cursor() as cursor:
        cursor.execute(_HOMES, {**bounds(place), "on": on})
        homes = [Home(*row) for row in cursor.fetchall()]
        posts = [(key, where, rank) for key, where, rank, _load in _posts(cursor, place)]
    return Problem(
        homes, [Post(key, where, terms.quota(rank)) for key, where, rank in posts], terms.weights
    )


def room_for(place: RegionCode, homes: list[Home], terms: Terms, without: int) -> Problem:
    """Some homes for whom everybody but one helper has what room is left; one statement."""
    with connection.cursor() as cursor:
        rows = _posts(cursor, place)
    posts = [
        Post(key, where, terms.quota(rank), fixed=load)
        for key, where, rank, load in rows
        if key != without
    ]
    return Problem(homes, posts, terms.weights)


def _posts(cursor: CursorWrapper, place: RegionCode) -> list[tuple[int, str, str, int]]:
    cursor.execute(_POSTS, bounds(place))
    rows: list[tuple[int, str, str, int]] = cursor.fetchall()
    return rows


def digest(problem: Problem) -> str:
    """What changes when a pair, a household or a helper does."""
    lines = [f"{home.key} {home.village} {home.helper}" for home in problem.homes]
    lines += [f"{post.key} {post.place} {post.quota}" for post in problem.posts]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
