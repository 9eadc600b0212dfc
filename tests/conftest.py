"""One PostgreSQL for the whole run, started by whoever first needs it; one database per worker.

A template database is migrated once as `shouwang_owner`; every worker clones it. Tests connect as
`shouwang_watch`, like the site: row security holds for them too. What must bypass it (making rows
of another county, tampering) uses the `owner` or `superuser` connection.
"""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from shouwang.site import database
from tests import template

# A busy machine is no failure: timings are measured by `make bench`, never asserted here. The same
# examples in every run: whoever looks for new ones says `--hypothesis-profile=searching`.
_SLOW_OR_PICKY = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
hypothesis_settings.register_profile(
    "searching", deadline=None, suppress_health_check=_SLOW_OR_PICKY
)
hypothesis_settings.register_profile(
    "shouwang", hypothesis_settings.get_profile("searching"), derandomize=True, database=None
)
hypothesis_settings.load_profile("shouwang")

RUN = Path(os.environ["SHOUWANG_TEST_RUN"])
# The market's tests run under its own settings (`--ds=tests.settings_market tests/market`), the
# others under the watch's: one process is one site.
_IS_MARKET = settings.ROOT_URLCONF.endswith("urls_market")
collect_ignore = ["unit", "spec", "integration", "e2e", "bench"] if _IS_MARKET else ["market"]
TEMPLATE = "shouwang_template"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The controlling process stops the server and removes the run's directory."""
    if hasattr(session.config, "workerinput"):
        return
    cluster = settings.PLACE.cluster
    if cluster.version_file.exists():
        cluster._pg_ctl("stop", "-m", "immediate", "-w")
    shutil.rmtree(RUN, ignore_errors=True)


def _template() -> None:
    """Start the server and make the migrated template database, once per run."""
    RUN.mkdir(exist_ok=True)
    with (RUN / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (RUN / "template.done").exists():
            return
        cluster = settings.PLACE.cluster
        if (RUN / "data" / template.MARK).exists():
            cluster._prepare()
            cluster._start()
            (RUN / "template.done").touch()
            return
        name = template.digest()
        cluster._prepare()
        _loosen(cluster.directory / "postgresql.conf")
        cluster._start()
        database.prepare(_at(TEMPLATE))
        done = subprocess.run(
            [sys.executable, "-m", "shouwang.site.manage", "migrate", "--verbosity=0"],
            env={
                **os.environ,
                "SHOUWANG_ROLE": "owner",
                "SHOUWANG_TEST_DATABASE": TEMPLATE,
                "DJANGO_SETTINGS_MODULE": "tests.settings_owner",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        cluster._pg_ctl("stop", "-m", "fast", "-w")
        template.keep(RUN / "data", name)
        cluster._start()
        (RUN / "template.done").touch()


def _loosen(configuration: Path) -> None:
    """A test database need not survive a power cut."""
    with configuration.open("a") as file:
        file.write("fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n")


def _at(name: str) -> database.Place:
    place = settings.PLACE
    return database.Place({**place.administrator, "dbname": name}, place.passwords, place.cluster)


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker) -> Iterator[None]:
    """Replaces pytest-django's: this worker's database, a clone of the migrated template."""
    _template()
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    name = f"shouwang_{worker}"
    with psycopg.connect(**_at("postgres").administrator, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    database.prepare(_at(name))
    connections["default"].settings_dict["NAME"] = name
    settings.PLACE.administrator["dbname"] = name
    yield
    with django_db_blocker.unblock():
        connections["default"].close()


@pytest.fixture(autouse=True)
def _no_places_kept() -> None:
    """Trees of places are kept by edition, and tests write divisions without one."""
    from shouwang.regions.queries import divisions

    divisions._tree.cache_clear()


@contextlib.contextmanager
def _connected(parameters: dict[str, str]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(**parameters, autocommit=True) as connection:
        yield connection


@pytest.fixture
def owner(django_db_setup: None) -> Iterator[psycopg.Connection]:
    """A connection as the tables' owner (autocommit; clean up what you commit)."""
    with _connected(settings.PLACE.parameters("shouwang_owner")) as connection:
        yield connection


@pytest.fixture
def superuser(django_db_setup: None) -> Iterator[psycopg.Connection]:
    """A connection that nothing holds back: for tampering (autocommit; clean up)."""
    with _connected(dict(settings.PLACE.administrator)) as connection:
        yield connection


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker, superuser) -> Iterator[None]:
    """For tests that need real commits (races, kill): afterwards every row they made is gone.

    Tables filled by migrations are kept as the template has them.
    """
    kept = _rows_of_migrations(superuser)
    with django_db_blocker.unblock():
        yield
        connections.close_all()
    tables = [f'"{t}"' for (t,) in superuser.execute(_TABLES) if t not in kept]
    if tables:
        superuser.execute("SET session_replication_role = replica")
        for table in tables:
            superuser.execute(f"DELETE FROM {table}")
        superuser.execute("SET session_replication_role = origin")


_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


def _rows_of_migrations(connection: psycopg.Connection) -> set[str]:
    filled = set()
    for (table,) in connection.execute(_TABLES).fetchall():
        found = connection.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")').fetchone()
        if found and found[0]:
            filled.add(table)
    return filled
