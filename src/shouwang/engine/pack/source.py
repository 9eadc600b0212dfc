"""YAML with memory: every mapping and list knows the file and line it was written on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from shouwang.engine.parameters import Place


class Table(dict[str, Any]):
    """A YAML mapping that remembers where each of its keys stands."""

    place: Place
    places: dict[str, Place]

    def at(self, key: str) -> Place:
        """Where the key's value is written, or the mapping itself."""
        return self.places.get(key, self.place)


class Listing(list[Any]):
    """A YAML list that remembers where each item stands."""

    place: Place
    places: list[Place]


class DuplicateKey(yaml.YAMLError):
    """A key is written twice in one mapping."""

    def __init__(self, key: object, place: Place) -> None:
        super().__init__(f"{key} is written twice")
        self.key, self.place = key, place


def read_yaml(path: Path, shown_as: str) -> Any:
    """The content of a YAML file; raises yaml.YAMLError."""
    loader = _Loader(path.read_text(encoding="utf-8"))
    loader.shown_as = shown_as
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


# The compiled reader where libyaml is there: several times faster, same nodes.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):
    shown_as = ""

    def place_of(self, node: yaml.Node) -> Place:
        return Place(self.shown_as, node.start_mark.line + 1)


def _construct_table(loader: _Loader, node: yaml.MappingNode) -> Table:
    table = Table()
    table.place, table.places = loader.place_of(node), {}
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        if key in table:
            raise DuplicateKey(key, loader.place_of(key_node))
        table[key] = loader.construct_object(value_node, deep=True)
        table.places[key] = loader.place_of(key_node)
    return table


def _construct_listing(loader: _Loader, node: yaml.SequenceNode) -> Listing:
    listing = Listing(loader.construct_object(item, deep=True) for item in node.value)
    listing.place = loader.place_of(node)
    listing.places = [loader.place_of(item) for item in node.value]
    return listing


_Loader.add_constructor("tag:yaml.org,2002:map", _construct_table)
_Loader.add_constructor("tag:yaml.org,2002:seq", _construct_listing)
