"""Files of a facts directory: forms of a table, Parquet parts, and how a bad file is named."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.unit.engine.tables import facts, tables

from shouwang.engine import EngineError, load_pack, read_facts, screen

DAY = date(2024, 6, 30)
PACK = load_pack("cn")
INCOME = tables()["income"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One good row in every table, and no income."""
    for name, table in tables().items():
        if name != "income":
            table.write_parquet(tmp_path / f"{name}.parquet")
    return tmp_path


def refusal(folder: Path) -> str:
    with pytest.raises(EngineError) as refused:
        screen(read_facts(folder), PACK, DAY)
    return str(refused.value)


def write_parts(folder: Path, *parts: pl.DataFrame) -> list[Path]:
    (folder / "income").mkdir()
    paths = [folder / "income" / f"part-{number}.parquet" for number in range(len(parts))]
    for path, part in zip(paths, parts, strict=True):
        part.write_parquet(path)
    return paths


@pytest.mark.parametrize(
    "second",
    [
        INCOME.clear(),
        INCOME.clear().select(reversed(INCOME.columns)),
        INCOME.clear().with_columns(remark=pl.lit("other parts have none")),
        INCOME.clear().with_columns(amount_fen=pl.lit(None)),
    ],
    ids=["empty", "another order", "an unknown column", "a column without values"],
)
def test_parts_of_a_folder_are_one_table(folder: Path, second: pl.DataFrame) -> None:
    write_parts(folder, INCOME, second)
    expected = screen(facts(), PACK, DAY).clues
    assert screen(read_facts(folder), PACK, DAY).clues.equals(expected)


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        (INCOME.drop("month"), "income: column month is missing in income/part-1.parquet"),
        (
            INCOME.with_columns(pl.col("amount_fen").cast(pl.Float64)),
            "income: column amount_fen is Float64 in income/part-1.parquet,"
            " but Int64 in income/part-0.parquet",
        ),
        (
            INCOME.with_columns(pl.col("amount_fen").cast(pl.Int32)),
            "income: column amount_fen is Int32 in income/part-1.parquet,"
            " but Int64 in income/part-0.parquet",
        ),
    ],
)
def test_a_part_unlike_the_others_is_named(
    folder: Path, second: pl.DataFrame, sentence: str
) -> None:
    write_parts(folder, INCOME, second)
    assert refusal(folder) == sentence


def test_unknown_columns_may_differ_between_parts(folder: Path) -> None:
    write_parts(folder, INCOME.with_columns(x=pl.lit(1)), INCOME.with_columns(x=pl.lit("one")))
    assert screen(read_facts(folder), PACK, DAY).households == 1


def _truncated(content: bytes) -> bytes:
    return content[:-20]


def _nothing(content: bytes) -> bytes:
    return b""


def _text(content: bytes) -> bytes:
    return b"household_id,month,kind,amount_fen\n"


def _blotted(content: bytes) -> bytes:
    """The footer is whole, the values are not."""
    return content[:4] + b"\xff" * 60 + content[64:]


@pytest.mark.parametrize("spoil", [_truncated, _nothing, _text, _blotted])
@pytest.mark.parametrize("name", ["income.parquet", "income/part-1.parquet"])
def test_a_spoilt_file_is_named(folder: Path, spoil, name: str) -> None:
    path = folder / name
    if path.parent == folder:
        INCOME.write_parquet(path)
    else:
        write_parts(folder, INCOME, INCOME)
    path.write_bytes(spoil(path.read_bytes()))
    assert refusal(folder) == f"income: {name} is damaged or not a Parquet file: write it again"


@pytest.mark.parametrize("forms", [("parquet", "csv"), ("parquet", ""), ("csv", "")])
def test_a_table_in_two_forms_is_refused(folder: Path, forms: tuple[str, str]) -> None:
    if "parquet" in forms:
        INCOME.write_parquet(folder / "income.parquet")
    if "csv" in forms:
        INCOME.write_csv(folder / "income.csv")
    if "" in forms:
        write_parts(folder, INCOME)
    one, other = (f"income.{form}" if form else "income/" for form in forms)
    assert refusal(folder) == f"income: is there as {one} and {other}: keep one of them"


def test_a_folder_named_like_a_file_is_a_folder_of_parts(folder: Path) -> None:
    write_parts(folder, INCOME)
    (folder / "income").rename(folder / "income.parquet")
    assert read_facts(folder).table("income").collect().height == 1


def test_an_empty_folder_is_an_empty_table(folder: Path) -> None:
    (folder / "income").mkdir()
    assert read_facts(folder).table("income").collect().height == 0


def test_a_folder_of_csv_is_not_passed_over(folder: Path) -> None:
    (folder / "income").mkdir()
    INCOME.write_csv(folder / "income" / "part-0.csv")
    assert refusal(folder) == (
        "income: the folder income/ has no Parquet parts: a table in CSV is one file"
    )
