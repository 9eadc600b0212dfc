"""What the cells of one row say against each other."""

from collections.abc import Callable, Iterator

import polars as pl

from shouwang.watch.intake.layouts import Layout
from shouwang.watch.intake.reading.normalise.identity import birth_of, sex_of

# name of the column the finding stands at, its code, the condition
Check = tuple[str, str, pl.Expr]

_ITEMS = {
    "wage": ["务工", "公益岗", "其他工资"],
    "business": ["种植", "养殖", "林果", "其他"],
    "property": ["资产收益分红", "土地流转", "其他"],
    "transfer": ["计划生育金", "低保金", "特困供养金", "养老金", "生态补偿金", "其他转移"],
    "business_cost": ["种植", "养殖", "林果", "其他"],
}


def checks(layout: Layout) -> Iterator[Check]:
    """The checks whose columns the layout has."""
    for needed, found in _CHECKS:
        if all(name in layout for name in needed):
            yield from found(layout)


def _person(_layout: Layout) -> Iterator[Check]:
    identity = pl.col("identity")
    sex, birth = pl.col("sex"), pl.col("birth_on")
    yield "sex", "sex_differs", sex.is_in(["1", "2"]) & (sex != sex_of(identity))
    yield "birth_on", "birth_differs", birth != birth_of(identity)


def _disabled(_layout: Layout) -> Iterator[Check]:
    number = pl.col("disability_number")
    differs = number.str.slice(0, 18) != pl.col("identity")
    yield "disability_number", "disability_differs", differs


def _grade(_layout: Layout) -> Iterator[Check]:
    number = pl.col("disability_number")
    yield "grade", "disability_grade_differs", number.str.slice(19, 1) != pl.col("grade")
    yield "kind", "disability_kind_differs", number.str.slice(18, 1) != pl.col("kind")


def _medical(_layout: Layout) -> Iterator[Check]:
    paid = pl.col("own") + pl.col("reimbursed").fill_null(0)
    yield "own", "amounts_differ", paid > pl.col("total")


def _income(_layout: Layout) -> Iterator[Check]:
    kind, item = pl.col("kind"), pl.col("item")
    belongs = [(kind == name) & item.is_in(items) for name, items in _ITEMS.items()]
    yield "item", "item_differs", ~pl.any_horizontal(*belongs, kind == "excluded")


_CHECKS: tuple[tuple[tuple[str, ...], Callable[[Layout], Iterator[Check]]], ...] = (
    (("identity", "sex", "birth_on"), _person),
    (("identity", "disability_number"), _disabled),
    (("disability_number", "kind", "grade"), _grade),
    (("own", "reimbursed", "total"), _medical),
    (("kind", "item", "amount"), _income),
)
