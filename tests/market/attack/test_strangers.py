"""Every address of the market, asked by those whose it is not: nothing shown, nothing changed."""

from collections.abc import Iterator

import psycopg
import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import factories_market_supply as supply
from tests.factories_market_attack import Scene, scene
from tests.factories_market_orders import a_member

pytestmark = pytest.mark.usefixtures("committed")
BACKEND = "django.contrib.auth.backends.ModelBackend"
# Of nobody, or only of whoever asks: there is nothing of another's to be reached by the address.
PUBLIC = {
    *(
        "shop",
        "search",
        "suggest",
        "product",
        "supplier_page",
        "picture",
        "figures",
        "set_language",
    ),
    *("certificates", "certificate", "certificate_check", "trace", "trace_search", "trace_qr"),
    *("member_log_in", "member_sign_up", "member_log_out", "cart", "cart_add"),
    *("household_sign_in", "household_sign_out", "groups", "group", "pay_testing"),
    *("payment_notice", "set_language"),
}
ONES_OWN = {
    "member_password",
    *("checkout", "checkout_total", "orders", "units", "supplier_new", "supplier_home"),
    *("goods", "goods_new", "certification", "certification_new", "supply", "declarations"),
    *("declarations_sheet", "batches", "supplier_orders", "packing_slips", "supplier_sold"),
    *("supplier_groups", "supplier_staff_add", "supplier_share", "settlement", "supplier_money"),
    "supplier_earnings_file",
}
OPERATORS = {
    *("operator", "operator_members", "operator_refunds", "operator_notices", "operator_parcels"),
    "operator_takings",
    *("settlement_runs", "settlement_books", "payout_new"),
}
# What trying may leave behind, whoever tries: sessions and carts of one's own.
LEFT = {"members_membersession", "orders_cart", "members_logintry"}
TYPED = {"issued_number": "1", "agrees": "yes", "withdraw": ""}
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"


@pytest.fixture
def there(superuser) -> Scene:
    return scene(superuser)


def addresses(patterns=None) -> Iterator[URLPattern]:
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns)
        else:
            yield one


def guarded(there: Scene) -> dict[str, str]:
    """Every address that is somebody's, by its name."""
    names = {str(one.name) for one in addresses()} - PUBLIC - ONES_OWN
    return {name: reverse(name, args=there.arguments.get(name, [])) for name in sorted(names)}


def logged_in(member) -> Client:
    client = Client()
    client.force_login(member, BACKEND)
    return client


def stock(superuser: psycopg.Connection) -> dict[str, str]:
    """Every table's content, as one number each."""
    tables = [name for (name,) in superuser.execute(_TABLES) if name not in LEFT]
    asked = " UNION ALL ".join(
        f"SELECT '{name}', md5(string_agg(one::text, ' ' ORDER BY one::text)) FROM {name} AS one"
        for name in tables
    )
    return dict(superuser.execute(asked).fetchall())


def is_shut(answer) -> bool:
    """Not found, not permitted, or sent to where one says who one is."""
    if answer.status_code in (301, 302):
        return answer["Location"].partition("?")[0] in {
            reverse("member_log_in"),
            reverse("supplier_new"),
            reverse("household_sign_in"),
        }
    return answer.status_code in (403, 404, 405)


def test_every_address_is_somebodys_or_declared_public(there):
    known = set(there.arguments) | PUBLIC | ONES_OWN | OPERATORS
    assert {str(one.name) for one in addresses()} - known == set()


@pytest.mark.parametrize("who", ["nobody", "a shopper", "another supplier"])
def test_what_is_somebody_elses_stays_shut(there, superuser, who):
    client = Client()
    if who != "nobody":
        stranger = a_member()
        client = logged_in(stranger)
    if who == "another supplier":
        supply.a_supplier(stranger)
    before, open_ = stock(superuser), {}
    for name, path in guarded(there).items():
        for method in (client.get, client.post):
            answer = method(path, TYPED)
            if not is_shut(answer):
                open_[f"{method.__name__} {name}"] = answer.status_code
    assert open_ == {}
    assert stock(superuser) == before


def test_to_whom_it_belongs_the_same_addresses_are_open(there):
    operator = logged_in(a_member(is_operator=True))
    clients = [logged_in(there.buyer), logged_in(there.owner), operator]
    unreached = []
    for name, path in guarded(there).items():
        answers = [client.get(path) for client in clients]
        found = {answer.status_code for answer in answers}
        for answer in answers:
            answer.close()  # a list to be taken away is an open file
        if not found & {200, 405}:
            unreached.append((name, found))
    assert unreached == [
        # opened with a pass, not by an account
        ("household_line", {302}),
        ("household_page", {302}),
        ("household_sold", {302}),
        ("household_year", {302}),
    ]
