"""Nobody's number stands in logs, addresses or error pages, whatever goes wrong."""

import logging

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.integration.privacy.test_pages import TOWN, browser

from shouwang.kernel.logs import MaskingFormatter, masked
from shouwang.people.rules import Kind
from shouwang.watch.privacy import operations

IDENTITY, TELEPHONE = "11010519491231002X", "13800001234"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"号码{IDENTITY}。", "号码110***********002X。"),
        (f"{IDENTITY.lower()},{TELEPHONE}", "110***********002x,138****1234"),
        ("１１０１０５１９４９１２３１００２Ｘ", "１１０***********００２Ｘ"),
        ("order 110105194912310021234567", "order 110105194912310021234567"),
        ("13800001234567", "13800001234567"),
        ("2024-06-30 360781100201", "2024-06-30 360781100201"),
    ],
)
def test_numbers_of_people_are_masked_and_other_numbers_are_not(text, shown):
    assert masked(text) == shown


def test_arguments_and_tracebacks_are_masked_too():
    formatter = MaskingFormatter("%(message)s")
    try:
        raise ValueError(IDENTITY)
    except ValueError as error:
        cause = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "", 0, "sent %s", (TELEPHONE,), cause)
    line = formatter.format(record)
    assert (IDENTITY in line, TELEPHONE in line, "138****1234" in line) == (False, False, True)


def test_the_sites_own_log_is_written_by_that_formatter():
    assert settings.LOGGING["formatters"]["line"]["()"] == "shouwang.kernel.logs.MaskingFormatter"


@pytest.mark.django_db
def test_an_error_while_a_number_is_handled_shows_it_nowhere(monkeypatch, caplog):
    def broken(identity: str) -> None:
        raise RuntimeError(f"no household for {identity}")

    monkeypatch.setattr(operations, "find_household", broken)
    client = browser(Kind.TOWNSHIP_CLERK, TOWN)
    client.raise_request_exception = False
    answer = client.post(reverse("privacy_counter"), {"identity": IDENTITY})
    assert answer.status_code == 500
    lines = "\n".join(MaskingFormatter().format(record) for record in caplog.records)
    assert (IDENTITY in answer.content.decode(), IDENTITY in lines) == (False, False)
    assert "110***********002X" in lines


@pytest.mark.django_db
@pytest.mark.parametrize("given", [IDENTITY + "9", "110105194912310021", "<b>" + IDENTITY])
def test_a_refused_number_is_neither_logged_nor_in_the_address(given, caplog):
    answer = Client().post(reverse("privacy_visit"), {"identity": given, "code": TELEPHONE})
    assert answer.status_code == 200
    assert given not in "".join(record.getMessage() for record in caplog.records)
    assert given not in answer.request["PATH_INFO"] + answer.request.get("QUERY_STRING", "")
