"""Numbers and clues in words: the engine's wording, set for Chinese pages."""

import re
from collections.abc import Mapping
from typing import Any

from shouwang.engine import Pack
from shouwang.engine import wording as engine_wording
from shouwang.policies.queries import said
from shouwang.watch.registry.models.facts import HousingGrade

THIN = "\u202f"
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")


def thin(text: str) -> str:
    """Thousands parted by thin spaces, as Chinese tables set them."""
    return _THOUSANDS.sub(THIN, text)


def worded(value: object, unit: str, language: str = "zh") -> str:
    """A value of evidence with the word of its unit, for a table."""
    if unit == "code" and value in HousingGrade.values:
        return str(HousingGrade(str(value)).label)
    return thin(engine_wording.worded(value, unit, language))


def sentence(pack: Pack, rule: str, evidence: Mapping[str, object], language: str = "zh") -> str:
    """Why a rule fired, in plain words with the numbers it fired on.

    For a clue of a rule that the pack no longer has, the numbers alone.
    """
    found = pack.rules.get(rule)
    if rule in grounds(pack):
        return said(grounds(pack)[rule]["explain"], language, "").format(**evidence)
    if found is None:
        return "；".join(f"{name} {value}" for name, value in evidence.items())
    return thin(engine_wording.sentence(pack, found, evidence, language))


def rule_label(pack: Pack, rule: str, language: str = "zh") -> str:
    """A rule's name for people; its code when the pack has no such rule any more."""
    found = pack.rules.get(rule)
    label = found.label if found else grounds(pack).get(rule, {})
    return said(label, language, rule)


def grounds(pack: Pack) -> dict[str, Any]:
    """What a clue may rest on besides a rule, by its code: names, sentence, names of evidence."""
    found: dict[str, Any] = pack.codes.get("clue_grounds") or {}
    return found
