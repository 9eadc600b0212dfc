"""Each wing writes its half, sees what it may, and the database refuses the rest."""

from datetime import date
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError
from tests import factories_bridge as make
from tests.factories import NEIGHBOUR_VILLAGE, OTHER_COUNTY_VILLAGE, VILLAGE

from shouwang.bridge import operations, queries
from shouwang.bridge.errors import AlreadyLinked, CertificateOverlaps
from shouwang.bridge.models import Alarm, Application, Attribution, Certificate, Holder, Link
from shouwang.kernel.scope import Scope, entered

HERE = Scope((VILLAGE,))
ELSEWHERE = Scope((OTHER_COUNTY_VILLAGE,))


def certificate(application, **given):
    values = {
        "id": uuid4(),
        "number": f"C{uuid4().hex[:8]}",
        "application_id": application,
        "region_code": VILLAGE,
        "product": "脐橙",
        "category": "fruit",
        "valid_from": date(2024, 6, 1),
        "valid_until": date(2027, 6, 1),
    }
    return Certificate(**values | given)


def test_the_market_reads_links_and_never_who_holds_them(market, link):
    assert market.execute("SELECT id FROM bridge_link").fetchall() == [(link,)]
    for statement in (
        "SELECT * FROM bridge_holder",
        "SELECT count(*) FROM bridge_holder",
        "SELECT up_to FROM bridge_taken",
        "UPDATE bridge_link SET withdrawn_on = NULL",
        "UPDATE bridge_certificate SET ended_on = NULL",
        "UPDATE bridge_application SET state = 'certified'",
        "UPDATE bridge_attribution SET fen = 1",
        "DELETE FROM bridge_attribution",
        "DELETE FROM bridge_suppliercard",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            market.execute(statement)


def test_the_watch_sees_its_scope_and_writes_no_sales(market, supplier, link):
    make.application(market, supplier, (link,))
    make.alarm(market, supplier)
    make.attribution(market, link)
    models = (Link, Holder, Application, Alarm, Attribution)
    with entered(HERE):
        assert [model.objects.count() for model in models] == [1, 1, 1, 1, 1]
        assert [one.name for one in queries.cards(near=VILLAGE)] == ["绿源合作社"]
    with entered(ELSEWHERE):
        assert [model.objects.count() for model in models] == [0, 0, 0, 0, 0]
    for change in ({"price_fen": 1}, {"product": "蜂蜜"}):
        with pytest.raises(DatabaseError), entered(HERE):
            Application.objects.update(**change)
    with pytest.raises(DatabaseError), entered(HERE):
        Attribution.objects.update(fen=1)


def test_what_the_market_hands_over_is_fresh(market, supplier):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        make.application(market, supplier, state="certified")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        make.alarm(market, supplier, handled_at="2024-05-01", handled_by=1, handled_words="好")


def test_a_household_has_one_live_link_to_a_supplier(supplier, link):
    with entered(HERE):
        again = {"supplier": supplier, "household": "H1", "region_code": VILLAGE}
        again |= {"on": date(2024, 4, 1), "may_honour": True}
        with pytest.raises(AlreadyLinked):
            operations.agree(id=uuid4(), **again)
        known, secret = operations.agree(id=link, **again)
        assert (known.pk, known.agreed_on, secret) == (link, date(2024, 3, 1), "")
        assert operations.withdraw(link, on=date(2024, 4, 2))
        assert not operations.withdraw(link, on=date(2024, 4, 3))
        assert operations.agree(id=uuid4(), **again)[0].pk != link


def test_a_link_is_opened_with_its_number_and_its_pass(link):
    with entered(HERE):
        secret = operations.new_secret(link)
        number = Link.objects.get(pk=link).number
        assert queries.link_by_pass(f" {number.lower()} ", f"{secret[:4]}-{secret[4:]}").pk == link
        assert queries.link_by_pass(number, "AAAAAAAA") is None
        assert queries.link_by_pass("L0000", secret) is None
        newer = operations.new_secret(link)
        assert queries.link_by_pass(number, secret) is None
        assert queries.link_by_pass(number, newer).pk == link


def test_orders_after_a_withdrawal_earn_nothing_and_earlier_ones_do(market, link):
    with entered(HERE):
        operations.withdraw(link, on=date(2024, 5, 10))
    make.attribution(market, link, ordered_on=date(2024, 5, 10))
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        make.attribution(market, link, ordered_on=date(2024, 5, 11))
    assert refused.value.diag.constraint_name == "attribution_live_link"
    assert str(refused.value).splitlines()[0] == "attribution without a live link"


@pytest.mark.parametrize(
    "given", [{"link_id": uuid4()}, {"region_code": NEIGHBOUR_VILLAGE}, {"region_code": ""}]
)
def test_earnings_belong_to_a_link_of_the_place(market, link, given):
    with pytest.raises(psycopg.errors.CheckViolation):
        make.attribution(market, link, **given)


def test_a_product_has_one_valid_certificate_at_a_time(market, supplier, link):
    first, second = make.application(market, supplier), make.application(market, supplier)
    with entered(HERE):
        held = operations.certify(certificate(first, supplier_id=supplier))
        with pytest.raises(CertificateOverlaps):
            operations.certify(certificate(second, supplier_id=supplier))
        assert operations.delist(held.pk, on=date(2024, 9, 1), reason="以次充好")
        assert not operations.suspend(held.pk, on=date(2024, 9, 2), reason="晚了")
        later = certificate(second, supplier_id=supplier, valid_from=date(2024, 9, 1))
        operations.certify(later)
        assert queries.certified_ids([held.pk, later.pk], date(2024, 8, 31)) == {held.pk}
        assert queries.certified_ids([held.pk, later.pk], date(2024, 9, 1)) == {later.pk}
        assert not queries.is_certified(later.pk, date(2027, 6, 1))


def test_a_suspended_certificate_holds_again_when_resumed(market, supplier):
    with entered(HERE):
        held = operations.certify(
            certificate(make.application(market, supplier), supplier_id=supplier)
        )
        operations.suspend(held.pk, on=date(2024, 7, 1), reason="等待复检")
    seen = "SELECT suspended_on, reason FROM bridge_certificate"
    assert market.execute(seen).fetchall() == [(date(2024, 7, 1), "等待复检")]
    with entered(HERE):
        assert not queries.is_certified(held.pk, date(2024, 7, 1))
        operations.resume(held.pk)
        assert queries.is_certified(held.pk, date(2024, 7, 1))
        with pytest.raises(IntegrityError):
            Certificate.objects.update(suspended_on=date(2024, 7, 1), reason="")


def test_a_certificate_is_not_given_elsewhere(market, supplier):
    application = make.application(market, supplier)
    with pytest.raises(DatabaseError), entered(ELSEWHERE):
        certificate(application, supplier_id=supplier).save(force_insert=True)
