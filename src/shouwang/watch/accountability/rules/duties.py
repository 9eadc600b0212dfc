"""The duty lists of the pack (policies/cn/duties), read strictly."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from shouwang.kernel.errors import ShouwangError

LEVELS = ("county", "township", "village", "department")
# The lists that show whether a duty is kept: `queries.counting` counts each.
SHOWN = frozenset(
    {
        "late_findings",
        "late_cases",
        "late_clues",
        "late_tasks",
        "late_lists",
        "late_corrections",
        "doubtful_records",
    }
)
_KEYS = {"duty", "document", "clause", "source", "verified", "shows"}


class DutiesBroken(ShouwangError):
    """The duty lists cannot be used: {reason}."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of a level: in words, by which document, and the list that shows it kept."""

    key: str
    level: str
    words: Mapping[str, str]
    shows: str
    document: str
    source: str
    verified: bool

    @property
    def cited(self) -> str:
        """The document, or else where it was seen."""
        return self.document or self.source


@cache
def duty_lists(folder: Path | None = None) -> Mapping[str, tuple[Duty, ...]]:
    """The duties of every level in the order written. Raises DutiesBroken, naming what is wrong."""
    folder = folder or Path(str(files("shouwang"))) / "policies" / "cn" / "duties"
    return {level: tuple(_read(folder / f"{level}.yaml", level)) for level in LEVELS}


def _read(path: Path, level: str) -> list[Duty]:
    try:
        written = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise DutiesBroken(reason=error) from error
    if not isinstance(written, dict):
        raise DutiesBroken(reason=f"{path.name} is no mapping of names")
    return [_duty(key, level, entry) for key, entry in written.items()]


def _duty(key: str, level: str, entry: Any) -> Duty:
    if not isinstance(entry, dict) or set(entry) - _KEYS:
        raise DutiesBroken(reason=f"{key} has keys other than {', '.join(sorted(_KEYS))}")
    words = entry.get("duty") or {}
    if set(words) != {"zh", "en"}:
        raise DutiesBroken(reason=f"{key} is not said in zh and en")
    if entry.get("shows") not in SHOWN:
        raise DutiesBroken(reason=f"{key} is shown by no known list")
    document, source = str(entry.get("document", "")), str(entry.get("source", ""))
    if not (document or source):
        raise DutiesBroken(reason=f"{key} cites neither document nor source")
    return Duty(key, level, words, entry["shows"], document, source, entry.get("verified") is True)
