"""`shouwang screen` and `shouwang explain` as a user runs them, each in a process of its own."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.unit.engine.tables import tables

pytestmark = pytest.mark.slow

DAY = ("--as-of", "2024-06-30")
COLUMNS = ["household_id", "region", "rule", "rule_version", "severity", "proposed_category"]
COLUMNS += ["as_of", "evidence"]
HOUSEHOLDS = [
    {"household_id": "H3", "region": "360782100200"},
    {"household_id": "H1"},
    {"household_id": "H2", "region": "360781100201", "ever_registered": True},
]
PERSONS = [{"person_id": f"P{number}", "household_id": f"H{number}"} for number in (3, 1, 2)]
HOUSING = [{"household_id": "H2", "grade": "D"}]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A directory with `facts`: three poor households, one of them in an unsafe house."""
    (tmp_path / "facts").mkdir()
    found = tables(households=HOUSEHOLDS, persons=PERSONS, housing=HOUSING)
    for name, table in found.items():
        table.write_parquet(tmp_path / "facts" / f"{name}.parquet")
    return tmp_path


def shouwang(
    place: Path, *arguments: str, prepare: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("shouwang")
    return subprocess.run(
        [str(command), *arguments],
        cwd=place,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        timeout=120,
        check=False,
        preexec_fn=prepare,
    )


def screened(place: Path, out: str, *options: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The summary without its seconds, and the clues of a run that succeeds."""
    done = shouwang(place, "screen", "facts", *DAY, "--out", out, *options)
    assert (done.returncode, done.stderr) == (0, "")
    summary = json.loads(done.stdout.splitlines()[-1])
    assert summary.pop("seconds") > 0
    return summary, clues(place / out)


def clues(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    table = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path)
    rows = table.with_columns(pl.col("region", "as_of").cast(pl.String)).to_dicts()
    return [{**row, "evidence": json.loads(row["evidence"])} for row in rows]


def refused(place: Path, *arguments: str, **options: Any) -> str:
    """The one sentence of a run that fails and leaves nothing behind."""
    before = sorted(path.name for path in place.iterdir())
    done = shouwang(place, *arguments, **options)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert sorted(path.name for path in place.iterdir()) == before
    return done.stderr.rstrip("\n")


WANTED = [
    ("H1", "income_below_line"),
    ("H1", "village_bottom"),
    ("H2", "income_below_line"),
    ("H2", "unsafe_house"),
    ("H2", "village_bottom"),
    ("H3", "income_below_line"),
    ("H3", "village_bottom"),
]


@pytest.mark.parametrize("engine", ["polars", "python"])
@pytest.mark.parametrize("suffix", ["parquet", "csv", "jsonl"])
def test_every_format_holds_the_clues_in_order(place: Path, suffix: str, engine: str) -> None:
    summary, found = screened(place, f"clues.{suffix}", "--engine", engine)
    assert summary == {"households": 3, "households_with_clues": 3, "clues": 7}
    assert [(row["household_id"], row["rule"]) for row in found] == WANTED
    assert [list(row) for row in found] == [COLUMNS] * 7
    assert found[3] == {
        "household_id": "H2",
        "region": "360781100201",
        "rule": "unsafe_house",
        "rule_version": 1,
        "severity": 3,
        "proposed_category": "unstable",
        "as_of": "2024-06-30",
        "evidence": {"house_grade": "D", "assessed_on": "2024-05-02"},
    }
    assert sorted(path.name for path in place.iterdir()) == [f"clues.{suffix}", "facts"]


def test_an_older_file_is_replaced(place: Path) -> None:
    (place / "clues.csv").write_text("of last month")
    assert len(screened(place, "clues.csv")[1]) == 7


def test_region_keeps_to_its_households(place: Path) -> None:
    summary, found = screened(place, "clues.jsonl", "--region", "360782")
    assert summary == {"households": 1, "households_with_clues": 1, "clues": 2}
    assert [(row["household_id"], row["rule"]) for row in found] == WANTED[5:]


def test_a_region_without_households_gives_an_empty_file(place: Path) -> None:
    summary, found = screened(place, "clues.parquet", "--region", "44")
    assert (summary, found) == ({"households": 0, "households_with_clues": 0, "clues": 0}, [])
    assert pl.read_parquet(place / "clues.parquet").columns == COLUMNS


def test_households_without_members_are_told_apart_from_refusals(place: Path) -> None:
    gone = [{**person, "moved_out": person["household_id"] == "H3"} for person in PERSONS]
    tables(persons=gone)["persons"].write_parquet(place / "facts" / "persons.parquet")
    done = shouwang(place, "screen", "facts", *DAY, "--out", "clues.csv")
    assert (done.returncode, done.stderr) == (0, "1 households without members, not screened: H3\n")
    assert {row["household_id"] for row in clues(place / "clues.csv")} == {"H1", "H2"}


def test_why_is_told_in_chinese_and_english(place: Path) -> None:
    asked = ("explain", "facts", *DAY, "--household", "H2")
    chinese, english = shouwang(place, *asked), shouwang(place, *asked, "--language", "en")
    assert (chinese.returncode, chinese.stderr, english.returncode, english.stderr) == (
        0,
        "",
        0,
        "",
    )
    sentence = "近12个月家庭纯收入 0 元，1口人，低于当地监测线每人每年 8,500 元。"
    assert sentence in chinese.stdout
    assert "Net income of the last 12 months, 0 yuan for 1 members" in english.stdout
    assert "housing" in english.stdout


FOREIGN = {
    "pack.yaml": """
name: elsewhere
version: "1"
title: {zh: 他处, en: elsewhere}
proposed_category: >-
  "sudden" if crowded else "none"
""",
    "indicators.yaml": """
size: {label: {zh: 人口, en: members}, unit: persons, of: members, take: count()}
""",
    "rules.yaml": """
crowded:
  {label: {zh: 拥挤, en: crowded}, version: 4, severity: 2, when: size >= 1, evidence: [size],
   explain: {zh: "{size}", en: "{size}"}, source: "ours: made for a test", verified: false}
""",
}


def test_a_pack_of_its_own_needs_nothing_of_ours(place: Path) -> None:
    (place / "elsewhere").mkdir()
    for name, content in FOREIGN.items():
        (place / "elsewhere" / name).write_text(content, encoding="utf-8")
    summary, found = screened(place, "clues.jsonl", "--policy", "elsewhere")
    assert summary == {"households": 3, "households_with_clues": 3, "clues": 3}
    assert found[0] == {
        "household_id": "H1",
        "region": "360781100200",
        "rule": "crowded",
        "rule_version": 4,
        "severity": 2,
        "proposed_category": "sudden",
        "as_of": "2024-06-30",
        "evidence": {"size": 1},
    }


OUT = ("--out", "clues.parquet")
NO_FACTS = "give a directory that holds households and persons (Parquet or CSV)."


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("facts", "--as-of", "2024-02-30", *OUT),
            "--as-of 2024-02-30 is not a date: write it as 2024-06-30.",
        ),
        (
            ("facts", "--as-of", "30.06.2024", *OUT),
            "--as-of 30.06.2024 is not a date: write it as 2024-06-30.",
        ),
        (
            ("facts", "--as-of", "20240630", *OUT),
            "--as-of 20240630 is not a date: write it as 2024-06-30.",
        ),
        (
            ("facts", *DAY, *OUT, "--region", "36078x"),
            "Region 36078x is not a prefix of a division code: 1 to 12 digits.",
        ),
        (
            ("facts", *DAY, *OUT, "--engine", "duckdb"),
            "There is no engine duckdb: choose polars, python or spark.",
        ),
        (
            ("facts", *DAY, *OUT, "--policy", "missing"),
            "No policy pack at missing: a pack is a directory with a pack.yaml.",
        ),
        (
            ("facts", "--as-of", "2022-06-30", *OUT),
            "Parameter monitoring_line has no value for region 360781100200 on 2022-06-30:"
            " add one, with its document, to the policy pack.",
        ),
        (("nowhere", *DAY, *OUT), f"No facts at nowhere: {NO_FACTS}"),
        (
            ("facts/income.parquet", *DAY, *OUT),
            f"No facts at facts/income.parquet: {NO_FACTS}",
        ),
        # What cannot be written is said before the facts are looked for.
        (
            ("nowhere", *DAY, "--out", "clues.xlsx"),
            "Cannot write clues.xlsx: end the name in .parquet, .csv or .jsonl.",
        ),
        (
            ("nowhere", *DAY, "--out", "missing-dir/clues.parquet"),
            "Cannot write missing-dir/clues.parquet: the directory missing-dir does not exist;"
            " make it first.",
        ),
        (
            ("nowhere", *DAY, "--out", "facts/income.parquet/clues.csv"),
            "Cannot write facts/income.parquet/clues.csv: facts/income.parquet is not a directory.",
        ),
        (
            ("facts", *DAY, "--out", "/proc/clues.csv"),
            "No such file or directory (/proc/clues.csv).",
        ),
    ],
)
def test_one_sentence_says_what_is_wrong(
    place: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    assert refused(place, "screen", *arguments) == sentence


def test_a_directory_is_not_written_over(place: Path) -> None:
    (place / "clues.csv").mkdir()
    assert refused(place, "screen", "facts", *DAY, "--out", "clues.csv") == (
        "Cannot write clues.csv: it is a directory; give the name of a file in it."
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_directory_that_may_not_be_written_is_named(place: Path) -> None:
    (place / "closed").mkdir(mode=0o555)
    assert refused(place, "screen", "facts", *DAY, "--out", "closed/clues.csv") == (
        "Cannot write closed/clues.csv: you may not write in the directory closed."
    )


def _full() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))


@pytest.mark.parametrize("suffix", ["parquet", "csv", "jsonl"])
def test_a_full_disk_leaves_the_older_file(place: Path, suffix: str) -> None:
    out = place / f"clues.{suffix}"
    out.write_text("of last month")
    sentence = refused(place, "screen", "facts", *DAY, "--out", out.name, prepare=_full)
    assert sentence == (
        f"The disk is full ({out.name}): free some space and run the command again;"
        " nothing was half-written."
    )
    assert out.read_text() == "of last month"


def test_a_bad_row_is_named_and_nothing_written(place: Path) -> None:
    (place / "facts" / "housing.parquet").unlink()
    text = "household_id,assessed_on,grade\nH1,2024-05-01,A\nH2,24-05-01,A\n"
    (place / "facts" / "housing.csv").write_text(text)
    sentence = (
        "housing, row 2: assessed_on '24-05-01' is not a day of the calendar written as 2024-06-30"
    )
    assert refused(place, "screen", "facts", *DAY, *OUT) == sentence
    assert refused(place, "explain", "facts", *DAY, "--household", "H2") == sentence


def test_a_file_that_cannot_be_read_is_named_and_nothing_written(place: Path) -> None:
    (place / "facts" / "housing.parquet").unlink()
    text = "household_id,assessed_on,grade\n中文,2024-05-01,A\n"
    (place / "facts" / "housing.csv").write_bytes(text.encode("gbk"))
    sentence = (
        "housing, row 1: housing.csv is not UTF-8: save the file as UTF-8 (in Excel: CSV UTF-8)"
    )
    assert refused(place, "screen", "facts", *DAY, *OUT) == sentence
    assert refused(place, "explain", "facts", *DAY, "--household", "H2") == sentence


def test_explain_refuses_as_screen_does(place: Path) -> None:
    asked = ("explain", "facts", *DAY)
    assert refused(place, *asked, "--household", "H9") == (
        "No household H9 is screened on these facts."
    )
    assert refused(place, *asked, "--household", "H1", "--language", "fr") == (
        "--language fr is not known: choose zh or en."
    )
