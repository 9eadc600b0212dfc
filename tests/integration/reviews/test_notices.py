"""Notices: numbered, posted, over; objections; what a visitor may read."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from pypdfium2 import PdfDocument
from tests import factories
from tests import factories_reviews as made
from tests.factories_procedures import CARRIED
from tests.factories_reviews import DAY, VILLAGE, again, at
from tests.integration.people import factories as people_factories

from shouwang.kernel.journal import Subject
from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.periods import Period
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.procedures import operations as procedures
from shouwang.procedures.models import Act
from shouwang.watch.papers import rendering
from shouwang.watch.papers.models import Paper
from shouwang.watch.papers.operations import Request
from shouwang.watch.papers.rules import Letter, Shape
from shouwang.watch.reviews import operations, queries
from shouwang.watch.reviews.models import Listed, Notice, Objection

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everywhere")]


def codes(findings):
    return [one.code for one in findings]


def shown(notice, on):
    return queries.posted([Notice.objects.get(pk=notice.pk)], on)[0]


def test_a_notice_has_number_days_and_lines(people):
    case = made.case_for_review(people, head_name="刘某")
    meeting = made.saved(people.village, case)
    notice = made.drafted(people.village, case, meeting=meeting.pk)
    second = made.drafted(people.village, made.case_for_review(people))
    assert (notice.serial, second.serial, notice.kind) == (1, 2, "notice")
    assert notice.number.endswith("公示〔2024〕1号")
    # five days after Monday 1 July end on a Saturday and go on to Monday
    assert (notice.posted_on, notice.ends_on) == (DAY, date(2024, 7, 8))
    line = Listed.objects.get(notice=notice)
    assert (line.name, line.group, line.reason) == ("刘某", "三组", "刚性支出较大")


def test_the_same_click_numbers_once(people):
    case, number = made.case_for_review(people), uuid4()
    draft = operations.NoticeDraft(VILLAGE, {case.pk: ""}, DAY, "公开栏", "某乡 123")
    first, second = (
        operations.draft_notice(by=people.village, at=at(DAY), notice=number, draft=draft).value
        for _ in range(2)
    )
    assert (first.pk, first.serial) == (second.pk, second.serial)
    assert Listed.objects.get(notice=first).reason == "有返贫致贫风险"


def test_a_photo_of_the_posted_notice_lies_in_every_dossier(people):
    cases = [made.case_for_review(people) for _ in range(2)]
    notice = made.drafted(people.village, *cases)
    bare = operations.post_notice(
        by=people.village, at=at(DAY), notice=notice.pk, posted_on=DAY, ready=None
    )
    assert codes(bare.findings) == ["photo_missing"]
    for _ in range(2):
        operations.post_notice(
            by=people.village, at=at(DAY), notice=notice.pk, posted_on=DAY, ready=made.photo()
        )
    assert Paper.objects.count() == 2
    assert {queries.photo_of(one.pk) for one in cases} == set(
        Paper.objects.values_list("pk", flat=True)
    )


def test_the_days_left_follow_the_cases(people):
    case, notice = made.on_notice(people)
    assert case.ripe_on == date(2024, 7, 9)
    found = [(shown(notice, DAY + timedelta(days=n)).left, n) for n in (0, 7, 8)]
    assert found == [(8, 0), (1, 7), (0, 8)]
    assert shown(notice, date(2024, 7, 9)).over
    made.step(case, people.village, date(2024, 7, 9), "end_notice")
    assert (shown(notice, DAY).over, shown(notice, DAY).standing) == (True, 0)


def test_a_notice_over_new_year_counts_its_holidays(people):
    case = made.case_for_review(people, date(2024, 2, 6))
    notice = made.drafted(people.village, case, on=date(2024, 2, 6))
    # 11 February is a holiday until the 17th; the 18th, a Sunday, is worked in lieu
    assert notice.ends_on == date(2024, 2, 18)


def test_in_a_year_without_decree_no_end_is_guessed(people):
    day = date(2039, 12, 30)
    for who, kind in ((people.village, Kind.VILLAGE_CADRE), (people.town, Kind.TOWNSHIP_CLERK)):
        place = people_factories.VILLAGE if who is people.village else people_factories.TOWN
        people_factories.make_duty(who, kind, place, Period(date(2039, 1, 1), date(2039, 12, 31)))
    case, notice = made.on_notice(people, day)
    assert (case.ripe_on, notice.ends_on) == (None, None)
    found = shown(notice, day + timedelta(days=20))
    assert (found.left, found.ends_on, found.over) == (None, None, False)
    assert len(queries.public_notice(notice.code, date(2040, 1, 20)).lines) == 1
    # nobody stays on a public page for ever because a calendar is missing
    assert queries.public_notice(notice.code, date(2040, 3, 20)).lines == ()


def test_an_objection_stops_the_clock_and_hides_the_name(people):
    case, notice = made.on_notice(people)
    number = uuid4()
    for _ in range(2):
        reading = operations.record_objection(
            by=people.village,
            at=at(date(2024, 7, 3)),
            objection=number,
            case=case,
            revision=case.revision,
            said_on=date(2024, 7, 3),
            words="在县城有房",
        )
        assert reading.value is not None
    case = again(case)
    assert (case.step, case.ripe_on) == ("objection_check", None)
    kept = Objection.objects.get()
    assert (kept.notice_id, kept.objector, str(kept.words)) == (notice.pk, None, "在县城有房")
    act = Act.objects.get(case=case, transition="object")
    assert act.evidence == [{"kind": "objection_record", "ref": f"reviews.objection:{number}"}]
    assert "县城" not in str([(e.reason, e.evidence) for e in JournalEntry.objects.all()])
    assert queries.public_notice(notice.code, date(2024, 7, 3)).lines == ()
    made.step(
        case, people.town, date(2024, 7, 5), "dismiss_objection", "objection_check", reason="无房"
    )
    public = queries.public_notice(notice.code, date(2024, 7, 5))
    assert (len(public.lines), public.ends_on) == (1, again(case).ripe_on - timedelta(days=1))
    assert shown(notice, date(2024, 7, 5)).late


def test_another_objection_is_heard_while_one_is_checked(people):
    case, _ = made.on_notice(people)
    for words in ("有房", "有车"):
        reading = operations.record_objection(
            by=people.town,
            at=at(DAY),
            objection=uuid4(),
            case=case,
            revision=again(case).revision,
            said_on=DAY,
            words=words,
            objector="邻居",
        )
        assert reading.value is not None, reading.findings
        case = again(case)
    assert Objection.objects.filter(case=case).count() == 2


def test_an_objection_is_refused_where_none_is_heard(people):
    case = made.case_for_review(people)
    asked = {"by": people.village, "at": at(DAY), "case": case, "revision": 2, "words": "有房"}
    reading = operations.record_objection(objection=uuid4(), said_on=DAY, **asked)
    assert codes(reading.findings) == ["not_on_notice"]
    case, _ = made.on_notice(people)
    asked |= {"case": case, "revision": case.revision}
    for day in (DAY - timedelta(days=1), DAY + timedelta(days=1)):
        reading = operations.record_objection(objection=uuid4(), said_on=day, **asked)
        assert codes(reading.findings) == ["wrong_day"]
    assert not Objection.objects.exists()


def test_an_announcement_decides_its_cases(people):
    case, _ = made.on_notice(people)
    after = date(2024, 7, 9)
    made.step(case, people.village, after, "end_notice")
    made.step(case, people.town, after, "pass_township", "township_opinion")
    made.step(case, people.county, after, "approve", "county_decision")
    made.step(
        case, people.village, after, "hand_in_visit", "home_visit", "authorisation",
        "information_check", signers=[people.second.pk],
    )  # fmt: skip
    place = RegionCode(VILLAGE)
    assert [one.pk for one in queries.enterable(place)] == [case.pk]
    notice = made.posted(people.village, case, on=after)
    assert (notice.kind, notice.ends_on) == ("announcement", date(2024, 7, 15))
    assert (again(case).step, again(case).effect) == ("listed", True)
    assert queries.enterable(place) == []
    assert len(queries.public_notice(notice.code, date(2024, 7, 15)).lines) == 1
    assert queries.public_notice(notice.code, date(2024, 7, 16)).lines == ()


def test_a_notice_is_taken_down_early_only_with_a_reason(people):
    _, notice = made.on_notice(people)
    early = operations.take_down(by=people.village, notice=notice.pk, on=DAY)
    assert codes(early.findings) == ["notice_running"]
    assert operations.take_down(by=people.village, notice=notice.pk, on=DAY, reason="雨淋").value
    assert queries.public_notice(notice.code, DAY).lines == ()


def test_cases_of_two_kinds_stand_on_two_notices(people):
    first, second = made.case_for_review(people), made.on_notice(people)[0]
    made.step(second, people.village, date(2024, 7, 9), "end_notice")
    draft = operations.NoticeDraft(VILLAGE, {first.pk: "", second.pk: ""}, DAY, "公开栏", " ")
    reading = operations.draft_notice(by=people.village, at=at(DAY), notice=uuid4(), draft=draft)
    assert codes(reading.findings) == ["no_notice", "contact_missing"]


def test_a_visitor_reads_one_notice_and_no_table(people):
    _, notice = made.on_notice(people, head_name="刘某")
    drafted = made.drafted(people.village, made.case_for_review(people))
    with entered(Scope(())):
        public = queries.public_notice(notice.code, DAY)
        assert public.lines == (("刘某", "三组", "刚性支出较大"),)
        assert queries.public_notice(drafted.code, DAY) is None
        assert queries.public_notice("0000000000", DAY) is None
        assert list(Notice.objects.all()) == list(Listed.objects.all()) == []


def test_a_township_enters_its_own_desk_and_a_village_reads_it(people):
    operations.enter_desk(
        by=people.county, at=at(DAY), region_code="360781000000", office="县办", telephone="1"
    )
    assert queries.desk_of(VILLAGE).telephone == "1"
    operations.enter_desk(
        by=people.town, at=at(DAY), region_code=f"{VILLAGE[:9]}000", office="乡", telephone="2"
    )
    with entered(Scope((VILLAGE,))):
        assert queries.desk_of(VILLAGE).telephone == "2"
        with pytest.raises(DatabaseError), transaction.atomic():
            operations.enter_desk(
                by=people.village, at=at(DAY), region_code="360781000000", office="x", telephone="3"
            )


def test_a_meeting_of_another_village_is_not_found(people):
    made.saved(people.village, made.case_for_review(people))
    with entered(Scope(("360781103",))), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reviews_meeting")
        assert cursor.fetchone() == (0,)


@pytest.mark.skipif(not rendering.has_chinese(), reason="no Chinese font here")
def test_a_household_is_told_that_its_risk_is_removed(people):
    home = factories.household(region_code=VILLAGE, head_name="刘某")
    opened = procedures.open_case(
        by=people.village,
        at=at(DAY),
        act_id=uuid4(),
        procedure="risk_removal",
        subject=Subject("household", home.number),
        region_code=VILLAGE,
    ).value
    assert not operations.is_told(opened)
    after = date(2024, 7, 10)
    made.step(
        opened, people.village, DAY, "verify", "home_visit", "income_account", "criteria_check",
        signers=[people.second.pk],
    )  # fmt: skip
    made.step(opened, people.village, DAY, "agree", "review_minutes", "notice_photo", vote=CARRIED)
    made.step(opened, people.village, after, "end_notice")
    made.step(opened, people.town, after, "pass_township", "township_opinion")
    made.step(opened, people.county, after, "approve", "county_decision")
    case = made.step(opened, people.village, after, "announce", "announcement")
    request = Request(
        sheet=Letter.EXIT_NOTICE,
        shape=Shape.PDF,
        as_of=after,
        office="某乡人民政府",
        address="https://county.example/verify/",
        by=people.town,
        at=at(after),
        on=after,
    )
    assert operations.is_told(case)
    told = operations.print_exit_notice(request, case, home, None)
    text = "".join(PdfDocument(told.content)[0].get_textpage().get_text_range().split())
    assert "刘某户" in text
    assert "已于2024年7月10日消除" in text
