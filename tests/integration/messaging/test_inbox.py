"""Telling, once; each sees its own; many of one kind are one; the pages."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests import factories
from tests.factories_messaging import AT, own, told, worker

from shouwang.messaging import operations, queries
from shouwang.messaging.errors import TextRefused
from shouwang.messaging.models import Message
from shouwang.watch.privacy.operations import retain

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return factories.account(must_change_password=False), factories.account()


def texts(account, **asked):
    with own(account):
        return [(one.newest.text, one.times) for one in queries.inbox(account.pk, **asked).entries]


def test_told_once_each_and_nobody_who_is_gone(two):
    gone = factories.account(is_active=False)
    assert told(*two, gone) == 2
    assert told(*two) == 0
    assert told(two[0], once="two") == 1
    assert operations.tell(to=[10**9], kind="notice", text="一", at=AT, once="x") == 0


def test_each_sees_its_own_and_a_visitor_nothing(two):
    told(two[0], text="给甲")
    told(two[1], text="给乙")
    assert texts(two[0]) == [("给甲", 1)]
    assert texts(two[1]) == [("给乙", 1)]
    with own(two[0]):
        assert Message.objects.count() == 1
        assert Message.objects.filter(account=two[1]).update(read_at=AT) == 0
    assert Message.objects.count() == 0
    with worker():
        assert Message.objects.count() == 2


def test_many_of_a_kind_are_one_until_read(two):
    me = two[0]
    for number in range(100):
        told(me, once=f"a{number}", text=f"第{number}件", kind="case.returned")
    told(me, once="b")
    with own(me):
        assert queries.unread_count(me.pk) == 2
        assert texts(me) == [("有一件事等您办理", 1), ("第99件", 100)]
        newest = queries.inbox(me.pk).entries[1].newest.pk
        assert len(queries.group(me.pk, newest)) == 100
        assert operations.mark_read(account=me.pk, at=AT, upto=newest, kind="case.returned") == 100
    told(me, once="c", text="又一件", kind="case.returned")
    assert texts(me) == [("又一件", 1), ("有一件事等您办理", 1), ("第99件", 100)]
    assert texts(me, unread=True, kind="case.returned") == [("又一件", 1)]


def test_what_came_after_the_page_stays_unread(two):
    me = two[0]
    told(me)
    with own(me):
        seen = queries.inbox(me.pk).entries[0].newest.pk
    told(me, once="later")
    with own(me):
        assert operations.mark_read(account=me.pk, at=AT, upto=seen) == 1
        assert queries.unread_count(me.pk) == 1


def test_pages_go_on_by_keys(two):
    me = two[0]
    for number in range(45):
        told(me, once=str(number), kind=f"kind{number}", text=str(number))
    with own(me):
        pages, before = [], 0
        while before is not None:
            found = queries.inbox(me.pk, before=before)
            pages.append([entry.newest.text for entry in found.entries])
            before = found.older
    assert [len(page) for page in pages] == [20, 20, 5]
    read = [text for page in pages for text in page]
    assert read == [str(number) for number in reversed(range(45))]


def test_a_rolled_back_act_told_nobody(two):
    with transaction.atomic():
        assert told(two[0]) == 1
        transaction.set_rollback(True)
    assert told(two[0]) == 1


def test_numbers_and_foreign_links_are_refused_by_the_database_too(two):
    with pytest.raises(TextRefused):
        told(two[0], text="电话13800001234")
    with worker(), pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(
            account=two[0], kind="notice", text="一", link="//evil.example", at=AT, once="1"
        )


def test_old_messages_go(two):
    told(two[0], at=AT - timedelta(days=181), once="old")
    told(two[0], at=AT)
    retain(by=None, at=AT)
    with worker():
        assert list(Message.objects.values_list("once", flat=True)) == ["one"]


def test_the_pages(two, browser_of):
    me = two[0]
    told(me, once="a", text="甲事", link="/inbox/")
    told(me, once="b", text="乙事")
    told(me, once="c", text="丙事", kind="digest")
    browser = browser_of(me)
    assert "2 条未读" in browser.get("/inbox/unread/").content.decode()
    page = browser.get("/inbox/").content.decode()
    assert page.count("未读</span>") == 2
    assert "共 2 条" in page
    with own(me):
        newest, joined = (one.newest.pk for one in queries.inbox(me.pk).entries)
    group = browser.get(f"/inbox/{joined}/").content.decode()
    assert "甲事" in group
    assert "丙事" not in group
    assert browser.get("/inbox/?kind=digest").content.decode().count("丙事") == 1
    assert browser.post(f"/inbox/{joined}/open/", {"go": "1"}).status_code == 302
    answer = browser.post("/inbox/read/", {"upto": newest})
    assert answer.headers["Location"] == "/inbox/"
    assert "未读</span>" not in browser.get("/inbox/").content.decode()
    assert "未读" not in browser.get("/inbox/unread/").content.decode()
    taken = browser.get("/inbox/export/")
    assert taken.headers["Content-Type"].endswith("sheet")
    taken.close()


def test_another_accounts_message_is_not_there(two, browser_of):
    told(two[1])
    with worker():
        number = Message.objects.get().pk
    browser = browser_of(two[0])
    assert browser.get(f"/inbox/{number}/").status_code == 404
    assert browser.post(f"/inbox/{number}/open/").status_code == 404
    assert "还没有消息" in browser.get("/inbox/?before=abc").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow(two, browser_of, count, django_assert_num_queries):
    for number in range(count):
        told(two[0], once=str(number), kind=f"kind{number}")
    browser = browser_of(two[0])
    browser.get("/inbox/")  # what is read once in the life of the process
    with django_assert_num_queries(9):
        browser.get("/inbox/")


def test_a_visitor_is_sent_to_the_log_in(client):
    assert client.get("/inbox/").status_code == 302
    assert client.get("/inbox/unread/").status_code == 302
