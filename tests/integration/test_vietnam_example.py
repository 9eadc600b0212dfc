"""The real-people example prints the published survey's unweighted head counts, exactly."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "vietnam-1998"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What the example printed, and the directory it left."""
    directory = tmp_path_factory.mktemp("vietnam")
    done = subprocess.run(
        [sys.executable, EXAMPLE / "run.py", "--keep", directory],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout, directory


def test_the_readme_shows_what_the_example_prints(kept: tuple[str, Path]) -> None:
    shown = (
        (EXAMPLE / "README.md").read_text(encoding="utf-8").split("```text\n")[1].split("```")[0]
    )

    assert shown == kept[0]


def test_head_counts_of_persons_below_the_line(kept: tuple[str, Path]) -> None:
    _, directory = kept
    clues = pl.read_parquet(directory / "clues.parquet").filter(pl.col("rule") == "below_line")
    poor = clues.select("region", size=pl.col("evidence").str.json_path_match("$.size").cast(int))
    persons = pl.read_parquet(directory / "facts" / "persons.parquet")
    homes = pl.read_parquet(directory / "facts" / "households.parquet")
    members = persons.join(homes, on="household_id")

    assert rates(poor, members) == {"704": "31.6", "7040": "40.8", "7041": "6.7"}


def rates(poor: pl.DataFrame, members: pl.DataFrame) -> dict[str, str]:
    """Per cent of persons below the line, in the country, in its countryside and in its towns."""

    def percent(prefix: str) -> str:
        inside = pl.col("region").str.starts_with(prefix)
        below = poor.filter(inside)["size"].sum()
        return f"{100 * below / members.filter(inside).height:.1f}"

    return {prefix: percent(prefix) for prefix in ("704", "7040", "7041")}
