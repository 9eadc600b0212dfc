"""Finds a pack's files and lays packs that extend one another over each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import yaml

from shouwang.engine.errors import PackNotFound
from shouwang.engine.pack.findings import Findings
from shouwang.engine.pack.source import DuplicateKey, Table, read_yaml
from shouwang.engine.parameters import Place

SECTIONS = ("parameters", "indicators", "rules", "codes", "cases", "procedures", "visit_forms")


@dataclass
class Layer:
    """One directory's own entries, before anything is understood."""

    directory: Path
    head: Table
    sections: dict[str, dict[str, Table]] = field(default_factory=dict)


def find_directory(name: Path | str) -> Path:
    """A pack's directory: a path, or the name of a packaged pack such as `cn` or `cn/quality`."""
    path = Path(name)
    if (path / "pack.yaml").is_file():
        return path
    packaged = Path(str(files("shouwang"))) / "policies" / str(name)
    inside = not path.is_absolute() and ".." not in path.parts
    if inside and (packaged / "pack.yaml").is_file():
        return packaged
    raise PackNotFound(path=name)


def with_parts(name: Path | str) -> list[Path]:
    """A pack's directory and those of the packs kept inside it, such as `cn/quality`."""
    directory = find_directory(name)
    return [directory, *sorted(path.parent for path in directory.glob("*/pack.yaml"))]


def read_layers(name: Path | str, findings: Findings) -> list[Layer]:
    """The pack's layers, the one extended by all others first."""
    layers: list[Layer] = []
    seen: set[Path] = set()
    next_name: Path | str | None = name
    while next_name is not None:
        directory = find_directory(next_name)
        if directory.resolve() in seen:
            findings.add(Place(str(directory / "pack.yaml"), 1), "the pack extends itself")
            break
        seen.add(directory.resolve())
        layer = _read_layer(directory, findings)
        layers.insert(0, layer)
        next_name = _extended(layer, directory)
    return layers


def _extended(layer: Layer, directory: Path) -> Path | str | None:
    parent = layer.head.get("extends")
    if not parent:
        return None
    beside = directory / str(parent)
    return beside if (beside / "pack.yaml").is_file() else str(parent)


def _read_layer(directory: Path, findings: Findings) -> Layer:
    layer = Layer(directory, _read_file(directory / "pack.yaml", findings))
    for section in SECTIONS:
        layer.sections[section] = _read_section(directory, section, findings)
    return layer


def _read_section(directory: Path, section: str, findings: Findings) -> dict[str, Table]:
    entries: dict[str, Table] = {}
    paths = [directory / f"{section}.yaml", *sorted((directory / section).glob("**/*.yaml"))]
    for path in paths:
        if not path.is_file():
            continue
        content = _read_file(path, findings)
        for name, entry in content.items():
            if name in entries:
                findings.add(content.at(name), f"{name} is defined twice")
            elif not isinstance(entry, Table) and section != "codes":
                findings.add(content.at(name), f"{name} must be a mapping")
            else:
                entries[name] = _named(entry, content.at(name))
    return entries


def _named(entry: Table, place: Place) -> Table:
    if isinstance(entry, Table):
        entry.place = place
    return entry


def _read_file(path: Path, findings: Findings) -> Table:
    try:
        content = read_yaml(path, str(path))
    except DuplicateKey as error:
        findings.add(error.place, str(error))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        findings.add(Place(str(path), mark.line + 1 if mark else 1), f"not YAML: {_short(error)}")
    else:
        if isinstance(content, Table):
            return content
        if content is not None:
            findings.add(Place(str(path), 1), "must be a mapping of names")
    empty = Table()
    empty.place, empty.places = Place(str(path), 1), {}
    return empty


def _short(error: Exception) -> str:
    return str(getattr(error, "problem", None) or error).splitlines()[0]
