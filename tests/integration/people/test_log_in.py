"""Log-in: the lock-out, what it tells, and that parallel tries do not get around it."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from tests.integration.people.factories import AT, PASSWORD, TOWN, make_account, someone

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.people import operations
from shouwang.people.errors import NotManaged
from shouwang.people.models import Account, LogIn, Outcome
from shouwang.people.rules import LOCK_OUT, Kind, LockOut

ADDRESS = "10.0.0.7"


def attempt(username: str = "clerk", minutes: float = 0, address: str = ADDRESS) -> LogIn | None:
    at = AT + timedelta(minutes=minutes)
    log_in = operations.begin_log_in(username=username, address=address, at=at)
    if log_in:
        operations.fail_log_in(log_in=log_in, at=at)
    return log_in


def outcomes() -> list[str]:
    return list(LogIn.objects.order_by("pk").values_list("outcome", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["clerk", "nobody"])
def test_the_sixth_try_in_fifteen_minutes_is_refused(username: str) -> None:
    someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    assert [bool(attempt(username)) for _ in range(6)] == [True] * 5 + [False]
    assert outcomes() == [Outcome.FAILED] * 5 + [Outcome.LOCKED]
    assert attempt(username, minutes=14.9) is None
    assert attempt(username, minutes=15.1) is not None


@pytest.mark.django_db
def test_locking_is_journalled_once() -> None:
    clerk = someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    for _ in range(8):
        attempt()
    with entered(Scope.everywhere()):
        entries = JournalEntry.objects.filter(act="people.locked_out")
        assert [(e.subject_id, e.region_code) for e in entries] == [(str(clerk.pk), TOWN.code)]


@pytest.mark.django_db
def test_spelling_a_name_differently_does_not_help() -> None:
    make_account("clerk")
    for name in ("clerk", "CLERK", " clerk", "Clerk ", "cLERK"):
        attempt(name)
    assert attempt("clerk") is None


@pytest.mark.django_db
def test_an_address_has_its_own_limit() -> None:
    for number in range(LOCK_OUT.per_address):
        attempt(f"guess{number}")
    assert attempt("clerk") is None
    assert attempt("clerk", address="10.0.0.8") is not None


@pytest.mark.django_db
def test_the_office_unlocks_and_others_may_not() -> None:
    clerk = someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    office, other = someone("office", Kind.COUNTY_OFFICE), someone("cadre", Kind.VILLAGE_CADRE)
    for _ in range(5):
        attempt()
    with pytest.raises(NotManaged):
        operations.unlock(account=clerk, by=other, at=AT)
    assert attempt() is None
    assert operations.unlock(account=clerk, by=office, at=AT) == 5
    assert attempt() is not None


@pytest.mark.django_db
def test_a_success_does_not_wipe_the_failures() -> None:
    make_account("clerk")
    for _ in range(4):
        attempt()
    passed = operations.begin_log_in(username="clerk", address=ADDRESS, at=AT)
    assert passed is not None
    operations.pass_log_in(log_in=passed)
    attempt()
    assert attempt() is None


def test_parallel_tries_do_not_get_around_the_limit(committed: None) -> None:
    make_account("clerk")
    let_in: list[bool] = []
    start = threading.Barrier(12)

    def guess() -> None:
        start.wait()
        limit = LockOut(LOCK_OUT.window, per_account=5, per_address=100)
        log_in = operations.begin_log_in(username="clerk", address=ADDRESS, at=AT, limit=limit)
        let_in.append(log_in is not None)
        connections.close_all()

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(let_in) == [False] * 7 + [True] * 5


def post(client: Client, username: str, password: str) -> tuple[int, list[str]]:
    response = client.post(reverse("account_login"), {"login": username, "password": password})
    context = getattr(response, "context", None)
    errors = context["form"].non_field_errors() if context and response.status_code == 200 else []
    return response.status_code, list(errors)


@pytest.mark.django_db
def test_a_wrong_name_a_wrong_password_and_a_switched_off_account_answer_alike(
    client: Client,
) -> None:
    make_account("clerk")
    off = make_account("gone")
    Account.objects.filter(pk=off.pk).update(is_active=False)
    expected = (200, ["用户名或密码不对"])
    assert post(client, "clerk", "wrong-password") == expected
    assert post(client, "nobody", "wrong-password") == expected
    assert post(client, "gone", PASSWORD) == expected
    assert post(client, "clerk", PASSWORD) == (302, [])


@pytest.mark.django_db
def test_the_right_password_does_not_open_a_locked_account(client: Client) -> None:
    make_account("clerk")
    for _ in range(5):
        post(client, "clerk", "wrong-password")
    locked = (200, ["登录失败次数过多，请15分钟后再试，或请县级办公室解锁"])
    assert post(client, "clerk", PASSWORD) == locked
    for _ in range(5):
        post(client, "nobody", "wrong-password")
    assert post(client, "nobody", PASSWORD) == locked


@pytest.mark.django_db
def test_what_was_typed_as_a_name_is_not_kept(client: Client) -> None:
    post(client, "my-secret-password", "x")
    row = LogIn.objects.values().get()
    assert "my-secret-password" not in str(row)
    assert (row["account_id"], row["address"], row["outcome"]) == (None, "127.0.0.1", "failed")


@pytest.mark.django_db
def test_nobody_signs_up_and_no_mail_resets_a_password(client: Client) -> None:
    for path in ("signup/", "password/reset/", "email/"):
        assert client.get(f"/account/{path}").status_code == 404
