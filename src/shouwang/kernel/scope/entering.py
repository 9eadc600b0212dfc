"""The one choke point: a scope is entered for a transaction, and left with it."""

import re
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from typing import Any, TypeVar

import psycopg
from django.db import connection, transaction

from shouwang.kernel.errors import ShouwangError
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope.signing import signature

T = TypeVar("T")
_PREFIX = re.compile(r"(\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?)?", re.ASCII)
_SCOPE, _ACCOUNT = "shouwang.scope", "shouwang.account"
_SET = (
    "SELECT set_config('shouwang.scope', %s, true),"
    " set_config('shouwang.scope_signature', %s, true),"
    " set_config('shouwang.account', %s, true),"
    " set_config('shouwang.account_signature', %s, true),"
    " set_config('shouwang.duty', %s, true)"
)
_LEAVE = (
    "SELECT set_config('shouwang.scope', '', true),"
    " set_config('shouwang.scope_signature', '', true),"
    " set_config('shouwang.account', '', true),"
    " set_config('shouwang.account_signature', '', true),"
    " set_config('shouwang.duty', '', true)"
)
_READ_ONE = "SELECT current_setting(%s, true), current_setting(%s, true)"
_SET_ONE = "SELECT set_config(%s, %s, true), set_config(%s, %s, true)"


class ScopeInvalid(ShouwangError):
    """{prefix!r} is not a region prefix: it has 2, 4, 6, 9 or 12 digits, or none for the nation."""


class ScopeWidened(ShouwangError):
    """A scope inside another may only be narrower: {inner} is not inside {outer}."""


def _outermost(prefixes: tuple[str, ...]) -> tuple[str, ...]:
    kept: list[str] = []
    for prefix in sorted(set(prefixes)):
        if not (kept and prefix.startswith(kept[-1])):
            kept.append(prefix)
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class Scope:
    """The places an account may see, by prefix of the region code, in the capacity of one duty.

    No prefix is nothing; the prefix '' is the whole nation. Prefixes inside others are dropped.
    """

    prefixes: tuple[str, ...] = ()
    account: str = ""
    duty: str = ""

    def __post_init__(self) -> None:
        for prefix in self.prefixes:
            if not _PREFIX.fullmatch(prefix):
                raise ScopeInvalid(prefix=prefix)
        object.__setattr__(self, "prefixes", _outermost(self.prefixes))

    @classmethod
    def everywhere(cls, account: str = "", duty: str = "") -> "Scope":
        """The whole nation: for set-up, the worker and the command line."""
        return cls(("",), account, duty)

    @classmethod
    def of(cls, regions: Iterable[RegionCode], account: str = "", duty: str = "") -> "Scope":
        """The scope that holds the regions."""
        return cls(tuple(region.prefix for region in regions), account, duty)

    def contains(self, region: RegionCode | str) -> bool:
        """Whether the region lies in the scope."""
        return str(region).startswith(self.prefixes) if self.prefixes else False

    def inside(self, outer: "Scope") -> bool:
        """Whether every place of this scope lies in the outer one."""
        return all(prefix.startswith(outer.prefixes) for prefix in self.prefixes)

    @property
    def setting(self) -> str:
        """The scope as the database reads it."""
        return ",".join(prefix or "*" for prefix in self.prefixes)


NOTHING = Scope()
_CURRENT: ContextVar[Scope | None] = ContextVar("shouwang_scope", default=None)


def current() -> Scope:
    """The scope that is entered; NOTHING outside of any."""
    return _CURRENT.get() or NOTHING


@contextmanager
def entered(scope: Scope) -> Iterator[Scope]:
    """Run the block in one transaction that sees the scope and nothing else.

    Inside another scope the new one may only be narrower: raises ScopeWidened.
    Work that runs after the commit has no scope and must enter one itself.
    """
    outer = _CURRENT.get()
    if outer is not None and not scope.inside(outer):
        raise ScopeWidened(inner=scope.setting, outer=outer.setting)
    within_transaction = connection.in_atomic_block
    with transaction.atomic():
        _set(scope)
        token = _CURRENT.set(scope)
        try:
            yield scope
        finally:
            _CURRENT.reset(token)
        # an end by exception puts the setting back by rolling back
        if within_transaction and not connection.needs_rollback:
            _set(outer or NOTHING)


def streamed(rows: Callable[[], Iterable[T]], scope: Scope) -> Iterator[T]:
    """Yield what `rows()` gives, made and read inside the scope in a transaction of its own.

    For streaming responses, which Django reads after the request's transaction has ended. Let
    `rows` use `.iterator()`, so that a server-side cursor keeps memory bounded.
    """
    context = copy_context()
    inner = _in_scope(rows, scope)
    end = object()
    try:
        while (row := context.run(next, inner, end)) is not end:
            yield row  # type: ignore[misc]  # the sentinel was excluded above
    finally:
        context.run(inner.close)


def _in_scope(rows: Callable[[], Iterable[T]], scope: Scope) -> Generator[T, None, None]:
    with entered(scope):
        yield from rows()


@contextmanager
def signed(setting: str, value: str) -> Iterator[None]:
    """Inside the block another setting of the database has this value, signed; see `signing`.

    It lasts for the transaction at most, and is put back at the block's end.
    """
    names = (setting, f"{setting}_signature")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_READ_ONE, names)
            before = [text or "" for text in cursor.fetchone()]
        _send(_SET_ONE, (names[0], value, names[1], signature(setting, value, _process())))
        yield
        _send(_SET_ONE, (names[0], before[0], names[1], before[1]))


def _set(scope: Scope) -> None:
    # an account without places is still somebody: its own uploads are shown by its number
    if not scope.prefixes and not scope.account:
        _send(_LEAVE, ())
        return
    process = _process()
    places = (scope.setting, signature(_SCOPE, scope.setting, process))
    account = (scope.account, signature(_ACCOUNT, scope.account, process))
    _send(_SET, (*places, *account, scope.duty))


def _process() -> int:
    """The server process that answers this connection: a signature is good for no other."""
    connection.ensure_connection()
    number: int = connection.connection.info.backend_pid
    return number


def _send(statement: str, values: tuple[str, ...]) -> None:
    """Send values apart from the statement: its text can be read in pg_stat_activity."""
    connection.ensure_connection()
    bare: Any = psycopg.Cursor(connection.connection)
    make = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with make(bare) as cursor:
        cursor.execute(statement, values)
