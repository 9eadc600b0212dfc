"""Frames to draw from, samples and what was found; nothing here writes."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection

from shouwang.kernel.regioncode import RegionCode
from shouwang.policies.queries import current_pack
from shouwang.watch.exits.errors import SampleUnknown
from shouwang.watch.exits.models import Sample, Sampled
from shouwang.watch.exits.rules import Found, Limits, Rate, rates

_EXITED = """
SELECT h.number FROM registry_household AS h
WHERE h.region_code BETWEEN %(low)s AND %(high)s AND h.ended_on IS NULL
  AND (h.lifted_on >= %(since)s AND h.lifted_on < %(until)s OR EXISTS (
      SELECT 1 FROM registry_categoryperiod AS c WHERE c.household_id = h.id
      AND upper(c.during) >= %(since)s AND upper(c.during) < %(until)s))
  AND NOT EXISTS (
      SELECT 1 FROM registry_categoryperiod AS c WHERE c.household_id = h.id
      AND upper_inf(c.during) AND c.category <> 'none')
"""
_OTHERS = """
SELECT h.number FROM registry_household AS h
WHERE h.region_code BETWEEN %(low)s AND %(high)s AND h.ended_on IS NULL
  AND h.registered_on IS NULL AND NOT EXISTS (
      SELECT 1 FROM registry_categoryperiod AS c
      WHERE c.household_id = h.id AND c.category <> 'none')
"""


def frames(place: RegionCode, since: date, until: date) -> tuple[list[str], list[str]]:
    """Households that exited in half-open days and stayed out, and those never registered."""
    values: dict[str, str | date] = {
        "low": place.prefix.ljust(12, "0"),
        "high": place.prefix.ljust(12, "9"),
        "since": since,
        "until": until,
    }
    with connection.cursor() as cursor:
        found = []
        for statement in (_EXITED, _OTHERS):
            cursor.execute(statement, values)
            found.append([number for (number,) in cursor.fetchall()])
    return found[0], found[1]


def sample(number: UUID) -> Sample:
    """A sample in the scope. Raises SampleUnknown."""
    found = Sample.objects.select_related("by").filter(pk=number).first()
    if found is None:
        raise SampleUnknown
    return found


def samples(place: RegionCode, most: int = 20) -> list[Sample]:
    """The latest samples of a place."""
    rows = Sample.objects.filter(region_code=place.code).select_related("by")
    return list(rows.order_by("-at", "pk")[:most])


def drawn(of: Sample) -> list[Sampled]:
    """The households that were drawn, exited ones first, in the order of their lots."""
    rows = Sampled.objects.filter(sample=of).select_related("household")
    return list(rows.order_by("stratum", "rank"))


def rates_of(of: Sample, rows: Sequence[Sampled]) -> list[Rate]:
    """The rates as far as households have been checked, by the limits of the day of the draw."""
    place = RegionCode(of.region_code)
    parameters = current_pack(place.code).parameters

    def value(name: str) -> int:
        return parameters[f"exit_check_{name}_permille"].resolve(place.prefix, of.exited_to).value

    found = [
        Found(
            row.stratum == Sampled.Stratum.EXITED,
            row.persons,
            row.verdict == Sampled.Verdict.WRONG,
            row.approves,
        )
        for row in rows
        if row.verdict
    ]
    limits = Limits(value("wrong"), value("missed"), value("incidence"), value("approval"))
    return rates(found, limits, remaining=of.remaining, rural=of.rural_population)


def one_drawn(number: int) -> Sampled:
    """A household that was drawn, with its sample. Raises SampleUnknown."""
    rows = Sampled.objects.select_related("household", "sample", "by")
    found = rows.filter(pk=number).first()
    if found is None:
        raise SampleUnknown
    return found
