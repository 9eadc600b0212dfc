"""What the dashboards draw, counted once a night: one statement a topic, for a whole county.

A village has its rows; its township and its county have their sums beside them, so that a page
reads the rows of its own place and adds nothing up.
"""

from datetime import date
from typing import Any

from django.db import connection, transaction

from shouwang.kernel import bulk, scope
from shouwang.kernel.regioncode import DIGITS, Level, RegionCode, bounds
from shouwang.watch.monitoring.models import PlaceFigure, ScreeningRun

# Who lives there on the day, with their state: read once, looked at from many sides.
_PEOPLE = """
CREATE TEMPORARY TABLE counted_people ON COMMIT DROP AS
SELECT p.region_code, p.sex, extract(year FROM age(%(on)s::date, p.birth_on))::int AS age,
       s.labour, s.schooling, s.health, coalesce(s.disability_grade, 0) AS grade
FROM registry_person p
LEFT JOIN registry_personstate s ON s.person_id = p.id AND s.during @> %(on)s::date
WHERE p.region_code BETWEEN %(low)s AND %(high)s
  AND (p.birth_on IS NULL OR p.birth_on <= %(on)s)
  AND (p.joined_on IS NULL OR p.joined_on <= %(on)s)
  AND (p.died_on IS NULL OR p.died_on > %(on)s)
  AND (p.moved_out_on IS NULL OR p.moved_out_on > %(on)s)
"""
_OF_COUNTY = "region_code BETWEEN %(low)s AND %(high)s"
_LIVED_IN = (
    f"FROM registry_household WHERE {_OF_COUNTY} AND (ended_on IS NULL OR ended_on > %(on)s)"
)
# Millions of rows, read once: sums by village, month and kind, for every month that a topic needs.
_INCOME = f"""
CREATE TEMPORARY TABLE counted_income ON COMMIT DROP AS
SELECT region_code, month, kind, item, sum(amount_fen)::bigint AS amount_fen
FROM registry_income
WHERE {_OF_COUNTY}
  AND month >= date_trunc('quarter', %(on)s::date + 1) - interval '24 months'
  AND month < greatest(date_trunc('month', %(on)s::date), date_trunc('quarter', %(on)s::date + 1))
GROUP BY 1, 2, 3, 4
"""
_RECEIVED = "FROM counted_income WHERE true"
# the twelve months that end with the month before the day
_WINDOW = (
    "AND month >= date_trunc('month', %(on)s::date) - interval '12 months'"
    " AND month < date_trunc('month', %(on)s::date)"
)
# the eight whole quarters before the day after
_QUARTERS = (
    "AND month >= date_trunc('quarter', %(on)s::date + 1) - interval '24 months'"
    " AND month < date_trunc('quarter', %(on)s::date + 1)"
)
_AGE = "sex || ':' || coalesce(lpad((least(age, 90) / 5 * 5)::text, 2, '0'), '')"
# topic → what its parts are, what is added up, and over which rows
TOPICS = {
    "households": ("'all'", "count(*)", _LIVED_IN),
    "ever_registered": ("'all'", "count(*)", f"{_LIVED_IN} AND registered_on <= %(on)s"),
    "size": ("least(size, 7)::text", "count(*)", _LIVED_IN),
    "category": (
        "category",
        "count(*)",
        f"FROM registry_categoryperiod WHERE {_OF_COUNTY} AND during @> %(on)s::date",
    ),
    "age": (_AGE, "count(*)", "FROM counted_people"),
    "labour": (
        "labour",
        "count(*)",
        "FROM counted_people WHERE age BETWEEN 16 AND 59 AND labour IS NOT NULL",
    ),
    "schooling": (
        "schooling",
        "count(*)",
        "FROM counted_people WHERE schooling NOT IN ('none', 'finished')",
    ),
    "out_of_school": (
        "'all'",
        "count(*)",
        "FROM counted_people WHERE schooling IN ('none', 'finished') AND age BETWEEN 6 AND 15",
    ),
    "health": ("health", "count(*)", "FROM counted_people WHERE health <> ''"),
    "disability": ("grade::text", "count(*)", "FROM counted_people WHERE grade > 0"),
    "cause": ("cause", "count(*)", f"FROM registry_cause WHERE {_OF_COUNTY} AND rank = 1"),
    "risk": (
        "kind",
        "count(*)",
        f"FROM registry_risk WHERE {_OF_COUNTY} AND during @> %(on)s::date",
    ),
    "income": ("kind", "sum(amount_fen)", f"{_RECEIVED} {_WINDOW}"),
    "income_item": (
        "kind || ':' || item",
        "sum(amount_fen)",
        f"{_RECEIVED} {_WINDOW} AND item <> ''",
    ),
    "income_quarter": (
        "to_char(month, 'YYYY\"Q\"Q') || ':' || kind",
        "sum(amount_fen)",
        f"{_RECEIVED} {_QUARTERS} AND kind <> 'excluded'",
    ),
}
_INTO = "INSERT INTO monitoring_placefigure (region_code, topic, part, value, counted_on)"
_SUMS = (
    _INTO + " SELECT rpad(left(region_code, %(digits)s), 12, '0'), topic, part, sum(value),"
    " %(on)s::date FROM monitoring_placefigure WHERE region_code BETWEEN %(low)s AND %(high)s"
    " AND right(region_code, 3) <> '000' GROUP BY 1, 2, 3"
)


@transaction.atomic
def count_register(place: RegionCode, on: date) -> int:
    """Count everything about a county as it was on the day; how many figures there are.

    What was counted before is replaced. To be called with the county's scope entered.
    """
    low, high = bounds(place.prefix)
    values: dict[str, Any] = {"on": on, "low": low, "high": high}
    PlaceFigure.objects.filter(region_code__range=(low, high)).delete()
    bulk.plan_for_many()
    bulk.plan_for_groups()
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, values)
        cursor.execute(_INCOME, values)
        for topic, (part, value, rows) in TOPICS.items():
            cursor.execute(
                f"{_INTO} SELECT region_code, '{topic}', {part}, {value}, %(on)s::date {rows}"
                " GROUP BY 1, 3",
                values,
            )
        cursor.execute("DROP TABLE counted_people, counted_income")
        for level in (Level.TOWNSHIP, Level.COUNTY):
            cursor.execute(_SUMS, values | {"digits": DIGITS[level]})
    return PlaceFigure.objects.filter(region_code__range=(low, high)).count()


def count_after(number: int) -> None:
    """Count anew what a finished screening of a whole county has looked at."""
    with scope.entered(scope.Scope.everywhere()):
        run = ScreeningRun.objects.filter(pk=number, state=ScreeningRun.State.DONE).first()
    if run is None or RegionCode(run.region_code).level is not Level.COUNTY:
        return
    place = RegionCode(run.region_code)
    with scope.entered(scope.Scope.of([place])):
        count_register(place, run.as_of)
