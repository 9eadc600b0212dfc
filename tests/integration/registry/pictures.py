"""A dossier as plain values, so that two of them can be compared."""

from collections.abc import Iterator
from typing import Any

from shouwang.watch.registry.queries import Dossier
from shouwang.watch.registry.queries.asof import STATE, WORK
from shouwang.watch.registry.queries.values import text_of

_HOUSEHOLD = ("region_code", "group", "address", "head_name", "size", "ended_on", "lifted_on")
_PERSON = ("name", "relation", "birth_on", "marital", "telephone", "identity", "died_on")


def picture(dossier: Dossier | None) -> dict[str, Any]:
    """Everything that operations can change, of the people who live there, one entry a value."""
    return dict(_flat("", _told(dossier)) if dossier is not None else ())


def differences(found: dict[str, Any], meant: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """Where two pictures differ: what, as found, as meant."""
    keys = sorted({*found, *meant})
    pairs = ((key, found.get(key), meant.get(key)) for key in keys)
    return [one for one in pairs if one[1] != one[2]]


def _flat(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{path}/{key}", inner)
    elif value not in _NOTHING:
        yield path, value


def _told(dossier: Dossier) -> Any:
    found = dossier.sections
    return {
        "household": _texts(dossier.household, _HOUSEHOLD),
        "members": {one.number: _member(one) for one in dossier.present},
        "causes": found.causes,
        "risks": found.risks,
        "tags": found.tags,
        "land": found.land,
        "living": {k: text_of(v) for k, v in found.living.items() if k not in _SOURCES and v},
        "produce": [
            (p.year, p.product, f"{p.quantity.normalize():f}", p.unit) for p in found.produce
        ],
    }


_NOTHING = (None, "false", "0", [])
_SOURCES = {"source_id", "source_row", "observed_on"}


def _member(one: Any) -> dict[str, str | None]:
    parts = (
        _texts(one, _PERSON),
        _texts(one, [f"state_{name}" for name in STATE]),
        _texts(one, [f"work_{name}" for name in WORK]),
    )
    return {key: value for part in parts for key, value in part.items()}


def _texts(row: Any, columns: Any) -> dict[str, str | None]:
    return {column: text_of(getattr(row, column)) for column in columns}
