"""Who must act next learns of it, once; nobody learns about whom."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests import factories_reviews as made
from tests.factories_reviews import DAY, again, at

from shouwang.messaging.models import Message
from shouwang.watch.reviews import operations
from shouwang.watch.reviews.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everywhere")]


def told(kind):
    rows = Message.objects.filter(kind=kind).order_by("account__username", "pk")
    return list(rows.values_list("account__username", "text"))


def test_a_posted_notice_is_told_to_the_township_and_an_objection_to_who_checks_it(people):
    case, notice = made.on_notice(people, head_name="刘某")
    until = Notice.objects.get(pk=notice.pk).ends_on
    text = f"{notice.number}到 {until} 为止，期间收到异议请登记并核查。"
    assert told("notice_posted") == [(people.town.username, text)]
    given = {
        "by": people.village,
        "at": at(DAY + timedelta(days=1)),
        "objection": uuid4(),
        "case": again(case),
        "revision": again(case).revision,
        "said_on": DAY + timedelta(days=1),
        "words": "刘某有车",
    }
    assert operations.record_objection(**given).findings == ()
    operations.record_objection(**given)
    ((who, said),) = told("review_objection")
    assert (who, "刘某" in said) == (people.town.username, False)


def test_a_concluded_meeting_tells_who_acts_next_and_not_who_acted(people):
    ended = made.case_for_review(people)
    meeting = made.saved(people.village, ended, ballot=made.REFUSED)
    operations.conclude(by=people.village, at=at(DAY), meeting=meeting.pk, revision=1)
    assert (again(ended).step, told("review_next")) == ("not_listed", [])
    made.on_notice(people)
    text = "评议会已办结，有 1 件等您办理下一步，请按期办理。"
    assert told("review_next") == [("second", text)]


def test_a_village_is_told_once_a_day_what_hangs_too_long(people):
    _case, notice = made.on_notice(people)
    last = Notice.objects.get(pk=notice.pk).ends_on
    assert operations.tell_over(at=at(last)) == 0
    operations.tell_over(at=at(last + timedelta(days=1)))
    operations.tell_over(at=at(last + timedelta(days=1)))
    assert told("notice_over") == [
        (who, "有 1 份公示已经期满，请取下并登记。") for who in villagers(people)
    ]


def villagers(people):
    names = {one.username for one in vars(people).values()}
    return sorted(name for name in names if name.startswith(("village", "second")))
