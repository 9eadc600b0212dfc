"""What a benchmark run was asked for."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """Sizes, repeats and what to leave out; `build` is where data and outputs are kept."""

    households: int
    repeats: int
    cores: int
    skip_spark: bool
    stand_in: bool
    only: str
    build: Path
