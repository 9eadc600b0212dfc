"""How log-in is guarded: lock-out, sessions, passwords."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shouwang.kernel.findings import Finding


@dataclass(frozen=True, slots=True)
class LockOut:
    """How many failed log-ins inside a window shut an account, or an address, out."""

    window: timedelta
    per_account: int
    per_address: int


# An address is often a whole office behind one router: a clerk's five slips must not shut out
# the colleagues, hence its higher number. The account's own limit is the one that stops guessing.
LOCK_OUT = LockOut(timedelta(minutes=15), per_account=5, per_address=20)


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """How long a session lasts at most, how long it may idle, how many run side by side."""

    whole: timedelta
    idle: timedelta
    parallel: int


SESSION_LIMITS = SessionLimits(timedelta(hours=8), timedelta(minutes=30), parallel=3)

SHORTEST_PASSWORD = 10


def is_locked(*, of_account: int, of_address: int, limit: LockOut = LOCK_OUT) -> bool:
    """Whether so many failures inside the window forbid another try."""
    return of_account >= limit.per_account or of_address >= limit.per_address


def expires_at(
    begun_at: datetime, seen_at: datetime, limits: SessionLimits = SESSION_LIMITS
) -> datetime:
    """When a session ends by itself."""
    return min(begun_at + limits.whole, seen_at + limits.idle)


def superfluous(
    begun: Sequence[tuple[str, datetime]], limits: SessionLimits = SESSION_LIMITS
) -> tuple[str, ...]:
    """The keys of the oldest sessions beyond the permitted number, from (key, begun at)."""
    newest_first = sorted(begun, key=lambda session: (session[1], session[0]), reverse=True)
    return tuple(key for key, _ in newest_first[limits.parallel :])


def refusals_of_password(
    password: str, *, username: str, display_name: str, common: bool
) -> tuple[Finding, ...]:
    """Why a password is too weak; empty when it will do."""
    findings = []
    if len(password) < SHORTEST_PASSWORD:
        findings.append(Finding("too_short", f"密码至少{SHORTEST_PASSWORD}个字符"))
    if common or len(set(password)) < 4:
        findings.append(Finding("too_common", "这个密码太常见，容易被猜中"))
    names = {name.lower() for name in (username, display_name) if name}
    if any(name in password.lower() for name in names):
        findings.append(Finding("like_name", "密码不能包含用户名或姓名"))
    return tuple(findings)
