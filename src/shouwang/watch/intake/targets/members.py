"""Members of households: persons, their state and work.

A person is known by identity number; one without a number by household, name and birth. Empty
cells say nothing and leave what is there. Nobody is moved between households by a list; but whoever
had moved out by its day and is named again has come back, with number and history, into the
household that names them.
"""

from shouwang.watch.intake.targets import matching, periods
from shouwang.watch.intake.targets.periods import Spell
from shouwang.watch.intake.targets.plan import TAKEN, Secret, Target, twice

# who is there now, and who had left by the day of the list and lives
_PRESENT = "p.died_on IS NULL AND p.moved_out_on IS NULL"
_LEFT = "p.died_on IS NULL AND p.moved_out_on <= %(as_of)s"
# person by number; somebody who is there now first, in the same household before another
_KNOWN = f"""
CREATE TEMP TABLE known ON COMMIT DROP AS
SELECT DISTINCT ON (s.n) s.n, p.id, p.household_id, p.region_code,
       p.household_id = h.id AS here, {_PRESENT} AS present, coalesce({_LEFT}, false) AS back
  FROM staged s JOIN registry_person p ON p.identity_index = s.identity_index
  LEFT JOIN registry_household h ON h.number = s.household_number
 ORDER BY s.n, present DESC, p.household_id IS NOT DISTINCT FROM h.id DESC, back DESC, p.id
"""
# without a number on one side: the only one of that name and birth in the household
_UNNUMBERED = f"""
INSERT INTO known
SELECT s.n, min(p.id), min(p.household_id), min(p.region_code), true, bool_and({_PRESENT}),
       bool_and(coalesce({_LEFT}, false))
  FROM staged s JOIN registry_household h ON h.number = s.household_number
  JOIN registry_person p ON p.household_id = h.id AND p.name = s.name
   AND p.birth_on IS NOT DISTINCT FROM s.birth_on
 WHERE (s.identity_index IS NULL OR p.identity_index IS NULL)
   AND NOT EXISTS (SELECT FROM known k WHERE k.n = s.n)
 GROUP BY s.n HAVING count(*) = 1
"""
_MATCHED = """
CREATE TEMP TABLE matched ON COMMIT DROP AS
SELECT s.n, h.id AS household_id, h.region_code, k.id AS person_id
  FROM staged s JOIN registry_household h
    ON h.number = s.household_number AND h.ended_on IS NULL
  LEFT JOIN known k ON k.n = s.n AND (k.here OR k.back)
"""
_ELSEWHERE = """
INSERT INTO finding
SELECT k.n, '证件号码', 'person_elsewhere',
       '此人已登记在户 ' || h.number || '，如已迁户，请在档案里办理迁移', 'error'
  FROM known k JOIN registry_household h ON h.id = k.household_id
 WHERE k.here IS NOT TRUE AND k.present AND k.region_code BETWEEN %(low)s AND %(high)s
"""
_OTHER_TOWN = """
INSERT INTO finding
SELECT k.n, '证件号码', 'person_other_town', '登记在其他乡镇，请与县级办公室核对', 'error'
  FROM known k
 WHERE k.here IS NOT TRUE AND (k.present OR k.back)
   AND k.region_code NOT BETWEEN %(low)s AND %(high)s
"""
# named by another household, and neither there now nor gone by the day of the list
_NOT_THERE = """
INSERT INTO finding
SELECT k.n, '证件号码', CASE WHEN p.died_on IS NULL THEN 'person_left' ELSE 'person_dead' END,
       CASE WHEN p.died_on IS NULL THEN '此人在清单截止日期之后才从另一户转出，请核对截止日期'
            ELSE '台账登记此人已死亡，请与县级办公室核对' END, 'error'
  FROM known k JOIN registry_person p ON p.id = k.id
 WHERE k.here IS NOT TRUE AND NOT k.present AND NOT k.back
"""
_DEAD = """
INSERT INTO finding
SELECT k.n, '姓名', 'person_dead', '台账登记此人已死亡，请核对', 'warning'
  FROM known k JOIN registry_person p ON p.id = k.id WHERE k.here AND p.died_on IS NOT NULL
"""
_BACK = """
INSERT INTO finding
SELECT k.n, '姓名', 'person_back',
       '台账登记此人 ' || p.moved_out_on || ' 已转出，合并后恢复为在户成员', 'warning'
  FROM known k JOIN registry_person p ON p.id = k.id
 WHERE k.back AND (k.here OR k.region_code BETWEEN %(low)s AND %(high)s)
"""
_OTHER_VILLAGE = """
INSERT INTO finding
SELECT s.n, '所在村', 'village_differs', '与户所在的村不同，以户为准', 'warning'
  FROM staged s JOIN matched m USING (n) WHERE s.region <> m.region_code
"""
# heads that a household would have: those of the list, and those it has and the list does not name
_HEADS = """
INSERT INTO finding
SELECT f.n, '与户主关系', CASE WHEN t.heads = 0 THEN 'no_head' ELSE 'several_heads' END,
       CASE WHEN t.heads = 0 THEN '本户没有户主，请在清单里填上户主'
            ELSE '本户会有 ' || t.heads || ' 个户主，只能有一个' END, 'error'
  FROM (SELECT household_id, sum(heads) AS heads
          FROM (SELECT m.household_id, count(*) FILTER (WHERE s.relation = '户主') AS heads
                  FROM staged s JOIN matched m USING (n) WHERE NOT s.refused
                 GROUP BY m.household_id
                 UNION ALL
                SELECT p.household_id, count(*) FROM registry_person p
                 WHERE p.relation = '户主' AND p.died_on IS NULL AND p.moved_out_on IS NULL
                   AND p.household_id IN (SELECT household_id FROM matched)
                   AND p.id NOT IN (SELECT person_id FROM matched WHERE person_id IS NOT NULL)
                 GROUP BY p.household_id) one
         GROUP BY household_id HAVING sum(heads) <> 1) t
  JOIN LATERAL (SELECT m.n FROM matched m JOIN staged s USING (n)
                 WHERE m.household_id = t.household_id
                   AND (t.heads = 0 OR s.relation = '户主')
                 ORDER BY m.n LIMIT CASE WHEN t.heads = 0 THEN 1 END) f ON true
"""
_SPOUSES = """
INSERT INTO finding
SELECT s.n, '与户主关系', 'several_spouses', '本户在清单里有不止一个配偶，请核对', 'warning'
  FROM (SELECT s.n, count(*) OVER (PARTITION BY m.household_id) AS spouses
          FROM staged s JOIN matched m USING (n) WHERE s.relation = '配偶') s WHERE spouses > 1
"""

_FIELDS = ("name", "relation", "sex", "birth_on", "ethnicity", "education", "marital", "joined_on")
_CASTS = {"sex": "::smallint", "marital": "::smallint"}
_PERSON = ", ".join(f"('{c}', p.{c}::text, s.{c}::text)" for c in _FIELDS)
_COMPARED = f"""
INSERT INTO difference
SELECT s.n, m.household_id, m.person_id, v.field, nullif(v.before, ''), v.after
  FROM staged s JOIN matched m USING (n) JOIN registry_person p ON p.id = m.person_id
 CROSS JOIN LATERAL (VALUES {_PERSON}) v (field, before, after)
 WHERE {TAKEN} AND v.after IS NOT NULL AND v.before IS DISTINCT FROM v.after
   AND NOT (v.field = 'joined_on' AND EXISTS (SELECT FROM known k WHERE k.n = s.n AND k.back))
"""
# since when they are back: as the list says, where it does not mean the first time
_BACK_ON = "CASE WHEN s.joined_on >= p.moved_out_on THEN s.joined_on ELSE %(as_of)s::date END"
_COME_BACK = f"""
INSERT INTO difference
SELECT s.n, m.household_id, m.person_id, v.field, v.before, v.after
  FROM staged s JOIN matched m USING (n) JOIN known k ON k.n = s.n AND k.back
  JOIN registry_person p ON p.id = m.person_id
  JOIN registry_household was ON was.id = p.household_id
  JOIN registry_household h ON h.id = m.household_id
 CROSS JOIN LATERAL (VALUES
   ('moved_out_on', p.moved_out_on::text, NULL),
   ('joined_on', p.joined_on::text, ({_BACK_ON})::text),
   ('household', was.number, h.number)) v (field, before, after)
 WHERE {TAKEN} AND v.before IS DISTINCT FROM v.after
"""
_FOUND = f"""
INSERT INTO found
SELECT s.n, 'person', CASE WHEN m.person_id IS NULL THEN 'new'
       WHEN EXISTS (SELECT FROM difference d WHERE d.n = s.n) THEN 'changed' ELSE 'same' END,
       m.person_id
  FROM staged s JOIN matched m USING (n) WHERE {TAKEN}
"""
# a first state is taken to have held for the year of account, or as long as the person is there
_FIRST = "greatest((%(as_of)s::date - interval '1 year')::date, s.joined_on, s.birth_on)"
STATE = Spell(
    name="state",
    table="registry_personstate",
    owner="person_id",
    values={
        "schooling": "s.schooling",
        "labour": "s.labour",
        "health": "s.health",
        "disability_grade": "s.disability_grade::smallint",
        "insured_medical": "s.insured_medical",
        "insured_pension": "s.insured_pension",
    },
    given="coalesce(s.schooling, s.labour, s.health, s.disability_grade::text,"
    " s.insured_medical::text, s.insured_pension::text) IS NOT NULL OR m.person_id IS NULL",
    first=_FIRST,
    otherwise={
        "schooling": "'none'",
        "labour": "'none'",
        "health": "''",
        "disability_grade": "0::smallint",
    },
)
WORK = Spell(
    name="work",
    table="registry_work",
    owner="person_id",
    belongs=("household_id",),
    values={
        "place": "s.work_place",
        "employer": "s.employer",
        "months": "s.work_months::smallint",
    },
    given="s.work_place IS NOT NULL",
    first="date_trunc('year', %(as_of)s::date)::date",
    otherwise={"employer": "''"},
    sourced=True,
)
# whoever the list adds gets the next number of the table
_BORN = """
CREATE TEMP TABLE born ON COMMIT DROP AS
SELECT f.n, nextval(pg_get_serial_sequence('registry_person', 'id')) AS id
  FROM found f WHERE f.target = 'person' AND f.verdict = 'new' ORDER BY f.n
"""
_INSERT = """
INSERT INTO registry_person (id, number, household_id, region_code, name, relation, sex, birth_on,
       ethnicity, education, marital, identity, identity_index, identity_tail, telephone,
       telephone_tail, name_initials, disability_number, joined_on)
SELECT b.id, 'R' || lpad(b.id::text, 9, '0'), m.household_id, m.region_code, s.name, s.relation,
       coalesce(s.sex, '0')::smallint, s.birth_on, coalesce(s.ethnicity, ''),
       coalesce(s.education, ''), s.marital::smallint, s.identity, s.identity_index,
       coalesce(s.identity_tail, ''), s.telephone, coalesce(s.telephone_tail, ''),
       coalesce(s.initials, ''), s.disability_number, s.joined_on
  FROM born b JOIN staged s USING (n) JOIN matched m USING (n)
"""
_IDENTIFIED = """
UPDATE matched m SET person_id = b.id FROM born b WHERE b.n = m.n
"""
_SET = ", ".join(
    f"{c} = coalesce(s.{c}{_CASTS.get(c, '')}, p.{c})" for c in _FIELDS if c != "joined_on"
)
# who left a household for the one that names them: both have it in their history
_LEFT_BEHIND = """
INSERT INTO left_behind
SELECT f.n, k.household_id, k.region_code, k.id AS person_id
  FROM found f JOIN known k ON k.n = f.n AND k.back AND k.here IS NOT TRUE
 WHERE f.target = 'person' AND f.verdict = 'changed'
"""
_WORK_ALONG = """
UPDATE registry_work w SET household_id = m.household_id, region_code = m.region_code
  FROM left_behind l JOIN matched m USING (n) WHERE w.person_id = l.person_id
"""
_UPDATE = f"""
UPDATE registry_person p
   SET {_SET}, household_id = m.household_id, region_code = m.region_code,
       joined_on = CASE WHEN c.back THEN {_BACK_ON} ELSE coalesce(s.joined_on, p.joined_on) END,
       moved_out_on = CASE WHEN NOT c.back THEN p.moved_out_on END,
       identity = coalesce(p.identity, s.identity),
       identity_index = coalesce(p.identity_index, s.identity_index),
       identity_tail = coalesce(nullif(p.identity_tail, ''), s.identity_tail, ''),
       telephone = CASE WHEN c.telephone THEN s.telephone ELSE p.telephone END,
       telephone_tail = CASE WHEN c.telephone THEN s.telephone_tail ELSE p.telephone_tail END,
       disability_number = CASE WHEN c.disability THEN s.disability_number
                                ELSE p.disability_number END,
       name_initials = coalesce(s.initials, p.name_initials)
  FROM (SELECT d.n, bool_or(d.field = 'telephone') AS telephone,
               bool_or(d.field = 'moved_out_on') AS back,
               bool_or(d.field = 'disability_number') AS disability
          FROM difference d GROUP BY d.n) c
  JOIN found f ON f.n = c.n AND f.target = 'person' AND f.verdict = 'changed'
  JOIN staged s ON s.n = c.n JOIN matched m ON m.n = c.n
 WHERE p.id = m.person_id
"""

# size and head follow from who is there now
_TOUCH = """
UPDATE registry_household h
   SET revision = h.revision + 1, size = c.size, head_name = coalesce(c.head, h.head_name),
       head_initials = coalesce(c.initials, h.head_initials)
  FROM (SELECT t.household_id, count(p.id) AS size,
               min(p.name) FILTER (WHERE p.relation = '户主') AS head,
               min(p.name_initials) FILTER (WHERE p.relation = '户主') AS initials
          FROM touched t LEFT JOIN registry_person p ON p.household_id = t.household_id
           AND p.died_on IS NULL AND p.moved_out_on IS NULL GROUP BY t.household_id) c
 WHERE h.id = c.household_id
"""

TARGET = Target(
    match=(_KNOWN, _UNNUMBERED, "ANALYZE known", _MATCHED, "CREATE INDEX ON matched (n)",
           "ANALYZE matched"),
    check=(
        twice("s.identity_index", "证件号码",
              "md5(row(s.household_number, s.name, s.relation)::text)"),
        twice("CASE WHEN s.identity_index IS NULL THEN s.household_number END, s.name,"
              " coalesce(s.birth_on, 'infinity')", "姓名", "md5(row(s.relation, s.sex)::text)"),
        matching.HOUSEHOLD_UNKNOWN, matching.HOUSEHOLD_OUTSIDE, _ELSEWHERE, _OTHER_TOWN,
        _NOT_THERE, _DEAD, _BACK, _OTHER_VILLAGE, _HEADS, _SPOUSES,
    ),
    compare=(_COMPARED, _COME_BACK),
    settle=(_FOUND, *periods.compare(STATE), *periods.compare(WORK)),
    merge=(_BORN, "ANALYZE born", _INSERT, _IDENTIFIED, _LEFT_BEHIND, _UPDATE, _WORK_ALONG,
           *periods.merge(STATE), *periods.merge(WORK)),
    touch=_TOUCH,
    secrets=(Secret("identity", "证件号码"), Secret("telephone", "联系电话"),
             Secret("disability_number", "残疾证号")),
)  # fmt: skip
