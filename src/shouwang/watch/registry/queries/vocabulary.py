"""The words of the official forms, from the policy pack."""

import re
from functools import cache
from importlib import resources
from typing import Any

import yaml

_NUMBER = re.compile(r"^\d+")
# fields of the dossier and the list of the forms that their words are from
LISTS = {
    "relation": "relation",
    "education": "education",
    "state.health": "health",
    "living.road": "road_to_house",
    "living.fuel": "fuel",
    "causes": "causes_2014_2016",
    "risks": "risk_types",
}


def words_for(field: str) -> tuple[str, ...]:
    """The words that the forms offer for a field; none where anything may be written."""
    return vocabulary(LISTS[field]) if field in LISTS else ()


@cache
def vocabulary(name: str) -> tuple[str, ...]:
    """A list of the forms without its running numbers; a branch stands for its leaves."""
    return tuple(_NUMBER.sub("", _word(one)) for one in _forms()[name])


@cache
def _forms() -> dict[str, list[Any]]:
    file = resources.files("shouwang.policies") / "cn" / "codes" / "forms.yaml"
    return dict(yaml.safe_load(file.read_text(encoding="utf-8")))


def _word(one: Any) -> str:
    return str(next(iter(one))) if isinstance(one, dict) else str(one)
