"""Written down once, sent once, in quiet hours later; what is not known is left to a person."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.conf import settings
from tests import factories
from tests.factories_messaging import NOON, Recorder, own, posted, rows, told, worker
from tests.integration.people.factories import make_account, someone

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.regioncode import RegionCode
from shouwang.messaging import operations, senders
from shouwang.messaging.errors import (
    NotTaken,
    NotToDecide,
    ReasonMissing,
    Rejected,
    TemplateRefused,
)
from shouwang.messaging.models import Outgoing
from shouwang.people.queries import people_scope
from shouwang.people.rules import Kind
from shouwang.watch.privacy.operations import retain

pytestmark = pytest.mark.django_db
State = Outgoing.State


@pytest.fixture
def sender(monkeypatch):
    """One sender for SMS and the log."""
    made = Recorder()
    paths = {"sms": "x", "console": "x"}
    monkeypatch.setattr(settings, "SHOUWANG_SENDERS", paths)
    monkeypatch.setattr(
        "shouwang.messaging.operations.delivering.senders", lambda: dict.fromkeys(paths, made)
    )
    return made


def deliver(at=NOON):
    return dict(operations.deliver(clock=lambda: at))


def states():
    return [(row.channel, row.state, row.attempts) for row in rows()]


def account(**given):
    return factories.account(**{"telephone": "13800001234", **given})


def test_one_message_a_channel_that_the_account_has_and_wants(sender):
    plain, without = account(), account(telephone=None)
    deaf, gone = account(), account(is_active=False)
    with own(deaf):
        operations.prefer(by=deaf, at=NOON, digest=True, refused=["sms"], wechat=None)
    assert posted(plain, without, deaf, gone) == 4
    assert posted(plain, without, deaf, gone) == 0
    assert sorted((row.account_id, row.channel) for row in rows()) == sorted(
        [(plain.pk, "sms"), (plain.pk, "console"), (without.pk, "console"), (deaf.pk, "console")]
    )


def test_sent_once_with_its_number_and_address(sender):
    me = account(username="zhang")
    posted(me)
    assert deliver() == {"sent": 2}
    assert deliver() == {}
    assert {parcel.to for parcel in sender.parcels} == {"13800001234", "zhang"}
    assert {parcel.number for parcel in sender.parcels} == {row.number for row in rows()}
    assert {row.receipt for row in rows()} == {"r1", "r2"}
    assert {parcel.text for parcel in sender.parcels} == {"守望：您有新的“通知”消息，请登录查看。"}


def test_a_kind_that_leaves_is_told_outside_once_a_day(sender):
    me = account(telephone=None)
    for number in range(5):
        told(me, kind="digest", once=str(number), at=NOON)
    told(me, kind="notice", once="x", at=NOON)
    assert len(rows()) == 1
    told(me, kind="digest", once="later", at=NOON + timedelta(days=1))
    assert len(rows()) == 2


NIGHT = datetime(2024, 7, 1, 14, tzinfo=UTC)  # 22:00
MORNING = datetime(2024, 7, 2, 0, tzinfo=UTC)  # 08:00


def test_quiet_hours_wait_and_urgent_ones_do_not(sender):
    posted(account(telephone=None), at=NIGHT)
    posted(account(telephone=None), at=NIGHT, urgent=True, once="two")
    assert deliver(NIGHT) == {"sent": 1}
    assert rows()[0].due_at == MORNING
    assert deliver(MORNING - timedelta(seconds=1)) == {}
    assert deliver(MORNING) == {"sent": 1}


def test_not_taken_is_tried_again_with_growing_pauses_and_given_up(sender):
    posted(account(telephone=None))
    sender.raises, at = NotTaken(reason="busy"), NOON
    pauses = []
    for _ in range(4):
        assert deliver(at) == {"waiting": 1}
        pauses.append((rows()[0].due_at - at) / timedelta(minutes=1))
        at = rows()[0].due_at
        at = max(at, NOON)
    assert pauses == [2, 10, 50, 250]
    assert deliver(at) == {"failed": 1}
    assert rows()[0].attempts == 5
    assert deliver(at + timedelta(days=9)) == {}


@pytest.mark.parametrize(
    ("known", "state"), [(True, "sent"), (False, "waiting"), (None, "uncertain")]
)
def test_a_break_in_the_middle_asks_the_sender(sender, known, state):
    posted(account(telephone=None))
    sender.raises, sender.known = TimeoutError("no answer"), known
    assert deliver() == {state: 1}
    assert sender.asked == [rows()[0].number]
    assert deliver() == ({state: 1} if known is False else {})


@pytest.mark.parametrize(
    ("known", "ends", "sent"),
    [(True, {"sent": 1}, 0), (False, {"waiting": 1, "sent": 1}, 1), (None, {"uncertain": 1}, 0)],
)
def test_what_a_dead_worker_left_is_asked_after(sender, known, ends, sent):
    posted(account(telephone=None))
    with worker():
        Outgoing.objects.update(state=State.SENDING, begun_at=NOON, attempts=1)
    sender.known = known
    assert deliver() == ends
    assert len(sender.parcels) == sent


def test_refused_for_good_and_without_an_address(sender):
    me = account()
    posted(me)
    me.telephone = None
    me.save()
    sender.raises = Rejected(reason="no such user")
    assert deliver() == {"failed": 2}
    assert {row.fault for row in rows()} == {
        "发送方拒绝：no such user",
        "收信人没有登记这个渠道的地址",
    }


def test_who_refuses_a_channel_later_gets_nothing(sender):
    me = account(telephone=None)
    posted(me)
    with own(me):
        operations.prefer(by=me, at=NOON, digest=True, refused=["console"], wechat=None)
    assert deliver() == {"failed": 1}
    assert sender.parcels == []


def test_somebody_without_an_account(sender):
    given = {
        "telephone": "13800001234",
        "region_code": factories.TOWN,
        "template": "new_message",
        "parameters": {"kind": "通知"},
        "at": NOON,
    }
    assert operations.post_to_telephone(**given, once="a")
    assert not operations.post_to_telephone(**given, once="a")
    assert rows()[0].masked_recipient == "138****1234"
    assert deliver() == {"sent": 1}
    assert sender.parcels[0].to == "13800001234"
    with pytest.raises(TemplateRefused):
        operations.post_to_telephone(**{**given, "parameters": {"kind": "13800001234"}}, once="b")


def test_the_log_knows_no_telephone(caplog):
    from shouwang.messaging.senders.console import Console

    caplog.set_level("INFO", logger="shouwang.messaging")
    parcel = senders.Parcel(UUID(int=1), "console", "13800001234", "文字", "new_message", {})
    assert Console().send(parcel) == senders.Receipt("log")
    assert caplog.messages == [f"message {UUID(int=1)} (new_message) to 138****1234"]


def test_the_sender_of_an_installation_without_settings():
    assert sorted(senders.senders()) == ["console"]


def uncertain(sender):
    posted(someone("cun", Kind.VILLAGE_CADRE, RegionCode.of("360781102201")))
    sender.raises = TimeoutError()
    deliver()
    return rows()[0]


def test_a_person_decides_with_a_reason(sender):
    row, boss = uncertain(sender), make_account("xian")
    with people_scope((RegionCode.of("360781"),)):
        with pytest.raises(ReasonMissing):
            operations.send_again(by=boss, at=NOON, number=row.pk, reason=" ")
        operations.send_again(by=boss, at=NOON, number=row.pk, reason="平台查无此号")
        with pytest.raises(NotToDecide):
            operations.drop(by=boss, at=NOON, number=row.pk, reason="再说")
    sender.raises = None
    assert deliver() == {"sent": 1}
    assert [parcel.number for parcel in sender.parcels] == [row.number] * 2
    with worker():
        line = JournalEntry.objects.get(act="messaging.sent_again")
    assert line.region_code == "360781102201"
    assert line.evidence["number"] == str(row.number)


def test_the_pages(sender, browser_of):
    row = uncertain(sender)
    boss = someone("xian", Kind.COUNTY_OFFICE)
    far = someone("other", Kind.COUNTY_OFFICE, RegionCode.of("360732"))
    browser = browser_of(boss)
    page = browser.get("/inbox/outgoing/").content.decode()
    assert "不确定是否送达" in page
    assert "姓名 cun" in page
    assert "没有要人处理" in browser_of(far).get("/inbox/outgoing/").content.decode()
    assert browser_of(far).get(f"/inbox/outgoing/{row.pk}/").status_code == 404
    address = f"/inbox/outgoing/{row.pk}/"
    assert "再发一次" in browser.get(address).content.decode()
    empty = browser.post(address, {"again": "1", "reason": ""}).content.decode()
    assert "有 1 处要改" in empty
    assert browser.post(address, {"drop": "1", "reason": "本人说已收到"}).status_code == 302
    assert rows()[0].state == State.DROPPED
    again = browser.post(address, {"again": "1", "reason": "点了两下"}).content.decode()
    assert "不用再处理" in again
    cadre = browser_of(row.account)
    assert cadre.get("/inbox/outgoing/").status_code == 403
    taken = browser.get("/inbox/outgoing/export/?state=all")
    assert taken.status_code == 200
    taken.close()


def test_the_settings(sender, browser_of):
    me = account(must_change_password=False)
    browser = browser_of(me)
    page = browser.get("/inbox/settings/").content.decode()
    assert "138****1234" in page
    assert "21 点到次日 8 点" in page
    answer = browser.post("/inbox/settings/", {"digest": "no"})
    assert answer.headers["Location"] == "/inbox/settings/"
    assert posted(me) == 1
    with worker():
        line = JournalEntry.objects.get(act="messaging.preferred")
    assert line.evidence == {"digest": False, "refused": ["sms"], "wechat": False}


def test_old_rows_go(sender):
    posted(account(telephone=None), at=NOON - timedelta(days=91))
    posted(account(telephone=None))
    retain(by=None, at=NOON)
    assert len(rows()) == 1
