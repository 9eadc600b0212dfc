"""Tables in CSV: what is taken, and how everything else is named."""

from datetime import date
from pathlib import Path

import pytest
from tests.unit.engine.tables import facts, tables

from shouwang.engine import EngineError, load_pack, read_facts, screen

DAY = date(2024, 6, 30)
PACK = load_pack("cn")
INCOME = "household_id,month,kind,amount_fen\n"
ROW = "H1,2024-05-01,wage,100\n"
EVENTS = "household_id,person_id,happened_on,kind,loss_fen\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One good row in every table."""
    for name, table in tables().items():
        table.write_csv(tmp_path / f"{name}.csv")
    return tmp_path


def refusal(folder: Path) -> str:
    with pytest.raises(EngineError) as refused:
        screen(read_facts(folder), PACK, DAY)
    return str(refused.value)


def test_csv_gives_the_clues_of_parquet(folder: Path) -> None:
    expected = screen(facts(), PACK, DAY).clues
    assert screen(read_facts(folder), PACK, DAY).clues.equals(expected)


@pytest.mark.parametrize(
    "content",
    [
        f"\ufeff{INCOME}{ROW}",
        f'\ufeff"household_id",month,kind,amount_fen\n{ROW}',
        f"{INCOME}{ROW}\n",
        f"{INCOME}{ROW}\n\n\n",
        f"{INCOME}{ROW}".replace("\n", "\r\n"),
        f"{INCOME}{ROW}\n\n".replace("\n", "\r\n"),
        f"{INCOME}{ROW}".rstrip("\n"),
        f"{INCOME}{ROW}" + "\n" * 70_000,
        'household_id,month,kind,amount_fen,remark\n"H1","2024-05-01","wage","100","two\nlines"\n\n',
        f"household_id,month,kind,amount_fen,,\n{ROW.rstrip()},,\n",
    ],
    ids=[
        "byte order mark",
        "byte order mark and quotes",
        "blank last line",
        "blank last lines",
        "carriage returns",
        "carriage returns and blank last lines",
        "no end of the last line",
        "a long blank tail",
        "quoted",
        "empty columns at the right",
    ],
)
def test_what_other_programs_write_is_taken(folder: Path, content: str) -> None:
    (folder / "income.csv").write_bytes(content.encode())
    expected = screen(facts(), PACK, DAY).clues
    assert screen(read_facts(folder), PACK, DAY).clues.equals(expected)


def test_a_header_alone_is_an_empty_table(folder: Path) -> None:
    (folder / "income.csv").write_text(INCOME + "\n")
    assert read_facts(folder).table("income").collect().height == 0


def test_quoted_nothing_is_no_value(folder: Path) -> None:
    (folder / "events.csv").write_text(EVENTS + '"H1","","2024-05-02","disaster",""\n')
    found = read_facts(folder).table("events").collect().row(0)
    assert found == ("H1", None, date(2024, 5, 2), "disaster", None)


DAYS = ["24-05-01", "2024-5-1", "2024/05/01", "20240501", "2024-05-01 00:00:00", "2024-02-30"]
DAYS += ["May", " 2024-05-01", "+2024-5-01", "2024-05-01T00", "２０２４-05-01"]


@pytest.mark.parametrize("text", DAYS)
def test_only_an_iso_day_is_a_day(folder: Path, text: str) -> None:
    (folder / "events.csv").write_text(EVENTS + f"H1,,{text},disaster,\n")
    assert refusal(folder) == (
        f"events, row 1: happened_on {text!r} is not a day of the calendar written as 2024-06-30"
    )


@pytest.mark.parametrize("text", [*DAYS, "2024-05"])
def test_only_an_iso_day_is_a_month(folder: Path, text: str) -> None:
    (folder / "income.csv").write_text(f"{INCOME}{ROW}H1,{text},wage,1\n")
    assert refusal(folder) == (
        f"income, row 2: month {text!r} is not the first day of a month written as 2024-06-01"
    )


@pytest.mark.parametrize("text", ["12.5", "1e3", "1,000", "99999999999999999999"])
def test_only_whole_fen_are_an_amount(folder: Path, text: str) -> None:
    (folder / "income.csv").write_text(f'{INCOME}H1,2024-05-01,wage,"{text}"\n')
    assert refusal(folder) == (
        f"income, row 1: amount_fen {text!r} is not whole fen up to 10000000000000"
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (f"{INCOME}H1,2024-05-01,,12\n", "income, row 1: kind is empty"),
        (f"{INCOME}{ROW}\n{ROW}\n", "income, row 2: the row is blank"),
        (f"{INCOME}{ROW}\r\n\r\n{ROW}", "income, row 2: the row is blank"),
        (f'{INCOME}"",2024-05-01,wage,1\n', "income, row 1: household_id is empty"),
        ("household_id,month,kind\n", "income: column amount_fen is missing"),
        (
            "household_id,month,kind,amount_fen,kind\n",
            "income: column kind is there twice in income.csv",
        ),
        (
            "household_id,remark,remark,month,kind,amount_fen\n",
            "income: column remark is there twice in income.csv",
        ),
        (
            f"{INCOME}{ROW}H1,2024-05-01,wage,1,000\n",
            "income, row 2: has 5 values, but the header names 4 columns",
        ),
        (
            f'{INCOME}{ROW}"H1,2024-05-01,wage,1\n',
            "income, row 2: a quotation mark is opened and not closed",
        ),
        ("", "income: income.csv is empty: its first line names the columns"),
        ("\n\n", "income: income.csv is empty: its first line names the columns"),
    ],
)
def test_a_bad_file_or_row_is_named(folder: Path, content: str, sentence: str) -> None:
    (folder / "income.csv").write_bytes(content.encode())
    assert refusal(folder) == sentence


ENCODING = "income.csv is not UTF-8: save the file as UTF-8 (in Excel: CSV UTF-8)"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (f"{INCOME.rstrip()},备注\n{ROW}".encode("gbk"), f"income: {ENCODING}"),
        (f"{INCOME}{ROW}中文,2024-05-01,wage,1\n".encode("gbk"), f"income, row 2: {ENCODING}"),
        (
            f"{INCOME}{ROW * 9000}中文,2024-05-01,wage,1\n".encode("gbk"),
            f"income, row 9001: {ENCODING}",
        ),
        (
            f"{INCOME}{ROW * 9000}中文,2024-05-01,wage,1\n\n".encode("gbk"),
            f"income, row 9001: {ENCODING}",
        ),
        (f"{INCOME}{ROW}".encode("utf-16"), f"income: {ENCODING}"),
        (f"{INCOME}{ROW}".encode("utf-16-le"), f"income: {ENCODING}"),
    ],
    ids=["header", "row", "late row", "late row, blank last line", "utf-16", "utf-16-le"],
)
def test_another_encoding_is_named(folder: Path, content: bytes, sentence: str) -> None:
    (folder / "income.csv").write_bytes(content)
    assert refusal(folder) == sentence
