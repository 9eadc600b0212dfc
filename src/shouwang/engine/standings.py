"""Where a household stands among its neighbours, and which of their facts say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from shouwang.engine.model import (
    Aggregate,
    AllOf,
    Comparison,
    Expression,
    Kind,
    Named,
    Setting,
    Standing,
    walk,
)
from shouwang.engine.pack.definitions import Pack
from shouwang.engine.plan import EPOCH, Plan, needed, plan_of


def standings(pack: Pack) -> tuple[str, ...]:
    """The indicators that a screening needs of a household's neighbours."""
    found = (name for name in needed(pack) if name in pack.indicators)
    return tuple(name for name in found if isinstance(pack.indicators[name].computed, Standing))


def standings_plan(pack: Pack, as_of: date) -> Plan:
    """The plan of working out those indicators, and nothing else."""
    return plan_of(pack, as_of, standings(pack))


@dataclass(frozen=True, slots=True)
class Compared:
    """What is read of neighbours in one table: which columns are looked at, from which day on."""

    columns: frozenset[str]
    since: date | None  # None when every day counts


def compared(pack: Pack, as_of: date, region: str) -> Mapping[str, Compared]:
    """What of each table the standings of households of a region are counted from.

    Raises MissingParameter.
    """
    plan = standings_plan(pack, as_of)
    return {
        table: Compared(_columns(own.values()), _since(own.values(), plan, region))
        for table, own in plan.by_table().items()
    }


def _columns(aggregates: Iterable[Aggregate]) -> frozenset[str]:
    nodes = (node for one in aggregates for part in _parts(one) for node in walk(part))
    names = {node.name for node in nodes if isinstance(node, Named)}
    return frozenset(names | {str(one.latest) for one in aggregates if one.latest is not None})


def _parts(aggregate: Aggregate) -> Iterator[Expression]:
    yield from (part for part in (aggregate.where, aggregate.value) if part is not None)


def _since(aggregates: Iterable[Aggregate], plan: Plan, region: str) -> date | None:
    bounds = [_bound(one.where, plan, region) if one.where else None for one in aggregates]
    known = [bound for bound in bounds if bound is not None]
    return date.fromordinal(min(known) + EPOCH) if known and len(known) == len(bounds) else None


def _bound(node: Expression, plan: Plan, region: str) -> int | None:
    """The day number before which no row of a table with one column of days meets a condition."""
    match node:
        case AllOf(parts):
            found = [_bound(part, plan, region) for part in parts]
            return max((bound for bound in found if bound is not None), default=None)
        case Comparison(">" | ">=", Named(), Setting(index)) if node.left.kind is Kind.DAY:
            return plan.worths[index](region)
    return None
