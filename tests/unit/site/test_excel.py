"""Excel files: numbers as numbers, texts as texts, nothing as a formula."""

import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from shouwang.kernel import excel
from shouwang.kernel.excel import Cell, Column

STARTERS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    '=HYPERLINK("http://x")',
    "https://x.cn",
]


@pytest.fixture
def written():
    made: list[Path] = []

    def write(*args):
        done = excel.write(*args)
        made.append(done.path)
        return done

    yield write
    for path in made:
        path.unlink()


def sheet(path: Path, name: str) -> list[list[object]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name).to_python()


def test_texts_that_look_like_formulas_stay_texts(written):
    done = written("清单", [Column("姓名")], [[text] for text in STARTERS], [("=1+1", "=2+2")])
    # XML reads a bare carriage return as a line feed unless it is escaped; either is harmless
    assert [row[0].replace("\r", "\n") for row in sheet(done.path, "清单")[1:]] == [
        text.replace("\r", "\n") for text in STARTERS
    ]
    with zipfile.ZipFile(done.path) as file:
        parts = [file.read(n) for n in file.namelist() if n.startswith("xl/worksheets/sheet")]
        assert [b"<f>" in part or b"hyperlink" in part for part in parts] == [False, False]


def test_each_column_is_what_it_holds(written):
    columns = [
        Column("证件号码"),
        Column("人数（人）", Cell.NUMBER),
        Column("金额（元）", Cell.YUAN),
        Column("日期", Cell.DAY),
    ]
    rows = [["360781199001011234", 4, 2136001, date(2024, 6, 30)], [None, None, None, None]]
    done = written("户", columns, rows, [("筛选", "全部")])
    assert sheet(done.path, "户") == [
        ["证件号码", "人数（人）", "金额（元）", "日期"],
        ["360781199001011234", 4.0, 21360.01, date(2024, 6, 30)],
    ]
    assert sheet(done.path, "说明") == [["筛选", "全部"]]
    assert (done.rows, done.left_out) == (2, 0)


def test_control_characters_and_long_texts_are_cut(written):
    done = written("a/b:c", [Column("x")], [["a\x00b\x0bc"], ["长" * 40_000]], [])
    rows = sheet(done.path, "a b c")
    assert rows[1] == ["abc"]
    assert len(rows[2][0]) == excel.LONGEST_TEXT


def test_instants_become_local_days(written):
    at = datetime(2024, 6, 29, 17, 30, tzinfo=UTC)
    done = written("x", [Column("时间", Cell.DAY)], [[at]], [])
    assert sheet(done.path, "x")[1] == [datetime(2024, 6, 30, 1, 30)]  # noqa: DTZ001


def test_a_failing_source_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def rows():
        yield ["a"]
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError, match="went away"):
        excel.write("x", [Column("x")], rows(), [])
    assert list(tmp_path.iterdir()) == []


def test_rows_beyond_the_sheet_are_counted(written, monkeypatch):
    monkeypatch.setattr(excel, "SHEET_ROWS", 3)
    done = written("x", [Column("x")], [["1"], ["2"], ["3"]], [])
    assert (done.rows, done.left_out) == (2, 1)
    assert sheet(done.path, "说明") == [["未能写入", "另有 1 行超出 Excel 的容量"]]
