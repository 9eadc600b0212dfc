"""Where the database is, who connects to it, and its preparation: three roles and one database.

`owner` makes and owns the tables (migrations); `watch` and `market` are what the two sites connect
as. Neither can bypass row security, and neither may grant itself anything.
"""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import conninfo, sql

from shouwang.kernel.errors import ShouwangError
from shouwang.site.postgres import SUPERUSER, Cluster

DATABASE = "shouwang"
OLDEST_SERVER = 150000
ROLES = ("shouwang_owner", "shouwang_watch", "shouwang_market")
EXTENSIONS = ("pg_trgm", "btree_gist")
CREATE_ROLE = "CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}"


class DatabaseRefused(ShouwangError):
    """The database cannot be used."""


@dataclass(frozen=True, slots=True)
class Place:
    """A database and the ways to log in to it."""

    administrator: Mapping[str, str]
    passwords: Mapping[str, str]
    cluster: Cluster | None

    def parameters(self, role: str, database: str | None = None) -> dict[str, str]:
        """psycopg's connection parameters for one of our roles."""
        values = {k: v for k, v in self.administrator.items() if k not in {"user", "password"}}
        values |= {"user": role, "password": self.passwords[role]}
        return values | ({"dbname": database} if database else {})


def place(database_url: str, data: Path, secrets: Mapping[str, str]) -> Place:
    """The database that the environment names: a server by URL, else the bundled one."""
    if database_url:
        named = {k: str(v) for k, v in conninfo.conninfo_to_dict(database_url).items()}
        return Place({"dbname": DATABASE} | named, secrets, None)
    cluster = Cluster(data / "postgres", secrets["postgres"])
    administrator = {
        "host": str(cluster.socket_directory),
        "port": "5432",
        "dbname": DATABASE,
        "user": SUPERUSER,
        "password": secrets["postgres"],
    }
    return Place(administrator, secrets, cluster)


@contextlib.contextmanager
def available(at: Place) -> Iterator[None]:
    """Inside the block the database answers; the bundled server is started when it must be."""
    if at.cluster is None:
        yield
        return
    with at.cluster.running():
        yield


def prepare(at: Place) -> None:
    """Make the roles, the database and its extensions where they are missing; idempotent.

    Raises DatabaseRefused with one sentence when the server is missing, too old or says no.
    """
    try:
        _make_database(at)
        with psycopg.connect(**at.administrator, autocommit=True) as connection:
            for extension in EXTENSIONS:
                connection.execute(
                    sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension))
                )
            _hand_over(connection, at.administrator["dbname"])
    except psycopg.OperationalError as error:
        raise DatabaseRefused(f"The database does not answer: {str(error).strip()}") from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseRefused(
            f"The database user {at.administrator.get('user')} of DATABASE_URL may not prepare it "
            f"({str(error).strip()}): give it CREATEDB and CREATEROLE."
        ) from error


def _make_database(at: Place) -> None:
    wanted = at.administrator["dbname"]
    try:
        connection = psycopg.connect(**at.administrator, autocommit=True)
    except psycopg.OperationalError as error:
        if f'database "{wanted}" does not exist' not in str(error):
            raise
        maintenance = {**at.administrator, "dbname": "postgres"}
        with psycopg.connect(**maintenance, autocommit=True) as server:
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(
                    sql.Identifier(wanted)
                )
            )
        connection = psycopg.connect(**at.administrator, autocommit=True)
    with connection:
        _check_server(connection)
        _make_roles(connection, at.passwords)


def _check_server(connection: psycopg.Connection) -> None:
    version = connection.info.server_version
    if version < OLDEST_SERVER:
        raise DatabaseRefused(
            f"The server is PostgreSQL {version // 10000}; Shouwang needs 15 or later."
        )


def _make_roles(connection: psycopg.Connection, passwords: Mapping[str, str]) -> None:
    present = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
    for role in ROLES:
        if role not in present:
            connection.execute(
                sql.SQL(CREATE_ROLE).format(sql.Identifier(role), sql.Literal(passwords[role]))
            )


def _hand_over(connection: psycopg.Connection, database: str) -> None:
    """The owner owns the schema; the sites may use it, and nobody else may enter."""
    names = {"database": sql.Identifier(database)}
    for statement in (
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO shouwang_watch, shouwang_market",
        "GRANT CONNECT, TEMPORARY, CREATE ON DATABASE {database} TO shouwang_owner",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE, CREATE ON SCHEMA public TO shouwang_owner",
        "GRANT USAGE ON SCHEMA public TO shouwang_watch, shouwang_market",
    ):
        connection.execute(sql.SQL(statement).format(**names))
