"""The dossier tables, version 1: the facts standard with what data-quality rules look at besides.

Sensitive texts never enter: of an identity number there is its length, whether its check digit is
right, whether what stands in it agrees with the record, and how many others carry it. Whoever makes
these tables works such columns out first.
"""

from __future__ import annotations

from typing import Any

from shouwang.engine.facts.standard import TABLES, ColumnSpec, Role, Standard, TableSpec

RELATIONS = "head spouse child parent grandchild other unknown"
ITEMS = (
    "work public_welfare wage_other planting raising forestry business_other dividend rent"
    " property_other family_planning allowance destitute pension ecological transfer_other unknown"
)


def _flag(name: str) -> ColumnSpec:
    return ColumnSpec(name, Role.FLAG)


def _number(name: str, *, nullable: bool = False) -> ColumnSpec:
    return ColumnSpec(name, Role.NUMBER, nullable)


def _codes(name: str, text: str) -> ColumnSpec:
    return ColumnSpec(name, Role.CODE, codes=tuple(text.split()))


def _with(name: str, *further: ColumnSpec) -> TableSpec:
    """A table of the facts standard with further columns."""
    spec = TABLES[name]
    return TableSpec(name, (*spec.columns, *further), spec.required)


_FURTHER = (
    _with(
        "households",
        _number("recorded_size"),
        _flag("head_name_differs"),  # from the name of the person who is head
        _number("causes"),
        _flag("disability_cause"),  # disability among the causes of poverty or the risks
        ColumnSpec("removed_on", Role.DAY, nullable=True),  # last time a risk was removed
        _flag("living_seen"),
        _number("road_distance_m", nullable=True),
    ),
    _with(
        "persons",
        _codes("relation", RELATIONS),
        _codes("marital", "single married widowed divorced unknown"),
        _number("identity_length", nullable=True),
        _flag("identity_valid"),
        _flag("identity_birth_differs"),
        _flag("identity_sex_differs"),
        _number("identity_twins"),  # other persons known with the same number
        _number("certificate_length", nullable=True),
        _flag("certificate_valid"),
        _flag("certificate_differs"),  # from the identity number or the grade on record
        _flag("telephone_known"),
        _flag("education_known"),
        _codes("medical", "yes no unknown"),
        _flag("state_known"),
        _flag("works"),
        _number("work_months", nullable=True),
        _flag("welfare_job"),
    ),
    _with("income", _codes("item", ITEMS)),
    TableSpec(
        "land",
        (
            ColumnSpec("household_id", Role.HOUSEHOLD),
            _codes("land", "arable forest orchard grass water returned"),
            _number("area_centimu"),
        ),
    ),
)

DOSSIER = Standard("dossier", {**TABLES, **{table.name: table for table in _FURTHER}})

# A row that no rule has anything against, for what a case of a pack does not write.
PLAIN: dict[str, dict[str, Any]] = {
    "households": {
        "recorded_size": 1,
        "head_name_differs": False,
        "causes": 1,
        "disability_cause": False,
        "removed_on": None,
        "living_seen": True,
        "road_distance_m": 500,
    },
    "persons": {
        "relation": "head",
        "marital": "unknown",
        "identity_length": 18,
        "identity_valid": True,
        "identity_birth_differs": False,
        "identity_sex_differs": False,
        "identity_twins": 0,
        "certificate_length": None,
        "certificate_valid": False,
        "certificate_differs": False,
        "telephone_known": True,
        "education_known": True,
        "medical": "yes",
        "state_known": True,
        "works": False,
        "work_months": None,
        "welfare_job": False,
    },
    "income": {"item": "unknown"},
}
