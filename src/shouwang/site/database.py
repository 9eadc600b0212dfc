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
CONNECT_SECONDS = "10"
CREATE_ROLE = "CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}"


class DatabaseRefused(ShouwangError):
    """The database cannot be used."""


@dataclass(frozen=True, slots=True)
class Place:
    """A database and the ways to log in to it."""

    administrator: Mapping[str, str]
    passwords: Mapping[str, str]
    cluster: Cluster | None

    @property
    def is_unmade(self) -> bool:
        """Whether the bundled server has yet to be made, so that nothing can be in it."""
        return self.cluster is not None and not self.cluster.version_file.exists()

    def parameters(self, role: str, database: str | None = None) -> dict[str, str]:
        """psycopg's connection parameters for one of our roles."""
        values = {k: v for k, v in self.administrator.items() if k not in {"user", "password"}}
        values |= {"user": role, "password": self.passwords[role]}
        return values | ({"dbname": database} if database else {})

    def settings(self, role: str) -> dict[str, object]:
        """Django's settings of a connection as one of our roles."""
        values = self.parameters(role)
        named = ("dbname", "user", "password", "host", "port")
        dbname, user, password, host, port = (values.pop(name, "") for name in named)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": dbname,
            "USER": user,
            "PASSWORD": password,
            "HOST": host,
            "PORT": port,
            "OPTIONS": values,  # such as sslmode
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
        }


def place(database_url: str, data: Path, secrets: Mapping[str, str]) -> Place:
    """The database that the environment names: a server by URL, else the bundled one."""
    if database_url:
        named = {k: str(v) for k, v in conninfo.conninfo_to_dict(database_url).items()}
        return Place(
            {"dbname": DATABASE, "connect_timeout": CONNECT_SECONDS} | named, secrets, None
        )
    cluster = Cluster(data / "postgres", secrets["postgres"])
    administrator = {
        "host": str(cluster.socket_directory),
        "port": "5432",
        "dbname": DATABASE,
        "user": SUPERUSER,
        "password": secrets["postgres"],
    }
    return Place(administrator, secrets, cluster)


def connect(parameters: Mapping[str, str], *, autocommit: bool = False) -> psycopg.Connection:
    """A connection by libpq's parameters."""
    return psycopg.connect(conninfo.make_conninfo("", **parameters), autocommit=autocommit)


@contextlib.contextmanager
def available(at: Place) -> Iterator[None]:
    """Inside the block the database answers; the bundled server is started when it must be."""
    if at.cluster is None:
        yield
        return
    with at.cluster.running():
        yield


def prepare(at: Place, *, renew_passwords: bool = False) -> None:
    """Make the roles, the database and its extensions where they are missing; idempotent.

    `renew_passwords` gives roles that another installation made this installation's passwords.
    Raises DatabaseRefused with one sentence when the server is missing, too old or says no.
    """
    try:
        _make_database(at)
        with connect(at.administrator, autocommit=True) as connection:
            _check_encoding(connection)
            _make_roles(connection, at.passwords, renew=renew_passwords)
            for extension in EXTENSIONS:
                connection.execute(
                    sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension))
                )
            _hand_over(connection, at.administrator["dbname"])
    except psycopg.OperationalError as error:
        raise DatabaseRefused(_unreachable(at, error)) from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseRefused(
            f"The database user {at.administrator.get('user')} of DATABASE_URL may not prepare it "
            f"({str(error).strip()}): give it CREATEDB and CREATEROLE, and the database if there "
            "is one already."
        ) from error
    for role in ROLES[:2]:
        _check_password(at, role)


def _unreachable(at: Place, error: psycopg.OperationalError) -> str:
    """One sentence of several lines of libpq, and what to do."""
    said = " ".join(str(error).split())
    if at.cluster is not None and "password authentication failed" in said:
        return (
            f"The secrets.json beside {at.cluster.directory} is not the one this database was "
            f"made with: put the right one back from your copies ({said})."
        )
    mend = "look at the log beside it" if at.cluster else "check DATABASE_URL and the server"
    return f"The database does not answer ({said}): {mend}."


def _check_password(at: Place, role: str) -> None:
    try:
        connect(at.parameters(role)).close()
    except psycopg.OperationalError as error:
        raise DatabaseRefused(
            f"The role {role} cannot log in ({' '.join(str(error).split())}): another installation "
            "made it with its own password. Copy that installation's secrets.json here, or run "
            "`shouwang database prepare --renew-passwords`, which locks the other one out."
        ) from error


def _make_database(at: Place) -> None:
    wanted = at.administrator["dbname"]
    try:
        connect(at.administrator).close()
        return
    except psycopg.OperationalError as error:
        if f'database "{wanted}" does not exist' not in str(error):
            raise
    maintenance = {**at.administrator, "dbname": "postgres"}
    with connect(maintenance, autocommit=True) as server:
        _check_server(server.info.server_version)
        _create(server, wanted)


def _create(server: psycopg.Connection, wanted: str) -> None:
    """In UTF-8 and, where the server's own locale knows only ASCII, with letters of Unicode.

    Trigrams ask the locale what a letter is: in "C" no Chinese name could be searched by parts.
    """
    row = server.execute(
        "SELECT datctype IN ('C', 'POSIX') FROM pg_database WHERE datname = 'template0'"
    ).fetchone()
    unicode = " LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'" if row and row[0] else ""
    for locale in (unicode, ""):
        statement = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'" + locale
        try:
            server.execute(sql.SQL(statement).format(sql.Identifier(wanted)))
            return
        except (psycopg.errors.WrongObjectType, psycopg.errors.InvalidParameterValue):
            if not locale:
                raise  # the server lacks even its own locale


def _check_encoding(connection: psycopg.Connection) -> None:
    _check_server(connection.info.server_version)
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise DatabaseRefused(
            f"The database {connection.info.dbname} is kept in {encoding}; Shouwang needs one in "
            "UTF8: make another and name it in DATABASE_URL."
        )


def _check_server(version: int) -> None:
    if version < OLDEST_SERVER:
        raise DatabaseRefused(
            f"The server is PostgreSQL {version // 10000}; Shouwang needs 15 or later."
        )


def _make_roles(
    connection: psycopg.Connection, passwords: Mapping[str, str], *, renew: bool
) -> None:
    present = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
    for role in ROLES:
        names = sql.Identifier(role), sql.Literal(passwords[role])
        if role not in present:
            connection.execute(sql.SQL(CREATE_ROLE).format(*names))
        elif renew:
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(*names))
        _join(connection, role)


def _join(connection: psycopg.Connection, role: str) -> None:
    """An administrator that is no superuser acts for the roles: dumps, restores, ends sessions."""
    row = connection.execute("SELECT pg_has_role(current_user, %s, 'USAGE')", [role]).fetchone()
    if not (row and row[0]):
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(role)))


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
