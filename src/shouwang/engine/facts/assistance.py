"""The assistance tables, version 1: the facts standard with a household's plan of help besides.

What is known of help is added up before: one row a measure that was planned and not ended, one row
a risk. Names, papers and free words never enter.
"""

from __future__ import annotations

from typing import Any

from shouwang.engine.facts.standard import TABLES, ColumnSpec, Role, Standard, TableSpec

RISKS = (
    "illness disability schooling labour accident industry employment housing water disaster other"
)
KINDS = (
    "industry employment finance public_post housing water health compulsory_education"
    " other_education comprehensive social relocation living_conditions infrastructure"
)
_HOUSEHOLD = ColumnSpec("household_id", Role.HOUSEHOLD)


def _codes(name: str, text: str) -> ColumnSpec:
    return ColumnSpec(name, Role.CODE, codes=tuple(text.split()))


_HOUSEHOLDS = TABLES["households"]
_FURTHER = (
    TableSpec(
        "households",
        (
            *_HOUSEHOLDS.columns,
            # the day on which its identification took effect
            ColumnSpec("approved_on", Role.DAY, nullable=True),
            # the day on which its plan for this time was first drawn up
            ColumnSpec("plan_on", Role.DAY, nullable=True),
        ),
        _HOUSEHOLDS.required,
    ),
    TableSpec("risks", (_HOUSEHOLD, _codes("risk", RISKS))),
    TableSpec(
        "measures",
        (
            _HOUSEHOLD,
            _codes("kind", KINDS),
            ColumnSpec("productive", Role.FLAG),
            ColumnSpec("start_on", Role.DAY),
            ColumnSpec("delivered_on", Role.DAY, nullable=True),
        ),
    ),
)

ASSISTANCE = Standard("assistance", {**TABLES, **{table.name: table for table in _FURTHER}})

# A row that no rule has anything against, for what a case of a pack does not write.
PLAIN: dict[str, dict[str, Any]] = {
    "households": {"approved_on": None, "plan_on": None},
    "measures": {"productive": False, "delivered_on": None},
}
