"""The cluster backend: the same plan through the same compile layer, over PySpark.

Ids stand for themselves here, and everything stays lazy until the households with clues are
collected. The facts are checked by the Polars backend's checks before Spark sees them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import narwhals as nw
import polars as pl
import polars.selectors as cs

from shouwang.engine.backends.frames import (
    HOUSEHOLD,
    MEMBER,
    PERSON,
    PLACE,
    Compiler,
    finish_member_aggregate,
    follow,
    group_members,
    group_table,
    member_condition,
    summarise,
    with_clues,
)
from shouwang.engine.backends.polars import Outcome, check, settle
from shouwang.engine.errors import SparkUnavailable
from shouwang.engine.facts.reading import Facts
from shouwang.engine.facts.standard import ColumnSpec, Role, TableSpec
from shouwang.engine.model import Kind
from shouwang.engine.plan import SIZE, Plan, day_number

Spark = Any  # a SparkSession; PySpark is an optional dependency without types here


def screen(facts: Facts, plan: Plan, region: str, household: str | None = None) -> Outcome:
    """Screens facts on a local or given Spark; raises SparkUnavailable and what Polars raises."""
    session = start()
    check(facts)
    with TemporaryDirectory(prefix="shouwang-spark-") as folder:
        return _Run(session, facts, plan, region, household, Path(folder)).outcome()


def available() -> bool:
    """Whether PySpark and Java are both there."""
    return find_spec("pyspark") is not None and _java() is not None


def _java() -> str | None:
    home = os.environ.get("JAVA_HOME")
    beside = Path(home, "bin", "java") if home else None
    return str(beside) if beside and beside.is_file() else shutil.which("java")


def start() -> Spark:
    """The running Spark session, or a new one on this machine's cores."""
    if find_spec("pyspark") is None:
        raise SparkUnavailable(needs="PySpark", mend="install shouwang[spark]")
    if _java() is None:
        raise SparkUnavailable(needs="Java", mend="install a Java runtime (17 or later)")
    from pyspark.sql import SparkSession  # noqa: PLC0415  optional, and slow to load

    builder = SparkSession.builder.appName("shouwang")
    for key, value in _SETTINGS.items():
        builder = builder.config(key, value)
    if "SPARK_REMOTE" not in os.environ and "MASTER" not in os.environ:
        builder = builder.master("local[*]")
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "2g",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "false",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
}


@dataclass
class _Run:
    """One screening."""

    session: Spark
    facts: Facts
    plan: Plan
    region: str
    household: str | None
    folder: Path

    def outcome(self) -> Outcome:
        self._suit_size()
        households = self._source(self.facts.standard.tables["households"])
        households = households.filter(nw.col("region").str.starts_with(self.region))
        regions = [row[0] for row in households.to_native().select("region").distinct().collect()]
        self.settled = settle(self.plan, regions)
        settings, table = self.settled.settings, self.settled.table
        self.compiler = Compiler(settings)
        if table is not None:
            own = nw.from_native(self.session.createDataFrame(table.rows(), table.columns))
            households = households.join(own, on="region", how="left")
        self.settings_of = households.select(HOUSEHOLD, *settings.columns.values())
        for name, spec in self.facts.standard.tables.items():
            if name != "households" and name in self.plan.by_table():
                households = self._attach(households, spec)
        with _kept(households) as kept:
            return self._conclude(kept)

    def _suit_size(self) -> None:
        """Facts in memory are few: compiling code for them takes longer than running it."""
        few = not self.facts.paths
        self.session.conf.set("spark.sql.shuffle.partitions", "1" if few else "8")
        self.session.conf.set("spark.sql.codegen.wholeStage", str(not few).lower())
        self.session.conf.set("spark.sql.adaptive.enabled", str(not few).lower())

    def _conclude(self, households: nw.LazyFrame[Any]) -> Outcome:
        screened = households.filter(nw.col(SIZE) > 0)
        if self.settled.missing:
            inhabited = screened.to_native().select("region").distinct().collect()
            self.settled.refuse(row[0] for row in inhabited)
        empty = households.filter(nw.col(SIZE) == 0).select("household_id").to_native().collect()
        wide = with_clues(self.compiler, follow(self.compiler, screened, self.plan), self.plan)
        if self.household is not None:
            wide = wide.filter(nw.col("household_id") == self.household)
        found = pl.from_arrow(wide.to_native().toArrow())
        if not isinstance(found, pl.DataFrame):
            raise TypeError(type(found))
        return Outcome(
            found.sort("household_id"),
            screened.to_native().count(),
            tuple(sorted(row[0] for row in empty)),
        )

    def _attach(self, households: nw.LazyFrame[Any], spec: TableSpec) -> nw.LazyFrame[Any]:
        rows, own = self._rows(spec), self.plan.by_table()[spec.name]
        plain = {name: a for name, a in own.items() if a.over_members is None}
        if plain:
            summaries = [summarise(self.compiler, name, a) for name, a in plain.items()]
            households = households.join(group_table(rows, summaries), on=HOUSEHOLD, how="left")
            households = households.with_columns(s.finished.alias(s.name) for s in summaries)
        for name, aggregate in own.items():
            if aggregate.over_members is not None:
                persons = self._rows(self.facts.standard.tables["persons"])
                strangers = persons.filter(~nw.col(MEMBER)).select(PERSON)
                grouped = group_members(self.compiler, rows, name, aggregate, strangers)
                households = households.join(grouped, on=HOUSEHOLD, how="left")
                finished = finish_member_aggregate(name, aggregate).alias(name)
                households = households.with_columns(finished)
        return households

    def _rows(self, spec: TableSpec) -> nw.LazyFrame[Any]:
        rows = self._source(spec)
        if self.compiler.settings.columns:
            rows = rows.join(self.settings_of, on=HOUSEHOLD, how="left")
        if spec.name == "persons":
            rows = rows.with_columns(member_condition(day_number(self.plan.as_of)).alias(MEMBER))
        return rows

    def _source(self, spec: TableSpec) -> nw.LazyFrame[Any]:
        """The table with days as numbers, codes as ranks, ids as they are."""
        from pyspark.sql import functions as F  # noqa: PLC0415  optional, and slow to load

        native = self.session.read.parquet(*self._files(spec.name))
        columns = [_encoded(F, column).alias(column.name) for column in spec.columns]
        ids = [F.col("household_id").cast("string").alias(HOUSEHOLD)]
        if "person_id" in spec.names:
            ids.append(F.col("person_id").cast("string").alias(PERSON))
        if "region" in spec.names:
            ids.append(F.col("region").cast("string").alias(PLACE))
        return nw.from_native(native.select(*columns, *ids))

    def _files(self, table: str) -> list[str]:
        """Parquet files of the table; what came as CSV or from memory is written out first."""
        paths = self.facts.paths.get(table, ())
        if paths and all(path.suffix == ".parquet" for path in paths):
            return [str(path) for path in paths]
        written = self.folder / f"{table}.parquet"
        if not written.exists():
            plain = cs.enum().cast(pl.String)
            self.facts.table(table).with_columns(plain).collect().write_parquet(written)
        return [str(written)]


def _encoded(functions: Any, column: ColumnSpec) -> Any:
    value = functions.col(column.name)
    if column.kind is Kind.DAY:
        return functions.unix_date(value.cast("date"))
    if column.role is Role.CODE:
        text = value.cast("string")
        rank = functions.lit(None).cast("int")
        return reduce(
            lambda rest, code: functions.when(text == code[1], code[0]).otherwise(rest),
            enumerate(column.codes),
            rank,
        )
    types = {
        Role.FLAG: "boolean",
        Role.AMOUNT: "bigint",
        Role.NUMBER: "bigint",
        Role.GRADE: "int",
    }
    return value.cast(types.get(column.role, "string"))


@contextmanager
def _kept(frame: nw.LazyFrame[Any]) -> Iterator[nw.LazyFrame[Any]]:
    """The frame held by Spark while several answers are drawn from it."""
    native = frame.to_native().persist()
    try:
        yield nw.from_native(native)
    finally:
        native.unpersist()
