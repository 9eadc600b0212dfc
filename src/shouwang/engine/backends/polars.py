"""The default backend: Polars, streaming, one pass over each table.

Each table is grouped to households as it streams by; only the grouped columns stay, side by side in
the order of the households. The checks ride along: a row that is wrong by itself raises a flag that
is grouped like any other column, and a group that finds no household gives its id away. Only when
something is wrong is the table read again, to name the row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Literal

import narwhals as nw
import polars as pl

from shouwang.engine.backends.frames import (
    HOUSEHOLD,
    MEMBER,
    PERSON,
    PLACE,
    Compiler,
    Settings,
    finish_member_aggregate,
    follow,
    group_members,
    group_table,
    member_condition,
    summarise,
    with_clues,
)
from shouwang.engine.errors import EngineError, MissingParameter
from shouwang.engine.facts.checks import (
    BAD,
    bad_row,
    refuse_duplicate,
    refuse_row,
    refuse_stranger,
    refuse_unknown,
    unreadable,
)
from shouwang.engine.facts.reading import Facts
from shouwang.engine.facts.standard import ColumnSpec, Role, TableSpec
from shouwang.engine.model import Aggregate, Kind, Setting, walk
from shouwang.engine.plan import SIZE, Plan, day_number, nothing_to_find

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What a fast backend hands over: the households with clues, and what was noticed."""

    wide: pl.DataFrame  # sorted by household_id: region, category, one flag a rule, evidence
    screened: int
    empty: tuple[str, ...]  # ids of households without members


def screen(facts: Facts, plan: Plan, region: str, household: str | None = None) -> Outcome:
    """Screens checked facts; raises FactsRefused, TableRefused or MissingParameter."""
    for seed in count():
        try:
            return _Run(facts, plan, region, household, seed).outcome()
        except FingerprintsMeet:
            continue
    raise AssertionError


@dataclass(frozen=True)
class Worked:
    """Everything that a plan says of each household, and the persons, before anything is chosen."""

    households: pl.LazyFrame
    persons: pl.LazyFrame
    compiler: Compiler


def work_out(facts: Facts, plan: Plan, region: str) -> Worked:
    """All values of all households under a prefix, empty ones too; raises as `screen`."""
    for seed in count():
        try:
            return _Run(facts, plan, region, None, seed).worked_out()
        except FingerprintsMeet:
            continue
    raise AssertionError


@dataclass(frozen=True)
class Stood:
    """Values of one household that need its neighbours, and what was noticed of them all."""

    values: dict[str, Any] | None  # None when the household is not screened
    screened: int
    empty: tuple[str, ...]


def stand(facts: Facts, plan: Plan, region: str, household: str, names: tuple[str, ...]) -> Stood:
    """What a plan says of one household under these names; every row checked; raises as `screen`.

    The facts are a few villages' in memory, for which streaming would cost more than it saves.
    """
    for seed in count():
        try:
            return _Run(facts, plan, region, household, seed, "in-memory").stood(names)
        except FingerprintsMeet:
            continue
    raise AssertionError


def check(facts: Facts) -> None:
    """Only the checks; raises FactsRefused or TableRefused."""
    _Run(facts, nothing_to_find(), "", None).households()


@dataclass(frozen=True)
class Settled:
    """The settings of a run, a table of them where regions differ, and what is missing where."""

    settings: Settings
    table: pl.DataFrame | None
    missing: dict[str, MissingParameter]

    def refuse(self, inhabited: Iterable[str]) -> None:
        """Raise the first region's MissingParameter that matters: somebody is screened there."""
        for region in sorted(self.missing.keys() & set(inhabited)):
            raise self.missing[region]


def settle(plan: Plan, regions: list[str]) -> Settled:
    """The plan's settings for these regions."""
    settled, missing = plan.settings(regions)
    number = len(plan.worths)
    rows = list(settled.values())
    alike = {i: rows[0][i] for i in range(number) if rows and len({row[i] for row in rows}) == 1}
    if not rows:
        alike = dict.fromkeys(range(number), 0)
    differing = [i for i in range(number) if i not in alike]
    columns = {i: f"_setting_{i}" for i in differing}
    if not differing:
        return Settled(Settings(alike, {}), None, missing)
    table = {columns[i]: [row[i] for row in rows] for i in differing}
    frame = pl.DataFrame(
        {"region": list(settled), **table},
        schema={"region": pl.String, **dict.fromkeys(table, pl.Int64)},
    )
    return Settled(Settings(alike, columns), frame, missing)


def uses_columns(settings: Settings, aggregates: list[Aggregate]) -> bool:
    """Whether rows need the settings of their household's region beside them."""
    parts = [part for a in aggregates for part in (a.where, a.value) if part is not None]
    nodes = [node for part in parts for node in walk(part)]
    return any(isinstance(node, Setting) and node.index in settings.columns for node in nodes)


def encoded(column: ColumnSpec) -> pl.Expr:
    """Days as numbers, codes as ranks: how the compile layer wants a column."""
    value = pl.col(column.name)
    if column.kind is Kind.DAY:
        return value.to_physical()
    if column.role is Role.CODE:
        return value.to_physical().cast(pl.Int16)
    return value


_PAIR = "_pair"
# Fingerprints of person and household together.
_PAIR_OF_IDS = (pl.col(PERSON) ^ pl.col(HOUSEHOLD)).alias(_PAIR)
_PART = 600_000
_PRINTS = {"household_id": (HOUSEHOLD, 1), "person_id": (PERSON, 2)}


class FingerprintsMeet(Exception):
    """Two ids have the same fingerprint: the run starts again with other fingerprints."""


def fingerprint(name: str, seed: int) -> pl.Expr:
    """64 bits that stand for an id: much cheaper to group and join by than its text.

    That no two households (and no two persons) share one is checked in every run.
    """
    column, own_seed = _PRINTS[name]
    value = pl.col(name).cast(pl.String)
    return pl.when(value.is_not_null()).then(value.hash(seed * 2 + own_seed)).alias(column)


@dataclass
class _Run:
    """One screening."""

    facts: Facts
    plan: Plan
    region: str
    household: str | None
    seed: int = 0
    engine: Literal["streaming", "in-memory"] = "streaming"

    @property
    def tables(self) -> Mapping[str, TableSpec]:
        return self.facts.standard.tables

    def outcome(self) -> Outcome:
        return self._conclude(self.households())

    def households(self) -> pl.DataFrame:
        """All households with the aggregates of every table beside them; all rows checked."""
        households = self._households()
        self.ids = households.select(HOUSEHOLD)
        in_scope = households.filter(pl.col("region").str.starts_with(self.region))
        self.settled = settle(self.plan, in_scope["region"].unique().to_list())
        settings, table = self.settled.settings, self.settled.table
        self.compiler = Compiler(settings)
        if table is not None:
            households = households.join(table, on="region", how="left", maintain_order="left")
        self.settings_of = households.select(HOUSEHOLD, *settings.columns.values()).lazy()
        others = [spec for name, spec in self.tables.items() if name != "households"]
        absent = [spec for spec in others if not self.facts.holds(spec.name)]
        for spec in others:
            if spec not in absent:
                households = households.hstack(self._attached(spec).get_columns())
        return households.hstack(self._absent(absent).get_columns())

    def _households(self) -> pl.DataFrame:
        spec = self.tables["households"]
        place = pl.col("region").cast(pl.Int64, strict=False).alias(PLACE)
        frame = self._collect(spec, self._source(spec).with_columns(place))
        if frame[BAD].any():
            raise refuse_row(self.facts, spec.name)
        # In the order of the fingerprints every table is joined by merging, not by hashing.
        frame = frame.sort(HOUSEHOLD)
        if (frame[HOUSEHOLD] == frame[HOUSEHOLD].shift()).any():
            raise refuse_duplicate(self.facts, spec.name, "household_id") or FingerprintsMeet
        return frame.drop(BAD)

    def _source(self, spec: TableSpec) -> pl.LazyFrame:
        """The table in standard types, encoded, with fingerprints of ids and a flag on bad rows."""
        further = [bad_row(spec, self.facts).alias(BAD), fingerprint("household_id", self.seed)]
        if "person_id" in spec.names:
            further.append(fingerprint("person_id", self.seed))
        rows = self.facts.table(spec.name, *further)
        return rows.with_columns(encoded(column) for column in spec.columns)

    def _collect(self, spec: TableSpec, frame: pl.LazyFrame) -> pl.DataFrame:
        try:
            return frame.collect(engine=self.engine)
        except EngineError:
            raise
        except (pl.exceptions.PolarsError, OSError) as error:
            raise unreadable(self.facts, spec.name, error) from error

    def _aggregates(self, name: str, *, over_members: bool) -> dict[str, Aggregate]:
        own = self.plan.by_table().get(name, {})
        return {
            key: aggregate
            for key, aggregate in own.items()
            if (aggregate.over_members is not None) == over_members
        }

    def _rows(self, spec: TableSpec, source: pl.LazyFrame) -> nw.LazyFrame[Any]:
        rows = nw.from_native(source)
        if uses_columns(
            self.compiler.settings, list(self.plan.by_table().get(spec.name, {}).values())
        ):
            rows = rows.join(nw.from_native(self.settings_of), on=HOUSEHOLD, how="left")
        if spec.name == "persons":
            rows = rows.with_columns(member_condition(day_number(self.plan.as_of)).alias(MEMBER))
        return rows

    def _attached(self, spec: TableSpec) -> pl.DataFrame:
        """The table's aggregates, one row per household in the households' order."""
        rows = self._rows(spec, self._source(spec))
        plain = self._aggregates(spec.name, over_members=False)
        summaries = [summarise(self.compiler, name, aggregate) for name, aggregate in plain.items()]
        grouped = self._collect(spec, group_table(rows, summaries, guard=BAD).to_native())
        self._check_rows(spec, grouped)
        finished = [summary.finished.alias(summary.name) for summary in summaries]
        attached = self._attach(grouped.drop(BAD), finished, spec)
        for name, aggregate in self._aggregates(spec.name, over_members=True).items():
            own = self._attached_by_member(spec, rows, name, aggregate)
            attached = attached.hstack(own) if attached.width else own
        return attached

    def _attach(
        self, grouped: pl.DataFrame, finished: list[nw.Expr], spec: TableSpec
    ) -> pl.DataFrame:
        joined = self.ids.join(
            grouped.with_columns(pl.lit(True).alias("_met")).sort(HOUSEHOLD),
            on=HOUSEHOLD,
            how="left",
            maintain_order="left",
        )
        if joined["_met"].sum() < grouped.height:
            raise refuse_unknown(self.facts, spec.name, "household_id")
        if not finished:
            return pl.DataFrame()
        frame: pl.DataFrame = nw.from_native(joined.lazy()).select(*finished).to_native().collect()
        return _narrow(frame)

    def _attached_by_member(
        self, spec: TableSpec, rows: nw.LazyFrame[Any], name: str, aggregate: Aggregate
    ) -> pl.DataFrame:
        grouped = group_members(self.compiler, rows, name, aggregate, self.strangers)
        frame = self._collect(spec, grouped.to_native())
        return self._attach(frame, [finish_member_aggregate(name, aggregate).alias(name)], spec)

    def _absent(self, specs: list[TableSpec]) -> pl.DataFrame:
        """What the aggregates of tables that are not there say of every household, all at once."""
        finished: dict[str, nw.Expr] = {}
        for spec in specs:
            for name, aggregate in self.plan.by_table().get(spec.name, {}).items():
                if aggregate.over_members is None:
                    finished[name] = summarise(self.compiler, name, aggregate).finished
                else:
                    finished[name] = finish_member_aggregate(name, aggregate)
        if not finished:
            return pl.DataFrame()
        nothing = {name: pl.lit(None, dtype=pl.Int64) for name in finished}
        rows = nw.from_native(self.ids.lazy().with_columns(**nothing))
        chosen = [finish.alias(name) for name, finish in finished.items()]
        return _narrow(rows.select(*chosen).to_native().collect())

    def _check_rows(self, spec: TableSpec, grouped: pl.DataFrame) -> None:
        if grouped[BAD].any():
            raise refuse_row(self.facts, spec.name)
        if spec.name == "persons":
            self._check_persons(spec)
        elif spec.person is not None:
            self._check_strangers(spec)

    def _check_persons(self, spec: TableSpec) -> None:
        """Equal ids have equal fingerprints: only when some meet is the table read again."""
        rows = self._rows(spec, self._source(spec)).to_native()
        ids = self._collect(spec, rows.select(PERSON, _PAIR_OF_IDS, MEMBER))
        in_order = ids[PERSON].sort()
        if (in_order == in_order.shift()).any():
            raise refuse_duplicate(self.facts, spec.name, "person_id") or FingerprintsMeet
        self.known = ids.select(_PAIR).lazy()
        self.strangers = nw.from_native(ids.lazy().filter(~pl.col(MEMBER)).select(PERSON))

    def _check_strangers(self, spec: TableSpec) -> None:
        """A fingerprint of person and household that no person has means somebody unknown."""
        named = self._source(spec).filter(pl.col(PERSON).is_not_null()).select(_PAIR_OF_IDS)
        strangers = named.join(self.known, on=_PAIR, how="anti").select(pl.len())
        if self._collect(spec, strangers).item():
            raise refuse_stranger(self.facts, spec.name) or FingerprintsMeet

    def worked_out(self) -> Worked:
        households = self.households()
        scope = households.lazy().filter(pl.col("region").str.starts_with(self.region))
        if self.settled.missing:
            self.settled.refuse(scope.select("region").unique().collect().to_series())
        followed = follow(self.compiler, nw.from_native(scope), self.plan)
        spec = self.tables["persons"]
        persons = self._rows(spec, self._source(spec))
        return Worked(followed.to_native(), persons.to_native(), self.compiler)

    def stood(self, names: tuple[str, ...]) -> Stood:
        screened, empty = self._screened(self.households())
        frame = follow(self.compiler, nw.from_native(screened), self.plan).to_native()
        own = frame.filter(pl.col("household_id") == self.household).select(names)
        values, number = pl.collect_all([own, screened.select(pl.len())])
        return Stood(next(values.iter_rows(named=True), None), number.item(), empty)

    def _screened(self, households: pl.DataFrame) -> tuple[pl.LazyFrame, tuple[str, ...]]:
        """The households in scope that have members, and the ids of those that have none."""
        scope = households.lazy().filter(pl.col("region").str.starts_with(self.region))
        empty = scope.filter(pl.col(SIZE) == 0).select("household_id").collect().to_series().sort()
        screened = scope.filter(pl.col(SIZE) > 0)
        if self.settled.missing:
            self.settled.refuse(screened.select("region").unique().collect().to_series())
        return screened, tuple(empty)

    def _conclude(self, households: pl.DataFrame) -> Outcome:
        """Standings need whole regions, so regions are shared out among the parts."""
        screened, empty = self._screened(households)
        number = -(-households.height // _PART)
        parts = [
            self._with_clues(screened.filter(pl.col(PLACE) % number == part))
            for part in range(number)
        ]
        wide = pl.concat(parts, rechunk=False) if parts else self._with_clues(screened)
        count = screened.select(pl.len()).collect().item()
        return Outcome(wide.sort("household_id"), count, empty)

    def _with_clues(self, screened: pl.LazyFrame) -> pl.DataFrame:
        frame = follow(self.compiler, nw.from_native(screened), self.plan)
        wide = with_clues(self.compiler, frame, self.plan).to_native()
        if self.household is not None:
            wide = wide.filter(pl.col("household_id") == self.household)
        return _narrow(wide.collect())


def _narrow(frame: pl.DataFrame) -> pl.DataFrame:
    """Whole numbers in as few bytes as they need; the compile layer widens what it reckons with."""
    narrow = [series.shrink_dtype() for series in frame.get_columns() if series.dtype == pl.Int64]
    return frame.with_columns(narrow)
