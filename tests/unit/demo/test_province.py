import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from shouwang.demo import province
from shouwang.demo.errors import OutputNotEmpty, TooFewVillages, WrongRequest

from . import screening, standard


def test_facts_keep_the_standard(small_province: Path) -> None:
    assert standard.faults(screening.read(small_province)) == []


def test_nothing_lies_after_the_day_of_the_facts(tmp_path: Path) -> None:
    as_of = date(2023, 11, 17)
    province.generate(tmp_path / "facts", households=4000, as_of=as_of)
    tables = screening.read(tmp_path / "facts")
    assert standard.faults(tables) == []
    latest = [
        table[column].max()
        for table in tables.values()
        for column, kind in table.schema.items()
        if kind == pl.Date and column != "lifted_on"
    ]
    assert max(day for day in latest if day is not None) <= as_of


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, digest) -> None:
    for name, seed in (("one", 5), ("two", 5), ("other", 6)):
        province.generate(tmp_path / name, households=3000, seed=seed)
    assert digest(tmp_path / "one") == digest(tmp_path / "two")
    assert digest(tmp_path / "one") != digest(tmp_path / "other")


def test_csv_holds_the_same_rows(tmp_path: Path) -> None:
    province.generate(tmp_path / "parquet", households=30_000)
    province.generate(tmp_path / "csv", households=30_000, table_format="csv")
    for name, table in screening.read(tmp_path / "parquet").items():
        text = table.select(pl.all().cast(pl.String))
        read = pl.read_csv(tmp_path / "csv" / f"{name}.csv", infer_schema=False)
        assert read.equals(text), name


def test_given_villages_are_the_only_ones(tmp_path: Path) -> None:
    regions = [f"3601211002{n:02}" for n in range(20)]
    summary = province.generate(tmp_path / "facts", households=5000, regions=regions)
    homes = screening.read(tmp_path / "facts")["households"]
    assert set(homes["region"]) <= set(regions)
    assert summary.villages == homes["region"].n_unique()


def test_progress_ends_with_all(tmp_path: Path) -> None:
    said: list[tuple[int, int]] = []
    province.generate(
        tmp_path / "facts", households=60_000, progress=lambda *step: said.append(step)
    )
    assert said[-1] == (60_000, 60_000)
    assert len(said) == 3


def test_an_occupied_directory_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(OutputNotEmpty):
        province.generate(tmp_path, households=10)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_an_interrupted_run_leaves_nothing(tmp_path: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        province.generate(tmp_path / "facts", households=100, progress=interrupt)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "wrong",
    [{"households": 0}, {"households": 5, "seed": -1}, {"households": 5, "table_format": "x"}],
)
def test_wrong_requests_are_refused(tmp_path: Path, wrong: dict) -> None:
    with pytest.raises(WrongRequest):
        province.generate(tmp_path / "facts", **wrong)
    assert list(tmp_path.iterdir()) == []


def test_too_few_villages_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TooFewVillages):
        province.generate(tmp_path / "facts", households=30_000, regions=["360121100201"])


def test_the_shape_is_that_of_the_benchmark(small_province: Path) -> None:
    rows = {name: table.height for name, table in screening.read(small_province).items()}
    per_home = {name: count / rows["households"] for name, count in rows.items()}
    assert per_home["persons"] == pytest.approx(6.2 / 1.75, rel=0.03)
    assert per_home["spending"] == pytest.approx(12 / 1.75, rel=0.03)
    assert per_home["income"] == pytest.approx(6 / 1.75, rel=0.03)


@pytest.mark.slow
def test_memory_is_bounded(tmp_path: Path) -> None:
    """The peak of a process of its own, at a size of a dozen chunks, in kB."""
    code = (
        "import re, sys; from pathlib import Path; from shouwang.demo import province;"
        "province.generate(Path(sys.argv[1]), households=300_000);"
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "facts")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 600_000
