import hashlib
from pathlib import Path

import polars as pl
import pytest

from shouwang.demo import county, province

SMALL = 0.02


@pytest.fixture(scope="session")
def small_county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo") / "county"
    county.generate(out, seed=7, scale=SMALL)
    return out


@pytest.fixture(scope="session")
def small_province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo") / "province"
    province.generate(out, households=60_000, seed=7)
    return out


@pytest.fixture(scope="session")
def full_county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo") / "ruijin"
    county.generate(out)
    return out


@pytest.fixture(scope="session")
def read_registry():
    def read(county: Path, table: str) -> pl.DataFrame:
        return pl.read_parquet(county / "registry" / f"{table}.parquet")

    return read


@pytest.fixture(scope="session")
def digest():
    def of(directory: Path) -> dict[str, str]:
        return {
            str(file.relative_to(directory)): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in sorted(directory.rglob("*"))
            if file.is_file()
        }

    return of
