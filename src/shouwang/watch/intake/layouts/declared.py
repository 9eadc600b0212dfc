"""What a layout is, and how the declarations beside this module are read."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

import yaml

from shouwang.engine import load_pack
from shouwang.kernel.errors import ShouwangError

NAMES = (
    "households",
    "members",
    "income",
    "medical",
    "education",
    "housing",
    "water",
    "civil-affairs",
    "disability",
    "employment",
    "disaster",
    "exclusion",
)
_HERE = resources.files(__package__)
# 公益岗(行业/乡镇/村): the forms explain some names in brackets
_BRACKETS = re.compile(r"[（(].*[)）]$")
_NUMBERED = re.compile(r"^\d\d")
_BLANK = re.compile(r"[\s\u200b-\u200f\u2060\ufeff*＊:：'`]+")


class LayoutUnknown(ShouwangError):
    """There is no list {name!r}: choose one of {known}."""


class Kind(StrEnum):
    """What the cells of a column hold, and so how they are read."""

    TEXT = "text"
    IDENTITY = "identity"
    DISABILITY_NUMBER = "disability_number"
    TELEPHONE = "telephone"
    DAY = "day"
    MONTH = "month"  # its first day
    YUAN = "yuan"  # becomes whole fen
    INTEGER = "integer"
    DECIMAL = "decimal"
    CODE = "code"
    REGION = "region"  # becomes the twelve-digit code
    TRUTH = "truth"


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list: its value in the rows, its name, other ways of writing it."""

    value: str
    name: str
    synonyms: tuple[str, ...] = ()

    def words(self) -> Iterator[str]:
        """Every way of writing it, compared as `folded`."""
        yield folded(self.name)
        yield from map(folded, self.synonyms)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list. `least` and `most` bound numbers, in the column's own unit (yuan)."""

    name: str
    label: str
    kind: Kind
    synonyms: tuple[str, ...] = ()
    required: bool = False
    codes: tuple[Code, ...] | None = None
    sensitive: bool = False
    help: str = ""
    example: str = ""
    group: str = ""
    least: int | None = None
    most: int | None = None

    def words(self) -> Iterator[str]:
        """Every heading by which the column is known, compared as `folded`."""
        yield folded(self.label)
        yield folded(_BRACKETS.sub("", self.label))
        yield from map(folded, self.synonyms)


@dataclass(frozen=True, slots=True)
class Layout:
    """A list: title, who hands it over (a kind of duty), its columns, and what names a row."""

    name: str
    title: str
    department: str | None
    duty: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when the list has none."""
        return {one.name: one for one in self.columns}[name]

    def __contains__(self, name: str) -> bool:
        return any(one.name == name for one in self.columns)


def names() -> tuple[str, ...]:
    """The names of all lists: first the registry's own, then the departments'."""
    return NAMES


@cache
def layout(name: str) -> Layout:
    """The layout of a list. Raises LayoutUnknown."""
    if name not in NAMES:
        raise LayoutUnknown(name=name, known=", ".join(NAMES))
    declared = _declared(name)
    return Layout(
        name=name,
        title=declared["title"],
        department=declared.get("department"),
        duty=declared["duty"],
        columns=tuple(_column(one) for one in declared["columns"]),
        key=tuple(declared["key"]),
        notes=tuple(declared.get("notes", ())),
    )


def folded(text: str) -> str:
    """A word for comparison: half-width, without blanks, marks of obligation and colons."""
    return _BLANK.sub("", unicodedata.normalize("NFKC", text)).upper()


def _yaml(text: str) -> dict[str, Any]:
    return dict(yaml.load(text, yaml.CSafeLoader))


@cache
def _declared(name: str) -> dict[str, Any]:
    return _yaml((_HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def _column(declared: Mapping[str, Any]) -> Column:
    fields = dict(declared)
    listed = fields.pop("codes", None)
    return Column(
        **{
            **fields,
            "kind": Kind(fields["kind"]),
            "synonyms": tuple(fields.get("synonyms", ())),
            "codes": codes(listed) if listed else None,
        }
    )


@cache
def codes(name: str) -> tuple[Code, ...]:
    """The entries of a code list of `codes.yaml`; KeyError when there is none."""
    declared = _declared("codes")[name]
    also = declared.get("also", {})
    values = declared.get("values") or {one: one for one in _form_names(declared)}
    return tuple(Code(value, text, tuple(also.get(value, ()))) for value, text in values.items())


def _form_names(declared: Mapping[str, Any]) -> dict[str, None]:
    forms = declared["form"] if isinstance(declared["form"], list) else [declared["form"]]
    leaves = declared.get("take") == "leaves"
    found = (one for form in forms for one in _entries(_form_lists()[form], leaves))
    return dict.fromkeys(_BRACKETS.sub("", _NUMBERED.sub("", one)) for one in found)


def _entries(entry: Any, leaves: bool) -> Iterator[str]:
    """The names of a form's list; of a tree, its branches or its leaves."""
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, Mapping):
        for branch, inside in entry.items():
            yield from _entries(inside, leaves) if leaves else (branch,)
    else:
        for one in entry:
            yield from _entries(one, leaves)


@cache
def _form_lists() -> Mapping[str, Any]:
    return load_pack("cn").codes
