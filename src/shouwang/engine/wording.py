"""Values and reasons in words, Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from shouwang.engine.pack.definitions import Pack, Rule

LANGUAGES = ("zh", "en")
_UNITS = {
    "zh": {"persons": "人", "households": "户", "days": "天", "months": "个月", "years": "岁"},
    "en": {"persons": "persons", "households": "households", "days": "days", "months": "months",
           "years": "years"},
}  # fmt: skip
_TRUTH = {"zh": {True: "是", False: "否"}, "en": {True: "yes", False: "no"}}
_UNKNOWN = {"zh": "无", "en": "none"}


def money(fen: int, language: str) -> str:
    """Whole fen as yuan with thousands: 21,360 元; cents only where there are any."""
    yuan, cents = divmod(abs(fen), 100)
    text = f"{'-' if fen < 0 else ''}{yuan:,}" + (f".{cents:02d}" if cents else "")
    return f"{text} 元" if language == "zh" else f"{text} yuan"


def worded(value: Any, unit: str, language: str, *, with_unit: bool = True) -> str:
    """A value as people read it."""
    if value is None:
        return _UNKNOWN[language]
    if isinstance(value, bool):
        return _TRUTH[language][value]
    if isinstance(value, date):
        return value.isoformat()
    if unit == "fen" and isinstance(value, int):
        return money(value, language)
    if unit == "percent":
        return f"{value}%"
    name = _UNITS[language].get(unit)
    return f"{value} {name}" if with_unit and name else str(value)


def sentence(pack: Pack, rule: Rule, evidence: Mapping[str, Any], language: str = "zh") -> str:
    """The rule's explanation with the values of a clue's evidence, by the names shown there."""
    units = {shown: pack.shown(rule, name).unit for shown, name in rule.evidence}

    def fill(found: re.Match[str]) -> str:
        shown = found.group(1)
        if shown not in units or shown not in evidence:
            return found.group(0)
        return worded(evidence[shown], units[shown], language, with_unit=False)

    return re.sub(r"\{(\w+)\}", fill, rule.explain.get(language, rule.name))


def label(labels: Mapping[str, str], language: str, name: str) -> str:
    """The label in the language, or the name itself."""
    return labels.get(language, name)
