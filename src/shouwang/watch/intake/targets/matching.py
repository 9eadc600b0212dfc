"""How rows find their household and person: statements that fill `matched` (n, ids, place).

Everything is compared inside the county. What lies outside the uploader's place is named as such
and nothing more is said of it.
"""

# a list that names its household by number
BY_HOUSEHOLD = """
CREATE TEMP TABLE matched ON COMMIT DROP AS
SELECT s.n, h.id AS household_id, h.region_code, NULL::bigint AS person_id
  FROM staged s JOIN registry_household h
    ON h.number = s.household_number AND h.ended_on IS NULL
"""

HOUSEHOLD_UNKNOWN = """
INSERT INTO finding
SELECT s.n, '户编号', 'household_unknown',
       '台账里没有户编号为“' || s.household_number || '”的户，请先导入农户清单或改正户编号', 'error'
  FROM staged s LEFT JOIN matched m USING (n)
 WHERE m.household_id IS NULL AND s.household_number IS NOT NULL
"""

HOUSEHOLD_OUTSIDE = """
INSERT INTO finding
SELECT m.n, '户编号', 'household_outside', '这一户不在' || %(place)s || '范围内，不能由您导入',
       'error'
  FROM matched m WHERE m.household_id IS NOT NULL AND m.region_code NOT BETWEEN %(low)s AND %(high)s
"""

# a department's list: the person by identity number, anywhere in the county
BY_IDENTITY = """
CREATE TEMP TABLE known ON COMMIT DROP AS
SELECT DISTINCT ON (s.n) s.n, p.household_id, p.region_code, p.id AS person_id,
       p.name AS name, p.relation, p.died_on, false AS by_name
  FROM staged s JOIN registry_person p ON p.identity_index = s.identity_index
 ORDER BY s.n, (p.died_on IS NULL AND p.moved_out_on IS NULL) DESC, p.id
"""

# a number that nobody has, but exactly one person without number of that name, birth and village
BY_NAME = """
INSERT INTO known
SELECT s.n, min(p.household_id), min(p.region_code), min(p.id), min(p.name), min(p.relation),
       NULL, true
  FROM staged s JOIN registry_person p
    ON p.name = s.{who} AND p.birth_on = s.identity_birth AND p.region_code = s.region
 WHERE p.identity_index IS NULL AND p.died_on IS NULL AND p.moved_out_on IS NULL
   AND NOT EXISTS (SELECT FROM known k WHERE k.n = s.n)
 GROUP BY s.n HAVING count(*) = 1
"""

FROM_KNOWN = """
CREATE TEMP TABLE matched ON COMMIT DROP AS
SELECT n, household_id, region_code, person_id FROM known
"""

UNMATCHED = """
INSERT INTO finding
SELECT s.n, '证件号码', 'unmatched', '台账里没有这个证件号码，也没有姓名、生日和村都相符的唯一一人',
       'warning'
  FROM staged s LEFT JOIN matched m USING (n) WHERE m.n IS NULL AND NOT s.refused
"""

KNOWN_BY_NAME = """
INSERT INTO finding
SELECT k.n, '姓名', 'matched_by_name', '台账里的这个人没有证件号码，按姓名、生日和村匹配，请留意',
       'warning'
  FROM known k WHERE k.by_name
"""

NAME_DIFFERS = """
INSERT INTO finding
SELECT s.n, '姓名', 'name_differs', '证件号码相符，姓名与台账不同，请核对', 'warning'
  FROM staged s JOIN known k USING (n) WHERE k.name <> s.{who}
"""

PERSON_DEAD = """
INSERT INTO finding
SELECT k.n, '姓名', 'person_dead', '台账登记此人已死亡，请核对', 'warning'
  FROM known k WHERE k.died_on IS NOT NULL
"""

NOT_HEAD = """
INSERT INTO finding
SELECT k.n, '户主姓名', 'not_head', '此人在台账里不是户主，按其所在户登记', 'warning'
  FROM known k WHERE k.relation <> '户主'
"""
