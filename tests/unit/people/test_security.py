"""Lock-out, sessions and passwords as numbers."""

from datetime import UTC, datetime, timedelta

import pytest

from shouwang.people.rules import (
    LockOut,
    SessionLimits,
    expires_at,
    is_locked,
    refusals_of_password,
    superfluous,
)

AT = datetime(2024, 6, 30, 8, tzinfo=UTC)
LIMITS = SessionLimits(timedelta(hours=8), timedelta(minutes=30), parallel=2)


@pytest.mark.parametrize(
    ("account", "address", "expected"),
    [(0, 0, False), (4, 19, False), (5, 0, True), (0, 20, True), (4, 25, True)],
)
def test_lock_out(account: int, address: int, expected: bool) -> None:
    limit = LockOut(timedelta(minutes=15), per_account=5, per_address=20)
    assert is_locked(of_account=account, of_address=address, limit=limit) is expected


@pytest.mark.parametrize(
    ("seen_after", "expires_after"),
    [
        (timedelta(0), timedelta(minutes=30)),
        (timedelta(hours=7), timedelta(hours=7, minutes=30)),
        (timedelta(hours=7, minutes=45), timedelta(hours=8)),
    ],
)
def test_a_session_ends_idle_or_old(seen_after: timedelta, expires_after: timedelta) -> None:
    assert expires_at(AT, AT + seen_after, LIMITS) == AT + expires_after


def test_the_oldest_sessions_give_way() -> None:
    begun = [("b", AT + timedelta(hours=1)), ("a", AT), ("c", AT + timedelta(hours=2))]
    assert superfluous(begun, LIMITS) == ("a",)
    assert superfluous(begun[:2], LIMITS) == ()


@pytest.mark.parametrize(
    ("password", "common", "expected"),
    [
        ("rice-and-honey-24", False, []),
        ("short", False, ["too_short"]),
        ("password123456", True, ["too_common"]),
        ("aaaaaaaaaaaa", False, ["too_common"]),
        ("my-lihua-2024", False, ["like_name"]),
        ("MY-LIHUA-2024", False, ["like_name"]),
        ("我是李花我是李花今天", False, ["like_name"]),
    ],
)
def test_weak_passwords_are_refused(password: str, common: bool, expected: list[str]) -> None:
    findings = refusals_of_password(password, username="lihua", display_name="李花", common=common)
    assert [finding.code for finding in findings] == expected
