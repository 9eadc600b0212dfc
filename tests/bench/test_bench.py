"""The benchmark's own pieces do what they say; no duration is looked at."""

import datetime as dt
import json
from pathlib import Path

import polars as pl

from ..spec.independent.oracle import screen as read_literally
from ..spec.independent.reading import read_facts
from .province import make_province
from .same_rows import differences
from .screening import markdown
from .yardstick import Setting, clues
from .yardstick_checks import faults

AS_OF = dt.date(2024, 6, 30)


def test_the_stand_in_province_meets_the_standard_and_gives_the_same_clues(tmp_path: Path) -> None:
    make_province(tmp_path, 600)
    setting = Setting(tmp_path, AS_OF, 850_000, 2_135_800)
    found = clues(setting).drop("rule_version").to_dicts()
    rows = [row | {"evidence": json.loads(row["evidence"])} for row in found]

    assert rows == read_literally(read_facts(tmp_path), AS_OF).clues
    assert faults(setting) == 0


def test_a_differing_number_in_the_evidence_is_found(tmp_path: Path) -> None:
    expected, found = tmp_path / "expected.parquet", tmp_path / "found.parquet"
    row = {
        **{"household_id": "h1", "region": "360781100001", "rule": "school_dropout"},
        **{"severity": 3, "proposed_category": "sudden", "as_of": AS_OF},
    }
    pl.DataFrame([row | {"evidence": '{"dropouts": 1}'}]).write_parquet(expected)
    pl.DataFrame([row | {"evidence": '{"more": 0, "dropouts": 2}'}]).write_parquet(found)

    assert differences(expected, expected) == []
    assert differences(expected, found) == ["school_dropout: dropouts differs"]


def test_the_table_names_every_subject_and_ratio() -> None:
    subject = {"seconds": 2.0, "cpu_seconds": 3.0, "peak_mib": 100.0, "answer": {"clues": 5}}
    report = {
        "rows": {"households": 1_000},
        "subjects": {"polars": subject},
        "ratios": {"polars to reading the columns": {"ratio": 2, "cpu_ratio": 3, "at_most": 8.0}},
        "same_rows": {"polars": []},
    }

    assert markdown(report).splitlines() == [
        "Facts: 1 000 households.",
        "",
        "| subject | seconds | CPU seconds | peak memory, MiB | clues |",
        "|---|--:|--:|--:|--:|",
        "| polars | 2.00 | 3.0 | 100 | 5 |",
        "",
        "| ratio of the seconds | measured | of the CPU | bound |",
        "|---|--:|--:|--:|",
        "| polars to reading the columns | 2 | 3 | 8.0 |",
        "",
        "Rows of `polars` and of the hand-written plan: equal.",
    ]
