"""Reading people for linkage, and candidates for the pages."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Left

from shouwang.kernel.crypto import sealing
from shouwang.kernel.crypto.fields import place_of
from shouwang.kernel.regioncode import RegionCode
from shouwang.policies.queries import current_pack
from shouwang.watch.linkage.models import Candidate, State
from shouwang.watch.linkage.rules import one_form
from shouwang.watch.registry.models import Person

PAGE_SIZE = 20
THRESHOLD = "linkage_candidate_percent"
_PEOPLE = """
COPY (
  SELECT p.id, encode(p.identity_index, 'hex') AS identity, p.name, p.birth_on, p.sex,
         p.region_code AS place
  FROM registry_person AS p
  JOIN registry_household AS h ON h.id = p.household_id AND h.region_code = p.region_code
  WHERE p.died_on IS NULL AND p.moved_out_on IS NULL AND h.ended_on IS NULL
    AND p.region_code BETWEEN %s AND %s
) TO STDOUT (FORMAT csv, HEADER)
"""
_TYPES = {
    "id": pl.String,
    "identity": pl.String,
    "name": pl.String,
    "birth_on": pl.Date,
    "sex": pl.Int8,
    "place": pl.String,
}
# header and tag of a sealed value are 32 bytes: this long are numbers in the form of before 1999
_OLD_FORMS = "SELECT id, identity FROM registry_person WHERE octet_length(identity) = 47"


def bounds(place: RegionCode) -> tuple[str, str]:
    """The lowest and the highest code inside a place."""
    return place.prefix.ljust(12, "0"), place.prefix.ljust(12, "9")


def threshold(place: RegionCode, on: date) -> float:
    """The probability from which a pair is shown, by the policy of the place on the day."""
    percent = current_pack(place.code).parameters[THRESHOLD].resolve(place.prefix, on).value
    return percent / 100


def people(place: RegionCode) -> pl.DataFrame:
    """Everyone who lives in the place now, as `likeness.link` reads them.

    `identity` is the hex of the blind index, the same for the 15- and the 18-digit form.
    """
    buffer = io.BytesIO()
    with connection.cursor() as cursor, cursor.copy(_PEOPLE, bounds(place)) as rows:
        for part in rows:
            buffer.write(part)
    buffer.seek(0)
    found = pl.read_csv(buffer, schema_overrides=_TYPES)
    old = _old_forms()
    if not old:
        return found
    renewed = pl.col("id").replace_strict(old, default=None, return_dtype=pl.String)
    return found.with_columns(identity=pl.coalesce(renewed, "identity"))


def _old_forms() -> dict[str, str]:
    """The blind index that a number in its old form would have in the present one, by person."""
    with connection.cursor() as cursor:
        cursor.execute(_OLD_FORMS)
        rows = cursor.fetchall()
    if not rows:
        return {}
    where = place_of(Person._meta.get_field("identity"))
    numbers = sealing.unseal_many((value for _, value in rows), where)
    digests = sealing.blind_many([one_form(number or "") for number in numbers], where)
    return {str(key): (one or b"").hex() for (key, _), one in zip(rows, digests, strict=True)}


def counties() -> list[RegionCode]:
    """The counties that have people, inside the scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT left(region_code, 6) FROM registry_household ORDER BY 1")
        return [RegionCode.of(prefix) for (prefix,) in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class CandidateFilters:
    """What to keep of the candidates of a place; "" and None keep everything."""

    state: str = State.OPEN
    found_by: str = ""
    across: bool | None = None


def candidates(place: RegionCode, filters: CandidateFilters) -> QuerySet[Candidate]:
    """The pairs of which at least one record lies in the place, the likeliest first."""
    inside = bounds(place)
    wanted = Q(left_region_code__range=inside) | Q(right_region_code__range=inside)
    if filters.state:
        wanted &= Q(state=filters.state)
    if filters.found_by:
        wanted &= Q(found_by=filters.found_by)
    found = Candidate.objects.filter(wanted).select_related("decided_by")
    if filters.across is not None:
        found = found.alias(
            left_township=Left("left_region_code", 9), right_township=Left("right_region_code", 9)
        )
        one_township = Q(left_township=F("right_township"))
        found = found.filter(~one_township if filters.across else one_township)
    return found.order_by("-probability", "id")


def candidate(number: int) -> Candidate | None:
    """The pair, if one of its records lies in the scope."""
    return Candidate.objects.filter(pk=number).select_related("decided_by").first()


def records(pairs: Iterable[Candidate]) -> dict[int, Person]:
    """Both records of each pair as far as the scope shows them, with their households; by id."""
    keys = {key for pair in pairs for key in (pair.left_id, pair.right_id)}
    shown = Person.objects.filter(pk__in=keys).select_related("household")
    return {person.pk: person for person in shown}


def count_by_township(place: RegionCode) -> Sequence[tuple[str, int]]:
    """How many pairs wait in each township of the place; a pair across two counts in both."""
    low, high = bounds(place)
    with connection.cursor() as cursor:
        cursor.execute(_BY_TOWNSHIP, {"low": low, "high": high})
        return list(cursor.fetchall())


_BY_TOWNSHIP = """
SELECT township, count(DISTINCT id)
FROM linkage_candidate,
     LATERAL (VALUES (left(left_region_code, 9)), (left(right_region_code, 9))) AS t (township)
WHERE state = 'open' AND township || '000' BETWEEN %(low)s AND %(high)s
GROUP BY township ORDER BY township
"""
