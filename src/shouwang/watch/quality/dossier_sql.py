"""The dossier tables of the engine as SQL over the registry, for one place and one day.

Parameters: `low` and `high` bound the village codes, `household` is null or the only one that is
read, `on` is the day, `since` the first day whose dated rows are read, and the words by which the
registry's texts are told apart. What an identity or certificate number says is worked out from the
decrypted text by `identities`; here are only what the database itself can tell.
"""

WITHIN = (
    "h.region_code BETWEEN %(low)s AND %(high)s"
    " AND (%(household)s::bigint IS NULL OR h.id = %(household)s)"
    " AND (h.ended_on IS NULL OR h.ended_on > %(on)s)"
)
_PRESENT = (
    "(p.died_on IS NULL OR p.died_on > %(on)s)"
    " AND (p.moved_out_on IS NULL OR p.moved_out_on > %(on)s)"
    " AND (p.joined_on IS NULL OR p.joined_on <= %(on)s)"
)

# Relations and items as forms write them; what is not listed is `other` or `unknown`.
RELATIONS = {
    "head": ("户主", "本人"),
    "spouse": ("配偶",),
    "child": ("之子", "之女", "子", "女", "儿子", "女儿", "长子", "次子", "长女", "次女"),
    "parent": ("之父", "之母", "父亲", "母亲", "父", "母"),
    "grandchild": ("之孙子", "之孙女", "之外孙子", "之外孙女"),
}
ITEMS = {
    "work": ("务工",),
    "public_welfare": ("公益岗", "公益岗位", "公益性岗位"),
    "wage_other": ("其他工资",),
    "planting": ("种植",),
    "raising": ("养殖",),
    "forestry": ("林果",),
    "dividend": ("资产收益分红", "分红"),
    "rent": ("土地流转",),
    "family_planning": ("计划生育金", "计划生育"),
    "allowance": ("低保金", "低保"),
    "destitute": ("特困供养金", "特困供养", "五保金"),
    "pension": ("养老金", "养老保险金"),
    "ecological": ("生态补偿金", "生态补偿"),
    "transfer_other": ("其他转移",),
}


def _case(column: str, words: dict[str, tuple[str, ...]], rest: str) -> str:
    """A CASE from fixed words, none of which comes from anybody's input."""
    arms = " ".join(
        f"WHEN {column} IN ({', '.join(repr(word) for word in own)}) THEN '{code}'"
        for code, own in words.items()
    )
    return f"CASE {arms} ELSE {rest} END"


_RELATION = _case(
    "p.relation", RELATIONS, "CASE p.relation WHEN '' THEN 'unknown' ELSE 'other' END"
)

HOUSEHOLDS = f"""
SELECT h.number, h.region_code,
       (h.registered_on IS NOT NULL AND h.registered_on <= %(on)s)::text,
       CASE WHEN h.lifted_on <= %(on)s THEN h.lifted_on END,
       coalesce(c.category, 'none'),
       h.size,
       coalesce(n.differs, false)::text,
       coalesce(k.causes, 0),
       (coalesce(k.disability, false) OR coalesce(r.disability, false))::text,
       CASE WHEN coalesce(c.category, 'none')
                 NOT IN ('unstable', 'marginal', 'sudden', 'watched') THEN e.removed_on END,
       (l.household_id IS NOT NULL)::text,
       l.road_distance_m
  FROM registry_household h
  LEFT JOIN registry_categoryperiod c ON c.household_id = h.id AND c.during @> %(on)s::date
  LEFT JOIN (SELECT p.household_id, bool_and(p.name <> h.head_name) AS differs
               FROM registry_person p JOIN registry_household h ON h.id = p.household_id
              WHERE p.relation = '户主' AND {_PRESENT} AND {WITHIN}
              GROUP BY p.household_id) n ON n.household_id = h.id
  LEFT JOIN (SELECT household_id, count(*) AS causes,
                    bool_or(cause LIKE '%%残%%') AS disability
               FROM registry_cause WHERE region_code BETWEEN %(low)s AND %(high)s
              GROUP BY household_id) k ON k.household_id = h.id
  LEFT JOIN (SELECT household_id, bool_or(kind LIKE '%%残%%') AS disability
               FROM registry_risk
              WHERE during @> %(on)s::date AND region_code BETWEEN %(low)s AND %(high)s
              GROUP BY household_id) r ON r.household_id = h.id
  LEFT JOIN (SELECT household_id, max(upper(during)) AS removed_on
               FROM registry_categoryperiod
              WHERE category IN ('unstable', 'marginal', 'sudden', 'watched')
                AND upper(during) <= %(on)s AND region_code BETWEEN %(low)s AND %(high)s
              GROUP BY household_id) e ON e.household_id = h.id
  LEFT JOIN (SELECT DISTINCT ON (household_id) household_id, road_distance_m
               FROM registry_living
              WHERE observed_on <= %(on)s AND region_code BETWEEN %(low)s AND %(high)s
              ORDER BY household_id, observed_on DESC) l ON l.household_id = h.id
 WHERE {WITHIN}
"""

# Who carries the same number is looked for among everybody in sight, not in the place alone.
_TWINS = {
    False: """
  LEFT JOIN (SELECT identity_index, count(*) - 1 AS twins FROM registry_person p
              WHERE identity_index IS NOT NULL
                AND (p.died_on IS NULL OR p.died_on > %(on)s)
                AND (p.moved_out_on IS NULL OR p.moved_out_on > %(on)s)
              GROUP BY identity_index HAVING count(*) > 1) t
         ON t.identity_index = p.identity_index""",
    True: "  LEFT JOIN (SELECT NULL::bytea AS identity_index, 0 AS twins) t ON false",
}


def persons(*, alone: bool) -> str:
    """The persons; for one household alone nobody looks for the same number elsewhere."""
    return f"""
SELECT p.number, h.number, p.birth_on, p.sex,
       (p.died_on IS NULL OR p.died_on > %(on)s)::text,
       (coalesce(p.moved_out_on <= %(on)s, false)
        OR coalesce(p.joined_on > %(on)s, false))::text,
       coalesce(s.schooling, 'finished'), coalesce(s.labour, 'able'),
       coalesce(s.disability_grade, 0),
       CASE WHEN s.disability_on <= %(on)s THEN s.disability_on END,
       {_RELATION},
       CASE p.marital WHEN 10 THEN 'single' WHEN 20 THEN 'married' WHEN 30 THEN 'widowed'
                      WHEN 40 THEN 'divorced' ELSE 'unknown' END,
       coalesce(t.twins, 0),
       (p.telephone IS NOT NULL)::text,
       (p.education <> '')::text,
       CASE s.insured_medical WHEN true THEN 'yes' WHEN false THEN 'no' ELSE 'unknown' END,
       (s.id IS NOT NULL)::text,
       (w.person_id IS NOT NULL)::text,
       w.months,
       coalesce(w.welfare, false)::text
  FROM registry_person p
  JOIN registry_household h ON h.id = p.household_id
  LEFT JOIN registry_personstate s ON s.person_id = p.id AND s.during @> %(on)s::date
  LEFT JOIN (SELECT person_id, min(coalesce(months, 0)) AS months,
                    bool_or(public_welfare) AS welfare
               FROM registry_work
              WHERE during @> %(on)s::date AND region_code BETWEEN %(low)s AND %(high)s
              GROUP BY person_id) w ON w.person_id = p.id
{_TWINS[alone]}
 WHERE {WITHIN}
"""


PERSON_COLUMNS = [
    "person_id",
    "household_id",
    "birth_on",
    "sex",
    "alive",
    "moved_out",
    "schooling",
    "labour",
    "disability_grade",
    "disability_on",
    "relation",
    "marital",
    "identity_twins",
    "telephone_known",
    "education_known",
    "medical",
    "state_known",
    "works",
    "work_months",
    "welfare_job",
]

# Number, sealed identity, sealed certificate, and what they are compared with.
SEALED = f"""
SELECT p.number, p.identity, p.disability_number, p.birth_on, p.sex,
       coalesce(s.disability_grade, 0)
  FROM registry_person p
  JOIN registry_household h ON h.id = p.household_id
  LEFT JOIN registry_personstate s ON s.person_id = p.id AND s.during @> %(on)s::date
 WHERE {WITHIN} AND (p.identity IS NOT NULL OR p.disability_number IS NOT NULL)
"""

_ITEM = _case("f.item", ITEMS, "'unknown'")


def _fact(table: str, columns: str, day: str, *, bounded: bool) -> str:
    since = f"AND f.{day} >= %(since)s" if bounded else ""
    return f"""
SELECT h.number, {columns}
  FROM registry_{table} f
  JOIN registry_household h ON h.id = f.household_id
 WHERE {WITHIN} AND f.{day} <= %(on)s {since}
"""


FACTS = {
    "income": _fact("income", f"f.month, f.kind, f.amount_fen, {_ITEM}", "month", bounded=True),
    "spending": f"""
SELECT h.number, p.number, f.spent_on, f.kind, f.amount_fen
  FROM registry_spending f
  JOIN registry_household h ON h.id = f.household_id
  LEFT JOIN registry_person p ON p.id = f.person_id
 WHERE {WITHIN} AND f.spent_on BETWEEN %(since)s AND %(on)s
""",
    "payouts": _fact("payout", "f.paid_on, f.kind, f.amount_fen", "paid_on", bounded=True),
    "housing": _fact("housing", "f.assessed_on, f.grade", "assessed_on", bounded=False),
    "water": _fact("water", "f.observed_on, f.safe::text", "observed_on", bounded=False),
    "land": f"""
SELECT h.number, f.kind, f.area_centimu
  FROM registry_land f
  JOIN registry_household h ON h.id = f.household_id
 WHERE {WITHIN} AND f.during @> %(on)s::date
""",
}
