"""What a list changes in the registry, as statements over the temporary tables.

A target brings rows together with the registry (`match` fills `matched`), finds what is wrong
(`check` adds to `finding`), compares (`compare` and `settle` fill `found` and `difference`) and
writes (`merge`). Encrypted values are compared between `compare` and `settle`. All statements take
the parameters of `Values`; none of them looks at one row at a time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

# rows that take part: not refused when read, nor by a check
TAKEN = "NOT s.refused AND NOT EXISTS (SELECT FROM wrong w WHERE w.n = s.n)"
# comparing and merging look only at rows that may be merged
WRONG = """
CREATE TEMP TABLE IF NOT EXISTS wrong (n int) ON COMMIT DROP;
TRUNCATE wrong;
INSERT INTO wrong SELECT DISTINCT n FROM finding WHERE weight = 'error' OR code IN
    ('unmatched', 'row_twice');
ANALYZE wrong
"""


TOUCH = """
UPDATE registry_household h SET revision = h.revision + 1
  FROM touched t WHERE h.id = t.household_id
"""


@dataclass(frozen=True, slots=True)
class Secret:
    """A staged encrypted column on its way to the same column of the person.

    `whose` is the table that says which row is whose: `matched`, or one like it.
    """

    column: str
    label: str
    whose: str = "matched"


@dataclass(frozen=True, slots=True)
class Target:
    """The statements of one list, in their order."""

    match: tuple[str, ...]
    check: tuple[str, ...]
    compare: tuple[str, ...]
    settle: tuple[str, ...]
    merge: tuple[str, ...]
    touch: str = TOUCH
    secrets: tuple[Secret, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    department: bool = False


@dataclass(frozen=True, slots=True)
class Values:
    """The parameters of every statement. `low` and `high` bound the uploader's place."""

    low: str
    high: str
    place: str
    as_of: date
    today: date
    due_on: date
    source: int | None = None
    by: int | None = None
    at: datetime | None = None
    act: str | None = None
    reason: str = ""
    evidence: str = ""

    def named(self) -> dict[str, Any]:
        """As a statement takes them."""
        return {name: getattr(self, name) for name in self.__slots__}


def twice(key: str, label: str, rest: str) -> str:
    """Rows of the file with the same key: equal ones count once, others are refused.

    `key` and `rest` are SQL over `staged` s: what names the row, and everything else it says.
    """
    return f"""
INSERT INTO finding
SELECT n, '{label}', CASE WHEN same THEN 'row_twice' ELSE 'row_contradicts' END,
       CASE WHEN same THEN '与第 ' || first || ' 行完全相同，只计一次'
            ELSE '与第 ' || first || ' 行是同一项，内容却不同，请保留正确的一行' END,
       CASE WHEN same THEN 'warning' ELSE 'error' END
  FROM (SELECT s.n, first_value(s.row) OVER w AS first, row_number() OVER w AS place,
               ({rest}) IS NOT DISTINCT FROM first_value({rest}) OVER w AS same
          FROM staged s WHERE NOT s.refused AND ({key}) IS NOT NULL
        WINDOW w AS (PARTITION BY {key} ORDER BY s.n)) t
 WHERE place > 1
"""
