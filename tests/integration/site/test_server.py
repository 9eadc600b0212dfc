"""DATABASE_URL: a server like a county's, here a second cluster that listens on TCP."""

import json
from collections.abc import Iterator

import psycopg
import pytest
from tests.integration.site.installation import free_port

from shouwang.site.postgres import Cluster

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("site"), pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[str]:
    """host:port of a server whose administrators are `postgres` and, no superuser, `maker`."""
    cluster = Cluster(tmp_path_factory.mktemp("server") / "postgres", "secret")
    port = free_port()
    cluster.directory.parent.mkdir(exist_ok=True)
    cluster._prepare()
    with (cluster.directory / "postgresql.conf").open("a") as configuration:
        configuration.write(f"listen_addresses = '127.0.0.1'\nport = {port}\nfsync = off\n")
    with cluster.running():
        with _connect(f"postgres:secret@127.0.0.1:{port}/postgres") as connection:
            connection.execute("CREATE ROLE maker LOGIN CREATEDB CREATEROLE PASSWORD 'secret'")
            connection.execute("CREATE ROLE plain LOGIN PASSWORD 'secret'")
            connection.execute(
                "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1'"
                " LOCALE 'C' LOCALE_PROVIDER libc"
            )
        yield f"127.0.0.1:{port}"


def _connect(url: str) -> psycopg.Connection:
    return psycopg.connect(f"postgresql://{url}", autocommit=True)


@pytest.fixture
def clean(server) -> Iterator[str]:
    """The server with no trace of Shouwang, before and after."""
    _clean(server)
    yield server
    _clean(server)


def _clean(server: str) -> None:
    with _connect(f"postgres:secret@{server}/postgres") as connection:
        names = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'county%'")
        for (name,) in names.fetchall():
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        for role in ("shouwang_owner", "shouwang_watch", "shouwang_market"):
            connection.execute(f"DROP ROLE IF EXISTS {role}")


@pytest.mark.parametrize("user", ["postgres", "maker"])
def test_prepare_run_backup_and_restore(install, clean, user):
    site = install()
    site.environment["DATABASE_URL"] = f"postgresql://{user}:secret@{clean}/county"
    done = site.do("database", "prepare")
    assert (done.returncode, done.stdout) == (0, "The database is ready.\n"), done.stderr
    done = site.do("regions", "load", "--demo")
    assert done.returncode == 0, done.stderr
    site.start()
    assert site.stop() == 0
    assert not (site.data / "postgres").exists()
    file = site.data / "county.backup"
    done = site.do("backup", str(file))
    assert done.returncode == 0, done.stderr
    counted = done.stdout.split(": ")[1].rsplit(", ", 1)[0]
    assert _count(clean, "regions_division") > 200
    site.environment["DATABASE_URL"] = f"postgresql://{user}:secret@{clean}/county_two"
    done = site.do("restore", str(file))
    assert (done.returncode, done.stdout) == (
        0, f"Restored {counted}; checked against the backup.\n"
    ), done.stderr  # fmt: skip
    done = site.do("restore", str(file), "--replace")
    assert done.returncode == 0, done.stderr
    site.start()
    assert site.stop() == 0


def test_what_is_missing_is_said(install, clean):
    site = install()
    site.environment["DATABASE_URL"] = f"postgresql://postgres:wrong@{clean}/county"
    assert 'password authentication failed for user "postgres"' in _refused(site)
    site.environment["DATABASE_URL"] = f"postgresql://plain:secret@{clean}/county"
    assert "give it CREATEDB and CREATEROLE" in _refused(site)
    site.environment["DATABASE_URL"] = f"postgresql://postgres:secret@{clean}/latin"
    assert _refused(site) == (
        "The database latin is kept in LATIN1; Shouwang needs one in UTF8: make another and name "
        "it in DATABASE_URL."
    )


def test_roles_of_another_installation_are_not_taken_over_unasked(install, clean):
    first, second = install("first"), install("second")
    first.environment["DATABASE_URL"] = f"postgresql://maker:secret@{clean}/county"
    second.environment["DATABASE_URL"] = f"postgresql://maker:secret@{clean}/county_two"
    assert first.do("database", "prepare").returncode == 0
    assert "another installation made it with its own password" in _refused(second)
    assert first.do("database", "prepare").returncode == 0
    done = second.do("database", "prepare", "--renew-passwords")
    assert done.returncode == 0, done.stderr
    assert "another installation made it with its own password" in _refused(first)
    secrets = json.loads((second.data / "secrets.json").read_text())
    (first.data / "secrets.json").write_text(json.dumps(secrets))
    assert first.do("database", "prepare").returncode == 0


def _refused(site) -> str:
    done = site.do("database", "prepare")
    assert (done.returncode, done.stdout) == (2, "")
    (sentence,) = done.stderr.splitlines()
    return sentence


def _count(server: str, table: str) -> int:
    with _connect(f"postgres:secret@{server}/county") as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        return row[0] if row else 0
