"""Entering by the real name, being accepted and stopped, people, shares."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from shouwang.bridge.models import SupplierCard
from shouwang.market.suppliers import operations, queries
from shouwang.market.suppliers.errors import (
    AgreementGoesBack,
    AlreadySupplier,
    NotYours,
    ReasonMissing,
    StateRefuses,
)
from shouwang.market.suppliers.forms import ShareForm
from shouwang.market.suppliers.models import Kind, Role, State, Supplier, SupplierEvent
from shouwang.market.suppliers.operations import Entry
from shouwang.market.suppliers.rules import read_number
from tests.factories_market_supply import AT, TODAY, VILLAGE, a_member, a_supplier

pytestmark = pytest.mark.django_db
CODE = "91110000600037341L"
IDENTITY = "11010519491231002X"


def entry(**given) -> Entry:
    told = {
        "kind": Kind.COOPERATIVE,
        "name": "绿源合作社",
        "proof": CODE,
        "contact_name": "张三",
        "telephone": "13800000000",
        "village_code": VILLAGE,
    }
    return Entry(**{**told, **given})


def decide(supplier, state, by, words="", act=None):
    return operations.decide(
        act_id=act or uuid4(), number=supplier.pk, state=state, words=words, by=by, at=AT
    )


@pytest.fixture
def operator():
    return a_member(is_operator=True)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("company", CODE, None),
        ("cooperative", CODE.lower(), None),
        ("company", CODE[:-1] + "M", "credit_code_check"),
        ("farm", IDENTITY[:-1] + "1", "credit_code_check"),
        ("micro", IDENTITY, None),
        ("micro", IDENTITY[:-1] + "1", "identity_check"),
    ],
)
def test_the_number_is_of_the_kind_and_its_check_digit_fits(kind, text, code):
    found = read_number(kind, text, on=TODAY)
    assert [one.code for one in found.findings] == ([code] if code else [])
    assert (found.value is None) == (code is not None)


def test_an_entry_is_accepted_by_the_operator_and_the_county_sees_its_card(operator):
    owner, number, act = a_member(), uuid4(), uuid4()
    supplier = operations.enter(number=number, entry=entry(), by=owner, at=AT)
    assert operations.enter(number=number, entry=entry(), by=owner, at=AT) == supplier
    assert (supplier.state, SupplierCard.objects.count()) == ("applied", 0)
    with pytest.raises(NotYours):
        decide(supplier, State.ACTIVE, owner)
    for _twice in range(2):
        assert decide(supplier, State.ACTIVE, operator, act=act).is_active
    card = SupplierCard.objects.get()
    assert (card.pk, card.name, card.region_code, card.is_active) == (
        number, "绿源合作社", VILLAGE, True,
    )  # fmt: skip
    assert SupplierEvent.objects.filter(supplier=supplier).count() == 2


def test_a_supplier_is_stopped_with_a_reason_and_the_card_follows(operator):
    supplier = operations.enter(number=uuid4(), entry=entry(), by=a_member(), at=AT)
    with pytest.raises(StateRefuses):
        decide(supplier, State.SUSPENDED, operator, "抽检")
    decide(supplier, State.ACTIVE, operator)
    with pytest.raises(ReasonMissing):
        decide(supplier, State.SUSPENDED, operator, " ")
    assert decide(supplier, State.SUSPENDED, operator, "抽检不合格").reason == "抽检不合格"
    assert not SupplierCard.objects.get().is_active
    assert decide(supplier, State.ACTIVE, operator).reason == ""
    decide(supplier, State.ENDED, operator, "注销")
    with pytest.raises(StateRefuses):
        decide(supplier, State.ACTIVE, operator)


def test_who_was_refused_corrects_the_entry_and_applies_again(operator):
    owner = a_member()
    first = operations.enter(number=uuid4(), entry=entry(), by=owner, at=AT)
    decide(first, State.REFUSED, operator, "名称与执照不符")
    again = operations.enter(number=uuid4(), entry=entry(name="绿源果业合作社"), by=owner, at=AT)
    assert (again.pk, again.state, again.name) == (first.pk, "applied", "绿源果业合作社")
    with pytest.raises(AlreadySupplier):
        operations.enter(number=uuid4(), entry=entry(proof="", kind=Kind.MICRO), by=owner, at=AT)


def test_a_micro_merchants_identity_is_kept_encrypted_and_once():
    micro = entry(kind=Kind.MICRO, proof=IDENTITY, name="李四")
    made = operations.enter(number=uuid4(), entry=micro, by=a_member(), at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity FROM suppliers_supplier WHERE number = %s", [made.pk])
        assert IDENTITY.encode() not in bytes(cursor.fetchone()[0])
    assert Supplier.objects.get(identity_blind=IDENTITY) == made
    with pytest.raises(operations.NumberTaken):
        operations.enter(number=uuid4(), entry=micro, by=a_member(), at=AT)


def test_the_database_wants_the_number_of_the_kind_and_a_reason():
    supplier = a_supplier()
    for wrong in ({"kind": "micro"}, {"is_active": False}, {"state": "ended", "is_active": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Supplier.objects.filter(pk=supplier.pk).update(**wrong)


def test_the_owner_appoints_and_dismisses():
    owner, helper = a_member(), a_member()
    supplier = a_supplier(owner)
    act = {"supplier": supplier, "by": owner, "at": AT}
    operations.appoint(member=helper, role=Role.COLLECTOR, **act)
    staff = operations.appoint(member=helper, role=Role.PACKER, **act)
    assert queries.acting(helper, {"packer"}) == supplier
    with pytest.raises(NotYours):
        queries.acting(helper, {"collector"})
    with pytest.raises(NotYours):
        operations.appoint(member=a_member(), role=Role.PACKER, **{**act, "by": helper})
    operations.dismiss(staff=staff, by=owner, at=AT)
    assert queries.staff_of(helper) is None
    other = a_member()
    elsewhere = {"supplier": a_supplier(other), "by": other, "at": AT}
    with pytest.raises(AlreadySupplier):
        operations.appoint(member=owner, role=Role.PACKER, **elsewhere)


def test_the_share_that_holds_is_the_last_that_has_begun():
    supplier, act = a_supplier(), uuid4()

    def agree(days: int, share: int, act_id=None):
        return operations.agree_share(
            act_id=act_id or uuid4(), supplier=supplier, from_on=TODAY + timedelta(days=days),
            share_per_mille=share, by=None, at=AT,
        )  # fmt: skip

    assert agree(0, 700, act) == agree(0, 700, act)
    agree(10, 750)
    with pytest.raises(AgreementGoesBack):
        agree(9, 800)
    agree(10, 760)

    def share(on: date) -> dict:
        return queries.shares_on([supplier.pk], on)

    assert share(TODAY - timedelta(days=1)) == {}
    assert share(TODAY + timedelta(days=9)) == {supplier.pk: 700}
    assert share(TODAY + timedelta(days=10)) == {supplier.pk: 760}
    assert queries.agreement_on(supplier.pk, TODAY).version == 1


def test_wages_and_the_share_are_not_more_than_there_is():
    supplier = a_supplier()
    told = {"supplier": supplier, "from_on": TODAY, "by": None, "at": AT}
    made = operations.agree_share(act_id=uuid4(), share_per_mille=900, wage_per_mille=100, **told)
    assert (made.share_per_mille, made.wage_per_mille) == (900, 100)
    with pytest.raises(IntegrityError), transaction.atomic():
        operations.agree_share(act_id=uuid4(), share_per_mille=900, wage_per_mille=101, **told)
    form = ShareForm({"percent": "90", "wage_percent": "10.1", "from_on": "2026-05-01"})
    assert list(form.errors) == ["wage_percent"]
    alone = ShareForm({"percent": "90", "from_on": "2026-05-01"})
    assert alone.is_valid()
    assert alone.wage_per_mille == 0


def test_entering_and_accepting_by_the_pages(operator):
    owner, client = a_member(), Client()
    client.force_login(owner)
    told = {
        "act": str(uuid4()), "kind": "cooperative", "name": "绿源合作社", "proof": CODE[:-1] + "M",
        "contact_name": "张三", "telephone": "138-0000-0000", "village_code": "",
    }  # fmt: skip
    refused = client.post(reverse("supplier_new"), told)
    assert refused.status_code == 422
    assert "校验位不符" in refused.content.decode()
    assert client.get(reverse("supplier_home")).url == reverse("supplier_new")
    supplier = operations.enter(number=uuid4(), entry=entry(), by=owner, at=AT)
    assert "正在核对" in client.get(reverse("supplier_home")).content.decode()
    assert client.get(reverse("operator")).status_code == 403
    other = Client()
    other.force_login(operator)
    assert "绿源合作社" in other.get(reverse("operator")).content.decode()
    way = reverse("supplier_decide", args=[supplier.pk])
    refused = other.post(way, {"act": uuid4(), "state": "refused", "words": ""})
    assert (refused.status_code, "请写明原因" in refused.content.decode()) == (422, True)
    assert other.post(way, {"act": uuid4(), "state": "active"}).status_code == 302
    home = client.get(reverse("supplier_home")).content.decode()
    assert "登记新的分成" in home
    share = {"act": uuid4(), "percent": "72.5", "from_on": str(TODAY)}
    assert client.post(reverse("supplier_share"), share).status_code == 302
    assert queries.shares_on([supplier.pk], TODAY) == {supplier.pk: 725}
