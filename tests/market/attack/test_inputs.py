"""Nonsense in every address and every field of every form: refused, never an error of ours."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories_market_attack import Scene
from tests.market.attack.test_strangers import ONES_OWN, guarded, logged_in, there

__all__ = ["there"]
pytestmark = pytest.mark.usefixtures("committed")
NONSENSE = ["\x00", "9" * 5000]
ASKED = (
    *("q", "page", "year", "month", "by", "code", "number", "standing", "state", "since", "until"),
    *("correct", "province", "next", "order", "place", "category", "band", "format", "waiting"),
    *("part", "parts", "blocked", "season", "kind", "crop", "variant", "word", "text"),
)
_FIELD = re.compile(r'name="([A-Za-z0-9_-]+)"')
PLAIN = (
    *("shop", "search", "suggest", "figures", "certificate_check", "trace_search", "cart"),
    *("cart_add", "household_sign_in", "groups", "member_log_in", "member_sign_up"),
)


def everything(there: Scene) -> dict[str, str]:
    plain = {name: reverse(name) for name in (*PLAIN, *ONES_OWN)}
    return {**plain, **guarded(there), "group": reverse("group", args=there.arguments["group"])}


def client(there: Scene) -> Client:
    """Somebody who acts for the supplier and runs the market."""
    there.owner.is_operator = True
    there.owner.save()
    made = logged_in(there.owner)
    made.raise_request_exception = False
    return made


@pytest.mark.parametrize("typed", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_refused(there, typed):
    wrong, asking = {}, client(there)
    for name, path in everything(there).items():
        shown = asking.get(path, dict.fromkeys(ASKED, typed))
        text = "" if shown.streaming else shown.content.decode(errors="replace")
        named = {*_FIELD.findall(text), *ASKED, f"line-{typed}", "remove", "more", "issued_number"}
        sent = asking.post(path, dict.fromkeys(named, typed))
        shown.close()
        sent.close()
        if shown.status_code >= 500 or sent.status_code >= 500:
            wrong[name] = (shown.status_code, sent.status_code)
    assert wrong == {}


@pytest.mark.parametrize("name", ["product", "goods_edit", "operator_member", "supplier_staff_end"])
def test_numbers_that_nothing_can_have(there, name):
    answer = client(there).get(reverse(name, args=[10**30]))
    assert answer.status_code in (302, 403, 404, 405)
