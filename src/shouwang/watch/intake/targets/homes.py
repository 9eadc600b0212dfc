"""Households: the dossier itself, its category, causes and risks, and how it lives.

A household is known by its number. Its village is changed by moving it, not by a list; its head by
the list of members. Its telephone is the head's: a household whose head is not in the registry yet
is told to hand the list in again. Empty cells say nothing and leave what is there.
"""

from collections.abc import Mapping

from shouwang.watch.intake.targets import matching, periods
from shouwang.watch.intake.targets.periods import Spell
from shouwang.watch.intake.targets.plan import TAKEN, Secret, Target, twice
from shouwang.watch.registry.models.living import LandKind

_MATCHED = """
CREATE TEMP TABLE matched ON COMMIT DROP AS
SELECT s.n, h.id AS household_id, coalesce(h.region_code, s.region) AS region_code,
       NULL::bigint AS person_id
  FROM staged s LEFT JOIN registry_household h ON h.number = s.household_number
"""
_PLACE_OUTSIDE = """
INSERT INTO finding
SELECT s.n, '所在村', 'village_outside',
       '这个村不在' || %(place)s || '范围内，不能由您导入', 'error'
  FROM staged s JOIN matched m USING (n)
 WHERE m.household_id IS NULL AND s.region NOT BETWEEN %(low)s AND %(high)s
"""
_NOT_A_VILLAGE = """
INSERT INTO finding
SELECT s.n, '所在村', 'not_a_village', '请写到村，只写乡镇不够', 'error'
  FROM staged s WHERE right(s.region, 3) = '000'
"""
_MOVED = """
INSERT INTO finding
SELECT s.n, '所在村', 'household_moved', '这一户登记在另一个村，如已搬迁，请在档案里办理迁移',
       'error'
  FROM staged s JOIN matched m USING (n)
 WHERE m.household_id IS NOT NULL AND s.region <> m.region_code
   AND m.region_code BETWEEN %(low)s AND %(high)s
"""
_ENDED = """
INSERT INTO finding
SELECT m.n, '户编号', 'household_ended', '这一户已销户，户编号不能再用', 'error'
  FROM matched m JOIN registry_household h ON h.id = m.household_id WHERE h.ended_on IS NOT NULL
"""
_HEAD_DIFFERS = """
INSERT INTO finding
SELECT s.n, '户主姓名', 'head_differs', '与台账里的户主不同，更换户主请用家庭成员清单', 'warning'
  FROM staged s JOIN matched m USING (n) JOIN registry_household h ON h.id = m.household_id
 WHERE s.head_name <> h.head_name
"""
# the one whom the list's telephone belongs to: the head it names, who lives there
_HEADS = """
CREATE TEMP TABLE heads ON COMMIT DROP AS
SELECT s.n, m.household_id, min(p.id) AS person_id
  FROM staged s JOIN matched m USING (n)
  JOIN registry_person p ON p.household_id = m.household_id AND p.relation = '户主'
   AND p.name = s.head_name AND p.died_on IS NULL AND p.moved_out_on IS NULL
 WHERE s.telephone IS NOT NULL GROUP BY s.n, m.household_id
"""
_TELEPHONE_LEFT = """
INSERT INTO finding
SELECT s.n, '联系电话', 'telephone_left',
       '户主还没有登记为家庭成员，电话没有写入：请填在家庭成员清单里，或户主登记后再传一次本清单',
       'warning'
  FROM staged s WHERE s.telephone IS NOT NULL AND NOT s.refused
   AND NOT EXISTS (SELECT FROM heads t WHERE t.n = s.n)
"""
_TELEPHONES = """
UPDATE registry_person p SET telephone = s.telephone, telephone_tail = s.telephone_tail
  FROM difference d JOIN staged s USING (n)
 WHERE d.field = 'telephone' AND p.id = d.person_id
"""
_HEAD_KNOWN = """
CREATE TEMP TABLE known ON COMMIT DROP AS
SELECT DISTINCT ON (s.n) s.n, p.household_id, p.region_code
  FROM staged s JOIN matched m USING (n)
  JOIN registry_person p ON p.identity_index = s.identity_index
 WHERE p.household_id IS DISTINCT FROM m.household_id
   AND p.died_on IS NULL AND p.moved_out_on IS NULL
 ORDER BY s.n, p.id
"""
_HEAD_ELSEWHERE = """
INSERT INTO finding
SELECT k.n, '户主证件号码', 'person_elsewhere', '此人已登记在户 ' || h.number || '，请核对', 'error'
  FROM known k JOIN registry_household h ON h.id = k.household_id
 WHERE k.region_code BETWEEN %(low)s AND %(high)s
"""
_HEAD_OTHER_TOWN = """
INSERT INTO finding
SELECT k.n, '户主证件号码', 'person_other_town', '登记在其他乡镇，请与县级办公室核对', 'error'
  FROM known k WHERE k.region_code NOT BETWEEN %(low)s AND %(high)s
"""

_CAUSES = "nullif(concat_ws('、', s.cause_1, s.cause_2, s.cause_3), '')"
_RISKS = "nullif(concat_ws('、', s.risk_1, s.risk_2, s.risk_3), '')"
_COMPARED = f"""
INSERT INTO difference
SELECT s.n, m.household_id, NULL, v.field, nullif(v.before, ''), v.after
  FROM staged s JOIN matched m USING (n) JOIN registry_household h ON h.id = m.household_id
 CROSS JOIN LATERAL (VALUES
   ('group', h."group", s."group"), ('address', h.address, s.address),
   ('registered_on', h.registered_on::text, s.registered_on::text),
   ('lifted_on', h.lifted_on::text, s.lifted_on::text),
   ('causes', (SELECT string_agg(c.cause, '、' ORDER BY c.rank) FROM registry_cause c
                WHERE c.household_id = h.id), {_CAUSES}),
   ('risks', (SELECT string_agg(r.kind, '、' ORDER BY r.rank) FROM registry_risk r
               WHERE r.household_id = h.id AND r.during @> %(as_of)s::date), {_RISKS})
 ) v (field, before, after)
 WHERE {TAKEN} AND v.after IS NOT NULL AND v.before IS DISTINCT FROM v.after
"""
_FOUND = f"""
INSERT INTO found
SELECT s.n, 'household', CASE WHEN m.household_id IS NULL THEN 'new'
       WHEN EXISTS (SELECT FROM difference d WHERE d.n = s.n) THEN 'changed' ELSE 'same' END,
       m.household_id
  FROM staged s JOIN matched m USING (n) WHERE {TAKEN}
"""
_DAY = "coalesce(s.surveyed_on, %(as_of)s::date)"
_SINCE = "coalesce(s.category_on, %(as_of)s::date)"


def _observed_compared(name: str, table: str, day: str, values: Mapping[str, str]) -> list[str]:
    """Against the latest observation up to the day: the same again is nothing new."""
    same = " AND ".join(f"({e} IS NULL OR t.{c} = {e})" for c, e in values.items())
    given = ", ".join(f"({e})::text" for e in values.values())
    shown = ", ".join(f"('{name}.{c}', t.{c}::text, ({e})::text)" for c, e in values.items())
    latest = (
        f"LEFT JOIN LATERAL (SELECT * FROM {table} o WHERE o.household_id = m.household_id"
        f" AND o.{day} <= {_DAY} ORDER BY o.{day} DESC, o.id DESC LIMIT 1) t ON true"
    )
    return [
        f"""
INSERT INTO found
SELECT s.n, '{name}', CASE WHEN t.id IS NULL THEN 'new' WHEN {same} THEN 'same'
       ELSE 'changed' END, t.id
  FROM staged s JOIN matched m USING (n) {latest}
 WHERE {TAKEN} AND coalesce({given}) IS NOT NULL""",
        f"""
INSERT INTO difference
SELECT s.n, m.household_id, NULL, v.field, nullif(v.before, ''), v.after
  FROM staged s JOIN matched m USING (n)
  JOIN found f ON f.n = s.n AND f.target = '{name}' AND f.verdict <> 'same'
  LEFT JOIN {table} t ON t.id = f.existing
 CROSS JOIN LATERAL (VALUES {shown}) v (field, before, after)
 WHERE m.household_id IS NOT NULL AND v.after IS NOT NULL
   AND nullif(v.before, '') IS DISTINCT FROM v.after""",
    ]


def _observed_merged(
    name: str, table: str, day: str, values: Mapping[str, str], empty: Mapping[str, str]
) -> list[str]:
    """A new observation on the day, or that day's own one completed."""
    kept = ", ".join(
        f"coalesce({e}, t.{c}, {empty.get(c, 'NULL')}) AS {c}" for c, e in values.items()
    )
    names = ", ".join(values)
    sets = ", ".join(f"{c} = x.{c}" for c in values)
    seen = f"seen_{name}"
    return [
        f"DROP TABLE IF EXISTS pg_temp.{seen}",
        f"""
CREATE TEMP TABLE {seen} ON COMMIT DROP AS
SELECT m.household_id, m.region_code, {_DAY} AS day, s.row, {kept},
       CASE WHEN t.{day} = {_DAY} THEN t.id END AS old
  FROM staged s JOIN matched m USING (n)
  JOIN found f ON f.n = s.n AND f.target = '{name}' AND f.verdict <> 'same'
  LEFT JOIN {table} t ON t.id = f.existing""",
        f"""
UPDATE {table} o SET {sets}, source_id = %(source)s, source_row = x.row, recorded_at = now()
  FROM {seen} x WHERE o.id = x.old""",
        f"""
INSERT INTO {table} (household_id, region_code, {day}, {names}, source_id, source_row)
SELECT household_id, region_code, day, {names}, %(source)s, row FROM {seen} WHERE old IS NULL""",
    ]


_LIVING = {
    name: f"s.{name}{'::smallint' if name == 'house_area_m2' else ''}"
    for name in (
        "house_area_m2",
        "road",
        "road_distance_m",
        "fuel",
        "tap_water",
        "electricity",
        "broadcast",
        "sanitary_toilet",
    )
}
_OBSERVED: tuple[tuple[str, str, str, Mapping[str, str], Mapping[str, str]], ...] = (
    ("living", "registry_living", "observed_on", _LIVING, {"road": "''", "fuel": "''"}),
    ("housing", "registry_housing", "assessed_on", {"grade": "s.housing_grade"}, {}),
    ("water", "registry_water", "observed_on", {"safe": "s.safe_water"}, {}),
)
_AREA = {"water": "water_area"}
LANDS = tuple(
    Spell(
        name=f"land.{kind}",
        table="registry_land",
        owner="household_id",
        key={"kind": f"'{kind}'"},
        values={"area_centimu": f"round(s.{_AREA.get(kind, kind)} * 100)::int"},
        given=f"s.{_AREA.get(kind, kind)} IS NOT NULL",
        since=_DAY,
        first=_DAY,
        sourced=True,
        fields={"area_centimu": f"land.{kind}"},
    )
    for kind in LandKind.values
)
CATEGORY = Spell(
    name="category",
    table="registry_categoryperiod",
    owner="household_id",
    values={"category": "s.category"},
    given="s.category IS NOT NULL AND (s.category <> 'none' OR EXISTS (SELECT FROM"
    " registry_categoryperiod c WHERE c.household_id = m.household_id"
    f" AND c.during @> {_SINCE}))",
    since=_SINCE,
    first=_SINCE,
    fields={"category": "category"},
)
_OPENED = (
    """
CREATE TEMP TABLE born ON COMMIT DROP AS
SELECT f.n, nextval(pg_get_serial_sequence('registry_household', 'id')) AS id
  FROM found f WHERE f.target = 'household' AND f.verdict = 'new' ORDER BY f.n""",
    """
INSERT INTO registry_household (id, number, region_code, "group", address, head_name,
       head_initials, size, registered_on, lifted_on)
SELECT b.id, s.household_number, m.region_code, coalesce(s."group", ''),
       coalesce(s.address, ''), s.head_name, coalesce(s.initials, ''), 0, s.registered_on,
       s.lifted_on
  FROM born b JOIN staged s USING (n) JOIN matched m USING (n)""",
    "UPDATE matched m SET household_id = b.id FROM born b WHERE b.n = m.n",
)
_UPDATED = """
UPDATE registry_household h
   SET "group" = coalesce(s."group", h."group"), address = coalesce(s.address, h.address),
       registered_on = coalesce(s.registered_on, h.registered_on),
       lifted_on = coalesce(s.lifted_on, h.lifted_on)
  FROM found f JOIN staged s USING (n)
 WHERE f.target = 'household' AND f.verdict = 'changed' AND h.id = f.existing
"""
# households whose causes (risks) the list gives otherwise, and new ones
_GIVEN = """
FROM staged s JOIN matched m USING (n)
JOIN found f ON f.n = s.n AND f.target = 'household'
WHERE s.{first} IS NOT NULL AND (f.verdict = 'new' OR EXISTS (
    SELECT FROM difference d WHERE d.n = s.n AND d.field = '{field}'))
"""
_CAUSES_SET = (
    "DELETE FROM registry_cause c WHERE c.household_id IN"
    f" (SELECT m.household_id {_GIVEN.format(first='cause_1', field='causes')})",
    f"""
INSERT INTO registry_cause (household_id, region_code, cause, rank)
SELECT t.household_id, t.region_code, v.word, v.rank
  FROM (SELECT m.household_id, m.region_code, s.cause_1, s.cause_2, s.cause_3
        {_GIVEN.format(first="cause_1", field="causes")}) t
 CROSS JOIN LATERAL (VALUES (t.cause_1, 1), (t.cause_2, 2), (t.cause_3, 3)) v (word, rank)
 WHERE v.word IS NOT NULL""",
)
_RISKS_SET = (
    "DELETE FROM registry_risk r WHERE lower(r.during) >= %(as_of)s AND r.household_id IN"
    f" (SELECT m.household_id {_GIVEN.format(first='risk_1', field='risks')})",
    "UPDATE registry_risk r SET during = daterange(lower(r.during), %(as_of)s)"
    " WHERE r.during @> %(as_of)s::date AND r.household_id IN"
    f" (SELECT m.household_id {_GIVEN.format(first='risk_1', field='risks')})",
    f"""
INSERT INTO registry_risk (household_id, region_code, kind, rank, during)
SELECT t.household_id, t.region_code, v.word, v.rank, daterange(%(as_of)s, NULL)
  FROM (SELECT m.household_id, m.region_code, s.risk_1, s.risk_2, s.risk_3
        {_GIVEN.format(first="risk_1", field="risks")}) t
 CROSS JOIN LATERAL (VALUES (t.risk_1, 1), (t.risk_2, 2), (t.risk_3, 3)) v (word, rank)
 WHERE v.word IS NOT NULL""",
)
# outside every period a household is `none`: that is not written, it only ends another
_NONE_UNWRITTEN = """
DELETE FROM registry_categoryperiod p USING turned_category x
 WHERE p.household_id = x.household_id AND p.category = 'none'
"""

TARGET = Target(
    match=(
        _MATCHED,
        "CREATE INDEX ON matched (n)",
        "ANALYZE matched",
        _HEAD_KNOWN,
        _HEADS,
        "ANALYZE heads",
    ),
    check=(
        twice(
            "s.household_number",
            "户编号",
            "md5(row(s.region, s.head_name, s.address, s.category)::text)",
        ),
        _PLACE_OUTSIDE,
        _NOT_A_VILLAGE,
        matching.HOUSEHOLD_OUTSIDE,
        _MOVED,
        _ENDED,
        _HEAD_DIFFERS,
        _HEAD_ELSEWHERE,
        _HEAD_OTHER_TOWN,
        _TELEPHONE_LEFT,
    ),
    compare=(_COMPARED,),
    settle=(
        _FOUND,
        *periods.compare(CATEGORY),
        *(statement for land in LANDS for statement in periods.compare(land)),
        *(
            statement
            for name, table, day, values, _empty in _OBSERVED
            for statement in _observed_compared(name, table, day, values)
        ),
    ),
    merge=(
        *_OPENED,
        _UPDATED,
        _TELEPHONES,
        *_CAUSES_SET,
        *_RISKS_SET,
        *periods.merge(CATEGORY),
        _NONE_UNWRITTEN,
        *(statement for land in LANDS for statement in periods.merge(land)),
        *(statement for one in _OBSERVED for statement in _observed_merged(*one)),
    ),
    secrets=(Secret("telephone", "联系电话", "heads"),),
    labels={
        "category": "户类别",
        "housing.grade": "住房等级",
        "water.safe": "饮水安全",
    },
)
