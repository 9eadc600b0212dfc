"""Two steps: switching it on, logging in with it, and guessing codes."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse
from tests.integration.people.factories import PASSWORD, TOWN, someone

from shouwang.people.rules import Kind

pytestmark = pytest.mark.django_db


def code_for(secret: str, steps: int = 0) -> str:
    """The code of now, or of a step later, which is good already and was not used to switch on.

    Of a step earlier it would be good no more when the clock moved on before it arrives.
    """
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def log_in(client: Client) -> str:
    response = client.post(
        reverse("account_login"), {"login": "clerk", "password": PASSWORD, "next": "/account/"}
    )
    return response.headers["Location"]


@pytest.fixture
def secret(client: Client) -> str:
    """The secret of the account `clerk`, switched on through the pages."""
    someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    log_in(client)
    confirm = client.get(reverse("mfa_activate_totp")).headers["Location"]
    assert client.get(confirm).status_code == 200
    client.post(confirm, {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret: str = page.context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    client.post(reverse("account_logout"))
    return secret


def test_the_secret_is_not_kept_in_the_clear(secret: str) -> None:
    assert secret not in str(Authenticator.objects.get(type="totp").data)


def test_log_in_asks_for_a_code(client: Client, secret: str) -> None:
    assert log_in(client) == reverse("mfa_authenticate")
    assert client.get(reverse("people_account")).status_code == 302
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    answer = client.post(reverse("mfa_authenticate"), {"code": code_for(secret, 1)})
    assert answer.headers["Location"] == "/account/"
    assert client.get(reverse("people_account")).context["second_factor"] is True


def log_in_whole(client: Client, secret: str) -> None:
    """Password, code, and the code's own confirmation for what is delicate."""
    log_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_for(secret, 1)})
    confirm = f"{reverse('account_reauthenticate')}?next=/account/"
    assert client.post(confirm, {"password": PASSWORD}).headers["Location"] == "/account/"


def test_guessing_codes_locks_the_account(client: Client, secret: str) -> None:
    log_in(client)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    answer = client.post(reverse("mfa_authenticate"), {"code": code_for(secret, 1)})
    assert answer.status_code == 200
    assert client.get(reverse("people_account")).status_code == 302


def test_a_recovery_code_works_once(client: Client, secret: str) -> None:
    log_in_whole(client, secret)
    (code, *_) = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert client.get(reverse("mfa_download_recovery_codes")).status_code == 200
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200
    for expected in (302, 200):
        client.post(reverse("account_logout"))
        log_in(client)
        assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == expected


def test_switching_it_off(client: Client, secret: str) -> None:
    log_in_whole(client, secret)
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert client.get(reverse("people_account")).context["second_factor"] is False
