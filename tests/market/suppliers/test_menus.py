"""What stands in the menu is what one's role opens; members are kept out and let in again."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shouwang.market.members import blocking
from shouwang.market.members.models import Block, Member, MemberSession
from shouwang.market.suppliers.models import Role, Staff
from tests.factories_market_catalogue import a_supplier
from tests.factories_market_orders import AT, a_member

pytestmark = pytest.mark.django_db
EVERY = {"owner": 9, "manager": 9, "collector": 4, "packer": 5}


def logged_in(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def menu(client: Client, address: str) -> list[str]:
    page = client.get(address).content.decode()
    bar = re.search(r'<nav class="workbench".*?</nav>', page, re.DOTALL)
    assert bar is not None
    return re.findall(r'href="([^"]+)"', bar[0])


@pytest.mark.parametrize("role", list(Role))
def test_every_page_in_the_menu_of_staff_opens(role):
    member = a_member()
    Staff.objects.create(member=member, supplier=a_supplier(), role=role, began_at=AT)
    client = logged_in(member)
    pages = menu(client, reverse("supplier_home"))
    assert len(pages) == EVERY[role]
    assert {client.get(page).status_code for page in pages} == {200}


def test_every_page_of_the_operator_is_in_its_menu(django_assert_max_num_queries):
    client = logged_in(a_member(is_operator=True))
    pages = menu(client, reverse("operator"))
    names = ("operator", "operator_members", "operator_parcels", "operator_refunds",
             "operator_notices", "settlement_runs", "settlement_books",
             "operator_takings", "figures")  # fmt: skip
    assert pages == [reverse(name) for name in names]
    for page in pages:
        with django_assert_max_num_queries(15):
            assert client.get(page).status_code == 200


def test_a_page_below_belongs_to_its_list():
    client, member = logged_in(a_member(is_operator=True)), a_member()
    page = client.get(reverse("operator_member", args=[member.pk])).content.decode()
    address = reverse("operator_members")
    assert f'<a href="{address}" aria-current="true">' in page
    assert page.count("aria-current") == 1


def test_a_member_is_kept_out_and_let_in_again():
    operator, member = logged_in(a_member(is_operator=True)), a_member()
    client, address = logged_in(member), reverse("operator_member", args=[member.pk])
    assert client.get(reverse("orders")).status_code == 200
    assert operator.post(address, {"act": uuid4(), "reason": ""}).status_code == 422
    given = {"act": uuid4(), "reason": "冒用他人身份"}
    for _twice in range(2):
        assert operator.post(address, given).status_code == 302
    assert Block.objects.get().reason == "冒用他人身份"
    assert client.get(reverse("orders")).status_code == 302
    assert not MemberSession.objects.filter(member=member).exists()
    assert "冒用他人身份" in operator.get(address).content.decode()
    found = operator.get(reverse("operator_members"), {"blocked": "yes"}).content.decode()
    assert member.username in found
    operator.post(address, {"unblock": "1"})
    member.refresh_from_db()
    assert member.is_active
    assert not blocking.unblock(member=member.pk, by=member, at=timezone.now())
    nobody = operator.get(reverse("operator_members"), {"q": "zzz"}).content.decode()
    assert "没有符合条件的会员" in nobody


def test_operators_are_not_kept_out_here_and_others_do_not_see_the_page():
    operator, other = logged_in(a_member(is_operator=True)), a_member(is_operator=True)
    address = reverse("operator_member", args=[other.pk])
    answer = operator.post(address, {"act": uuid4(), "reason": "x"})
    assert answer.status_code == 422
    assert "请系统管理员处理" in answer.content.decode()
    for name in ("operator_members", "operator"):
        assert logged_in(a_member()).get(reverse(name)).status_code == 403
