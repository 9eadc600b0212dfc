"""Reading and writing one field of a dossier, whatever table it lies in."""

from shouwang.watch.registry.operations.storing.dated import LandAreas, Looks, States, Works
from shouwang.watch.registry.operations.storing.plain import Columns, Produce, take_work_along
from shouwang.watch.registry.operations.storing.stores import Store
from shouwang.watch.registry.operations.storing.words import Causes, Risks, Tags
from shouwang.watch.registry.queries.fields import Table

_STORES: dict[Table, Store] = {
    Table.HOUSEHOLD: Columns(),
    Table.PERSON: Columns(),
    Table.STATE: States(),
    Table.WORK: Works(),
    Table.LIVING: Looks(),
    Table.LAND: LandAreas(),
    Table.PRODUCTION: Produce(),
    Table.CAUSES: Causes(),
    Table.RISKS: Risks(),
    Table.TAGS: Tags(),
}


def store_of(table: Table) -> Store:
    """How the fields of a table are read and written."""
    return _STORES[table]


__all__ = ["Store", "store_of", "take_work_along"]
