"""Sessions: how long, how many, and what ends them."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.integration.people.factories import PASSWORD, TOWN, make_account, someone

from shouwang.people import operations
from shouwang.people.models import Account, AccountSession
from shouwang.people.rules import Kind

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "tea-oil-and-oranges"


def logged_in(username: str = "clerk") -> Client:
    client = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/120.0"})
    client.post(reverse("account_login"), {"login": username, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("people_account")).status_code == 200


def moved(client: Client, **changes: timedelta) -> None:
    """Turn the clock back on a session's own instants."""
    session = client.session
    for key, back in changes.items():
        then = datetime.fromisoformat(session[f"_{key}"]) - back
        session[f"_{key}"] = then.isoformat()
    session.save()


def test_a_session_knows_whose_and_from_where() -> None:
    clerk = someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    client = logged_in()
    session = AccountSession.objects.get()
    assert session.session_key == client.session.session_key
    assert (session.account, session.address) == (clerk, "127.0.0.1")
    assert session.device == "Chrome · Windows"
    assert session.expire_date - session.begun_at == timedelta(minutes=30)


def test_an_idle_session_ends_after_half_an_hour() -> None:
    someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    client = logged_in()
    moved(client, seen_at=timedelta(minutes=29))
    assert is_in(client)
    moved(client, seen_at=timedelta(minutes=31))
    assert not is_in(client)


def test_a_busy_session_ends_after_eight_hours() -> None:
    someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    client = logged_in()
    moved(client, begun_at=timedelta(hours=7, minutes=59))
    assert is_in(client)
    moved(client, begun_at=timedelta(minutes=2))
    assert not is_in(client)


def test_being_used_prolongs_a_session() -> None:
    clerk = someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    client = logged_in()
    moved(client, seen_at=timedelta(minutes=20))
    before = timezone.now()
    assert is_in(client)
    session, account = AccountSession.objects.get(), Account.objects.get(pk=clerk.pk)
    assert session.seen_at >= before
    assert account.seen_at >= before


def test_the_fourth_session_ends_the_first() -> None:
    someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    clients = [logged_in() for _ in range(4)]
    assert [is_in(client) for client in clients] == [False, True, True, True]


def test_one_ends_one_s_own_sessions_and_nobody_else_s() -> None:
    someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    someone("other", Kind.TOWNSHIP_CLERK, TOWN)
    first, second, other = logged_in(), logged_in(), logged_in("other")
    url = reverse("people_end_session")
    first.post(url, {"key": other.session.session_key})
    assert is_in(other)
    first.post(url, {"key": second.session.session_key})
    assert (is_in(first), is_in(second)) == (True, False)


def test_changing_the_password_ends_the_other_sessions() -> None:
    someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    here, elsewhere = logged_in(), logged_in()
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    response = here.post(reverse("account_change_password"), form)
    assert response.headers["Location"] == reverse("people_account")
    assert (is_in(here), is_in(elsewhere)) == (True, False)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"oldpassword": "wrong-password"}, "oldpassword"),
        ({"password1": "short", "password2": "short"}, "password1"),
        ({"password1": PASSWORD, "password2": PASSWORD}, "password1"),
        ({"password1": "password12", "password2": "password12"}, "password1"),
        ({"password2": "something-else-24"}, "password2"),
    ],
)
def test_a_bad_new_password_is_refused_at_its_field(form: dict[str, str], field: str) -> None:
    someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    good = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    response = logged_in().post(reverse("account_change_password"), good | form)
    assert list(response.context["form"].errors) == [field]


def test_a_reset_or_switched_off_account_is_out_at_once() -> None:
    clerk, office = (
        someone("clerk", Kind.TOWNSHIP_CLERK, TOWN),
        someone("office", Kind.COUNTY_OFFICE),
    )
    client = logged_in()
    operations.reset_password(by=office, at=timezone.now(), account=clerk)
    assert not is_in(client)
    operations.switch_off(by=office, at=timezone.now(), account=clerk)
    assert not is_in(logged_in())


def test_a_password_set_by_others_must_be_changed_first() -> None:
    make_account("clerk", must=True)
    client = logged_in()
    response = client.get(reverse("people_account"))
    assert response.headers["Location"] == reverse("account_change_password")
    assert client.get(reverse("account_change_password")).status_code == 200
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post(reverse("account_change_password"), form)
    assert is_in(client)
