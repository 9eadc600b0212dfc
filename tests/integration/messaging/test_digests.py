"""One message a working day, inside the account's scope, only where there is something to do."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils.module_loading import import_string
from tests.factories_messaging import own, worker
from tests.integration.people.factories import make_account, someone

from shouwang.kernel import scope
from shouwang.messaging import operations, queries
from shouwang.messaging.models import Message
from shouwang.people.queries import scope_of
from shouwang.people.rules import Kind

pytestmark = pytest.mark.django_db
MONDAY = datetime(2024, 7, 1, 0, 30, tzinfo=UTC)  # 08:30
SATURDAY = datetime(2024, 6, 29, 0, 30, tzinfo=UTC)


def todo(account, on):
    """Two things for the county office, none for anybody else, one who breaks."""
    if account.username == "broken":
        raise ZeroDivisionError
    if account.username != "xian":
        return []
    assert scope.current().prefixes == ("360781",)
    return ["今天到期 2 件", f"{on.day}日前 1 件"]


@pytest.fixture
def people(monkeypatch):
    monkeypatch.setattr(settings, "SHOUWANG_DIGESTS", [f"{__name__}.todo"])
    made = {name: someone(name, Kind.COUNTY_OFFICE) for name in ("broken", "xian", "idle")}
    return made | {"without_duty": make_account("nobody")}


def test_the_digests_of_an_installation_without_settings(db):
    me = someone("xian", Kind.COUNTY_OFFICE)
    with scope.entered(scope_of(me, MONDAY.date())):
        for name in settings.SHOUWANG_DIGESTS:
            assert import_string(name)(me, MONDAY.date()) == []


def digests():
    with worker():
        return list(Message.objects.values_list("account__username", "text"))


def test_one_a_day_for_who_has_something_to_do(people, caplog):
    assert operations.digest(at=MONDAY) == 1
    assert operations.digest(at=MONDAY + timedelta(minutes=15)) == 0
    assert digests() == [("xian", "今天到期 2 件\n1日前 1 件")]
    assert operations.digest(at=MONDAY + timedelta(days=1)) == 1
    assert [line.split()[-2] for line in caplog.messages] == [str(people["broken"].pk)] * 3


@pytest.mark.parametrize("at", [SATURDAY, MONDAY - timedelta(hours=1), MONDAY + timedelta(hours=3)])
def test_not_on_a_day_off_nor_at_another_hour(people, at):
    assert operations.digest(at=at) == 0


def test_who_does_not_want_it(people):
    me = people["xian"]
    with own(me):
        operations.prefer(by=me, at=MONDAY, digest=False, refused=[], wechat=None)
        assert queries.preference(me.pk).digest is False
    assert operations.digest(at=MONDAY) == 0
