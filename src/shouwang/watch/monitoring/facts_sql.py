"""The nine tables of the facts standard as SQL over the registry, for one place and one day.

Parameters: `low` and `high` bound the village codes, `household` is null or the only household that
is read, `on` is the day, `since` the first day whose dated rows are read. Two joins recur: a fact
belongs to where its household is, and ids in facts are the registry's public numbers. Yes-or-no
columns leave as the words `true` and `false`.

What a day sees:
- a category or a person's state holds over half-open days; outside every period the category is
  `none`. A person without a state on the day counts as out of school age matters and able to work
  (`finished`, `able`): missing papers must not raise an alarm, they raise a data finding instead;
- a household that has ended by the day is not there; merged into another, it brought what it had
  earned, spent, been paid and lived through, and that counts for the other from the day on;
- who died on the day is dead, who moved out on it has moved out; who joins later has `moved_out`
  set, for facts may name that person already;
- what happened after the day is not known on it.
"""

WITHIN = (
    "h.region_code BETWEEN %(low)s AND %(high)s"
    " AND (%(household)s::bigint IS NULL OR h.id = %(household)s)"
    " AND (h.ended_on IS NULL OR h.ended_on > %(on)s)"
)

HOUSEHOLDS = f"""
SELECT h.number, h.region_code,
       (h.registered_on IS NOT NULL AND h.registered_on <= %(on)s)::text,
       CASE WHEN h.lifted_on <= %(on)s THEN h.lifted_on END,
       coalesce(c.category, 'none')
  FROM registry_household h
  LEFT JOIN registry_categoryperiod c ON c.household_id = h.id AND c.during @> %(on)s::date
       AND c.region_code BETWEEN %(low)s AND %(high)s
 WHERE {WITHIN}
"""

STATE_COLUMNS = frozenset({"schooling", "labour", "disability_grade", "disability_on"})


def _persons(states: str) -> str:
    return f"""
SELECT p.number, h.number, p.birth_on, p.sex,
       (p.died_on IS NULL OR p.died_on > %(on)s)::text,
       (coalesce(p.moved_out_on <= %(on)s, false)
        OR coalesce(p.joined_on > %(on)s, false))::text,
       coalesce(s.schooling, 'finished'), coalesce(s.labour, 'able'),
       coalesce(s.disability_grade, 0),
       CASE WHEN s.disability_on <= %(on)s THEN s.disability_on END
  FROM registry_person p
  JOIN registry_household h ON h.id = p.household_id
  LEFT JOIN {states} s ON s.person_id = p.id AND s.during @> %(on)s::date
 WHERE {WITHIN}
"""


PERSONS = _persons("registry_personstate")
# Materialized: its few rows are found once, not once more for every person of the village.
_OWN_STATES = """(
       WITH own AS MATERIALIZED (
         SELECT o.* FROM registry_personstate o JOIN registry_person q ON q.id = o.person_id
          WHERE q.household_id = %(own)s)
       SELECT * FROM own)"""

# Whoever has changed household since took their name out of the old one's rows: the standard wants
# a fact's person to be of the fact's household.
_PERSON = "LEFT JOIN registry_person p ON p.id = f.person_id AND p.household_id = h.id"

# Households that had merged by the day, each with the number under which its people live on it.
_BROUGHT = """
WITH RECURSIVE brought (id, number) AS (
  SELECT o.id, o.merged_into FROM registry_household o
   WHERE o.merged_into <> '' AND o.ended_on <= %(on)s
  UNION
  SELECT b.id, o.merged_into FROM brought b JOIN registry_household o ON o.number = b.number
   WHERE o.merged_into <> '' AND o.ended_on <= %(on)s
)
"""


def _own(table: str, columns: str, seen: str, *, person: bool) -> str:
    """The rows of a table for the households that are read."""
    joined = _PERSON if person else ""
    return f"""
SELECT h.number, {columns}
  FROM registry_{table} f JOIN registry_household h ON h.id = f.household_id
  {joined}
 WHERE {WITHIN} AND {seen}
"""


def _facts(
    table: str, columns: str, day: str, *, person: bool = False, near: bool = False
) -> tuple[str, str]:
    """The rows of a table, and the same with those that merges brought."""
    seen = f"f.{day} BETWEEN %(since)s AND %(on)s"
    if near:
        seen += f" AND (f.{day} >= %(compared)s OR h.id = %(own)s)"
    own = _own(table, columns, seen, person=person)
    joined = _PERSON if person else ""
    brought = f"""
 UNION ALL
SELECT h.number, {columns}
  FROM brought b JOIN registry_{table} f ON f.household_id = b.id
  JOIN registry_household h ON h.number = b.number
  {joined}
 WHERE {WITHIN} AND {seen}
"""
    return own, _BROUGHT + own + brought


def _of_the_home(table: str, columns: str, day: str) -> tuple[str, str]:
    """The rows of what is of the home, not of those who lived in it: it stays behind in a merge.

    Read without a bound: a dwelling's or a well's last look may lie years back.
    """
    own = _own(table, columns, f"f.{day} <= %(on)s", person=False)
    return own, own


def _dated(*, near: bool = False) -> dict[str, tuple[str, str]]:
    return {
        "income": _facts("income", "f.month, f.kind, f.amount_fen", "month", near=near),
        "spending": _facts(
            "spending",
            "p.number, f.spent_on, f.kind, f.amount_fen",
            "spent_on",
            person=True,
            near=near,
        ),
        "payouts": _facts("payout", "f.paid_on, f.kind, f.amount_fen", "paid_on", near=near),
        "events": _facts(
            "event",
            "p.number, f.happened_on, f.kind, f.loss_fen",
            "happened_on",
            person=True,
            near=near,
        ),
        "sales": _facts("sale", "f.month, f.contracted_fen, f.delivered_fen", "month", near=near),
    }


_PAIRS: dict[str, tuple[str, str]] = {
    "households": (HOUSEHOLDS, HOUSEHOLDS),
    "persons": (PERSONS, PERSONS),
    **_dated(),
    "housing": _of_the_home("housing", "f.assessed_on, f.grade", "assessed_on"),
    "water": _of_the_home("water", "f.observed_on, f.safe::text", "observed_on"),
}
STATEMENTS: dict[str, str] = {name: brought for name, (_, brought) in _PAIRS.items()}
# The same where nobody has merged into what is read: planned in a fraction of the time.
UNMERGED: dict[str, str] = {name: own for name, (own, _) in _PAIRS.items()}

# All rows of the household `own`, and of its neighbours what says how they live: no states of
# persons, and what is dated only from the day `compared` on.
_NEAR: dict[str, tuple[str, str]] = {
    "persons": (_persons(_OWN_STATES), _persons(_OWN_STATES)),
    **_dated(near=True),
}
NEAR: dict[str, str] = {name: brought for name, (_, brought) in _NEAR.items()}
NEAR_UNMERGED: dict[str, str] = {name: own for name, (own, _) in _NEAR.items()}

# Whether another household has merged into one that is read.
HAS_MERGED = f"""
SELECT EXISTS (
  SELECT FROM registry_household o JOIN registry_household h ON h.number = o.merged_into
   WHERE o.merged_into <> '' AND o.ended_on <= %(on)s AND {WITHIN})
"""

# Households with a member whose state is unknown on the day (code `person_state_missing`).
STATES_MISSING = f"""
SELECT DISTINCT h.id, h.region_code
  FROM registry_person p
  JOIN registry_household h ON h.id = p.household_id
 WHERE {WITHIN}
   AND (p.died_on IS NULL OR p.died_on > %(on)s)
   AND (p.moved_out_on IS NULL OR p.moved_out_on > %(on)s)
   AND (p.joined_on IS NULL OR p.joined_on <= %(on)s)
   AND (p.birth_on IS NULL OR p.birth_on <= %(on)s)
   AND NOT EXISTS (SELECT 1 FROM registry_personstate s
                    WHERE s.person_id = p.id AND s.during @> %(on)s::date)
"""
