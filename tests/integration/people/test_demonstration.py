"""Accounts that the system makes: the demonstration's, and the first administrator."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shouwang.kernel.regioncode import RegionCode
from shouwang.people import demonstration, operations, queries
from shouwang.people.models import Account
from shouwang.people.rules import Kind

pytestmark = pytest.mark.django_db


def test_demonstration_accounts_are_made_once() -> None:
    demonstration.create()
    demonstration.create()
    held = {
        account.username: [duty.kind for duty in queries.duties_of(account)]
        for account in Account.objects.all()
    }
    assert held == {
        "shouwang": [],
        "xian": [Kind.COUNTY_OFFICE],
        "xiangzhen": [Kind.TOWNSHIP_CLERK],
        "cun": [Kind.VILLAGE_CADRE],
        "yibao": [Kind.MEDICAL_OFFICER],
        "jiaoyu": [Kind.EDUCATION_OFFICER],
        "zhujian": [Kind.HOUSING_OFFICER],
        "shuili": [Kind.WATER_OFFICER],
        "minzheng": [Kind.CIVIL_AFFAIRS_OFFICER],
        "canlian": [Kind.DISABILITY_OFFICER],
        "renshe": [Kind.EMPLOYMENT_OFFICER],
        "yingji": [Kind.DISASTER_OFFICER],
        "gongan": [Kind.SECURITY_OFFICER],
        "nongye": [Kind.AGRICULTURE_OFFICER],
        "rexian": [Kind.HOTLINE_OPERATOR],
        "shenji": [Kind.AUDITOR],
    }


def test_they_log_in_and_the_system_does_not(client: Client) -> None:
    demonstration.create()
    url = reverse("account_login")
    form = {"login": "shouwang", "password": demonstration.PASSWORD}
    assert client.post(url, form).status_code == 200
    for username in ("xian", "xiangzhen", "cun", "yibao", "shenji"):
        form = {"login": username, "password": demonstration.PASSWORD, "next": "/account/"}
        assert Client().post(url, form).headers["Location"] == "/account/"


def test_the_log_in_page_lists_them_only_when_they_exist(client: Client) -> None:
    url = reverse("account_login")
    assert demonstration.PASSWORD not in client.get(url).content.decode()
    demonstration.create()
    assert demonstration.PASSWORD in client.get(url).content.decode()
    assert demonstration.table().splitlines()[1].split() == ["xian", "县级办公室（县办", "刘主任）"]


def test_a_demonstration_account_with_another_password_is_not_listed() -> None:
    demonstration.create()
    cadre = Account.objects.get(username="cun")
    operations.reset_password(by=None, at=timezone.now(), account=cadre)
    names = [one["username"] for one in demonstration.present()]
    assert names == [role.username for role in demonstration.ROLES if role.username != "cun"]


def install(**changes: object) -> list[str]:
    wanted = {
        "username": "guanli",
        "display_name": "管理员",
        "region": RegionCode.of("360781"),
        "password": "tea-oil-and-oranges",
    } | changes
    reading = operations.install_administrator(at=timezone.now(), **wanted)  # type: ignore[arg-type]
    return [finding.code for finding in reading.findings]


def test_the_first_administrator() -> None:
    assert not queries.has_administrator()
    assert install(password="short") == ["too_short"]
    assert install(region=RegionCode.of("360781102")) == ["wrong_level"]
    assert install(username="Guan Li") == ["username_taken"]
    assert not queries.has_administrator()
    assert install() == []
    assert queries.has_administrator()
