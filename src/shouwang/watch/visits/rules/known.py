"""What the registry may know of a question already, and where a correction of it belongs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shouwang.watch.visits.rules.form import Type


@dataclass(frozen=True, slots=True)
class Source:
    """One thing that may be known: its type; the item that handbook, registry and visit share;
    the dossier's field that a correction changes, of the head when `of_head`.
    """

    type: Type
    item: str = ""
    field: str = ""
    of_head: bool = False


KNOWN: Mapping[str, Source] = {
    "head": Source(Type.TEXT, item="head"),
    "size": Source(Type.NUMBER, item="size"),
    "address": Source(Type.TEXT, field="address"),
    "group": Source(Type.TEXT, field="group"),
    "telephone": Source(Type.TEXT, item="telephone", field="telephone", of_head=True),
    "not_at_school": Source(Type.NUMBER),
    "uninsured": Source(Type.NUMBER),
    "able": Source(Type.NUMBER),
    "working": Source(Type.NUMBER),
    "housing": Source(Type.CHOICE, item="housing"),
    "house_area_m2": Source(Type.NUMBER, field="living.house_area_m2"),
    "water": Source(Type.YES_NO),
    "tap_water": Source(Type.YES_NO, field="living.tap_water"),
    "electricity": Source(Type.YES_NO, field="living.electricity"),
    "sanitary_toilet": Source(Type.YES_NO, field="living.sanitary_toilet"),
    "wage": Source(Type.YUAN, item="wage"),
    "business": Source(Type.YUAN, item="business"),
    "business_cost": Source(Type.YUAN, item="business_cost"),
    "property": Source(Type.YUAN, item="property"),
    "transfer": Source(Type.YUAN, item="transfer"),
    "risks": Source(Type.TEXT, item="risks"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a question: the value as an answer has it, from where, of which day."""

    value: Any
    source: str
    day: date | None


def corrections(known: Mapping[str, Known], answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The questions whose answer is not what was known, in the order answered."""
    return tuple(
        key for key, value in answers.items() if key in known and known[key].value != value
    )
