"""Findings in words."""

import re
from collections.abc import Mapping

from shouwang.engine import Pack, Rule
from shouwang.engine import wording as engine_wording
from shouwang.policies.queries import said

THIN = "\u202f"
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")


def label(pack: Pack, rule: str, language: str = "zh") -> str:
    """A rule's name for people; its code when the pack has no such rule any more."""
    found = pack.rules.get(rule)
    return said(found.label, language, rule) if found else rule


def _in_mu(pack: Pack, rule: Rule, name: str, value: object) -> object:
    """Hundredths of a mu as mu, two digits after the point; anything else as it is."""
    unit = next((pack.shown(rule, one).unit for shown, one in rule.evidence if shown == name), "")
    if unit != "centimu" or not isinstance(value, int):
        return value
    whole, part = divmod(value, 100)
    return f"{whole}.{part:02d}"


def sentence(pack: Pack, rule: str, evidence: Mapping[str, object], language: str = "zh") -> str:
    """What is doubtful, with the values it was found by."""
    found = pack.rules.get(rule)
    if found is None:
        return "；".join(f"{name} {value}" for name, value in evidence.items())
    shown = {name: _in_mu(pack, found, name, value) for name, value in evidence.items()}
    text = engine_wording.sentence(pack, found, shown, language)
    return _THOUSANDS.sub(THIN, text)
