"""Installations in temporary directories. One is made once and copied for every test."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.integration.site.installation import Installation

LOAD = """
from shouwang.site.cli.connection import connected
with connected("owner"):
    from shouwang.demo import loading
    loading.load(say=print, scale=0.01)
"""

Make = Callable[..., Installation]


class Places:
    """Directories of this run. Not pytest's own: every pytest run of the same user closes their
    parent to others, and a database that runs under another account would lose its files.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def mktemp(self, name: str) -> Path:
        return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.root))


@pytest.fixture(scope="session")
def tmp_path_factory() -> Iterator[Places]:
    with tempfile.TemporaryDirectory(prefix="shouwang-site-", dir="/tmp") as root:
        yield Places(Path(root))


@pytest.fixture
def tmp_path(tmp_path_factory: Places) -> Path:
    return tmp_path_factory.mktemp("test")


@pytest.fixture(scope="session")
def made(tmp_path_factory: Places) -> Installation:
    """An empty installation, prepared and stopped. Copied by `site`; not to be started itself."""
    installation = Installation(tmp_path_factory.mktemp("made") / "data")
    done = installation.do("database", "prepare")
    assert (done.returncode, done.stdout) == (0, "The database is ready.\n"), done.stderr
    return installation


@pytest.fixture(scope="session")
def county(tmp_path_factory: Places, made: Installation) -> Installation:
    """A hundredth of the demonstration county with its accounts, stopped. Copied, not changed."""
    installation = Installation(tmp_path_factory.mktemp("county") / "data")
    subprocess.run(["cp", "-a", str(made.data), str(installation.data)], check=True)
    done = installation.run_code(LOAD)
    assert done.returncode == 0, done.stderr
    return installation


@pytest.fixture
def install(tmp_path: Path) -> Iterator[Make]:
    """Makes installations by name, with nothing in them yet; ends their processes afterwards."""
    installed: list[Installation] = []

    def make(name: str = "data", **details: object) -> Installation:
        installed.append(Installation(tmp_path / name, **details))  # type: ignore[arg-type]
        return installed[-1]

    yield make
    for one in installed:
        one.clear()
        shutil.rmtree(one.data, ignore_errors=True)


@pytest.fixture
def site(install: Make, made: Installation) -> Installation:
    """A prepared installation, stopped."""
    installation = install()
    subprocess.run(["cp", "-a", str(made.data), str(installation.data)], check=True)
    return installation
