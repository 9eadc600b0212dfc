"""From an application to the certificate that the market reads, and what happens to it later."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests import factories_bridge as make
from tests.factories import AT, VILLAGE
from tests.integration.people.factories import someone

from shouwang.bridge import queries as bridge
from shouwang.bridge.errors import CertificateOverlaps
from shouwang.bridge.models import Application, Certificate
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.people.queries import scope_of
from shouwang.people.rules import Kind
from shouwang.watch.casework.models import Record
from shouwang.watch.produce import operations
from shouwang.watch.produce.models import Drawn
from shouwang.watch.produce.operations import Deed
from shouwang.watch.produce.queries import desk

EVERYWHERE = Scope.everywhere()
COUNTY = RegionCode.of("360781")


@pytest.fixture
def clerk(market):
    with entered(EVERYWHERE):
        return someone("clerk", Kind.TOWNSHIP_CLERK, RegionCode.of("360781100"))


@pytest.fixture
def applied(market, supplier, link):
    return make.application(market, supplier, (link,))


def take_up(applied, by):
    with entered(EVERYWHERE):
        reading = operations.take_application_up(by=by, at=AT, act_id=uuid4(), application=applied)
    assert reading.findings == ()
    return reading.value


@pytest.fixture
def agriculture(market):
    with entered(EVERYWHERE):
        return someone("agriculture", Kind.AGRICULTURE_OFFICER)


def move(case, by, transition, *, days=0, text="见文", where="村务公开栏"):
    with entered(EVERYWHERE):
        found = desk.case_of(desk.UUID(case.subject_id))
        return operations.move(
            by=by,
            at=AT + timedelta(days=days),
            act_id=uuid4(),
            case=case.pk,
            revision=found.revision,
            transition=transition,
            text=text,
            where=where,
        )


def approve(applied, clerk, agriculture, office):
    case = take_up(applied, clerk)
    for by, way, days in (
        (clerk, "pass_township", 1),
        (agriculture, "pass_department", 2),
        (office, "approve", 3),
        (clerk, "post_village", 4),
    ):
        assert move(case, by, way, days=days).findings == ()
    return case


def certify(applied, clerk, agriculture, office):
    case = approve(applied, clerk, agriculture, office)
    for by, way, days in (
        (clerk, "post_township", 12),
        (office, "post_county", 23),
        (office, "certify", 40),
    ):
        assert move(case, by, way, days=days).findings == ()
    return case


def seen(market, applied):
    row = market.execute("SELECT state, words FROM bridge_application WHERE id = %s", [applied])
    return row.fetchone()


def test_the_whole_way_gives_a_certificate_that_the_market_reads(
    market, applied, clerk, agriculture, office
):
    certify(applied, clerk, agriculture, office)
    assert seen(market, applied) == ("certified", "见文")
    rows = market.execute("SELECT id, product, valid_from, valid_until FROM bridge_certificate")
    given = (AT + timedelta(days=40)).date()
    assert rows.fetchall() == [(applied, "脐橙", given, given.replace(year=2027))]


def test_a_notice_cannot_be_cut_short_and_an_objection_refuses(
    market, applied, clerk, agriculture, office
):
    case = approve(applied, clerk, agriculture, office)
    assert [one.code for one in move(case, clerk, "post_township", days=5).findings] == [
        "notice_running"
    ]
    move(case, clerk, "object_village", days=5, text="价格不实")
    assert move(case, office, "uphold_objection", days=6, text="属实").value is not None
    assert seen(market, applied) == ("refused", "属实")
    with entered(EVERYWHERE):
        assert not Certificate.objects.exists()


def test_each_level_is_posted_for_its_own_days_in_its_own_place(
    market, applied, clerk, agriculture, office
):
    case = approve(applied, clerk, agriculture, office)
    nowhere = move(case, clerk, "post_township", days=12, where=" ")
    assert [one.code for one in nowhere.findings] == ["where_missing"]
    move(case, clerk, "post_township", days=12, where="壬田镇政府公示栏")
    early = move(case, office, "post_county", days=13, where="县政府网站")
    assert [one.code for one in early.findings] == ["notice_running"]
    row = market_notice(applied, days=13)
    assert (row["step"], row["posted_on"]) == ("township_notice", (AT + timedelta(days=12)).date())
    move(case, office, "post_county", days=23, where="县政府网站")
    assert [one.code for one in move(case, office, "certify", days=24).findings] == [
        "notice_running"
    ]
    with entered(EVERYWHERE):
        words = [
            one.text for one in Record.objects.filter(kind__startswith="notice_").order_by("at")
        ]
    assert words == [
        "张贴于村务公开栏。见文", "张贴于壬田镇政府公示栏。见文", "张贴于县政府网站。见文",
    ]  # fmt: skip


def market_notice(applied, days):
    with entered(EVERYWHERE):
        return desk.public_notice(applied, (AT + timedelta(days=days)).date())


def test_the_department_decides_its_step_and_nobody_for_it(
    market, applied, clerk, agriculture, office
):
    case = take_up(applied, clerk)
    with entered(scope_of(agriculture, AT.date())):
        assert desk.application(applied) is None  # not asked yet
    move(case, clerk, "pass_township", days=1)
    for by in (clerk, office):
        refused = move(case, by, "pass_department", days=2).findings
        assert refused[0].code == "not_your_role"
    with entered(scope_of(agriculture, AT.date())):
        found = desk.application(applied)
        assert (found.product, desk.helped(found)) == ("脐橙", [])
        reading = operations.move(
            by=agriculture,
            at=AT + timedelta(days=2),
            act_id=uuid4(),
            case=case.pk,
            revision=desk.case_of(applied).revision,
            transition="pass_department",
            text="检测合格",
        )
        assert (reading.findings, reading.value.step) == ((), "county_check")


def test_a_returned_application_tells_the_applicant_why(market, applied, clerk):
    case = take_up(applied, clerk)
    assert seen(market, applied) == ("under_way", "")
    silent = move(case, clerk, "return_application", days=1, text=" ")
    assert [one.code for one in silent.findings] == ["words_missing"]
    move(case, clerk, "return_application", days=1, text="请补检测报告")
    assert seen(market, applied) == ("returned", "请补检测报告")


def test_two_clicks_open_one_case_and_another_account_is_told(market, applied, clerk, office):
    act = uuid4()
    with entered(EVERYWHERE):
        given = {"at": AT, "application": applied}
        first = operations.take_application_up(by=clerk, act_id=act, **given)
        again = operations.take_application_up(by=clerk, act_id=act, **given)
        other = operations.take_application_up(by=office, act_id=uuid4(), **given)
    assert first.value.pk == again.value.pk == act
    assert [one.code for one in other.findings] == ["already_open"]


def test_a_second_certificate_of_the_same_product_waits_for_the_first(
    market, supplier, applied, clerk, agriculture, office
):
    certify(applied, clerk, agriculture, office)
    second = make.application(market, supplier)
    with pytest.raises(CertificateOverlaps):
        certify(second, clerk, agriculture, office)
    assert seen(market, second) == ("under_way", "")


def test_the_county_suspends_resumes_and_delists_at_once(
    market, applied, clerk, agriculture, office
):
    certify(applied, clerk, agriculture, office)
    later = AT + timedelta(days=60)
    day = later.date()
    states = []
    for deed in (Deed.SUSPEND, Deed.RESUME, Deed.DELIST, Deed.SUSPEND):
        with entered(EVERYWHERE):
            done = operations.upon_certificate(
                by=office, at=later, certificate=applied, deed=deed, reason="抽检"
            )
            states.append((done, bridge.is_certified(applied, day)))
    assert states == [(True, False), (True, True), (True, False), (False, False)]
    row = market.execute("SELECT ended_on, reason FROM bridge_certificate").fetchone()
    assert row == (day, "抽检")


def test_a_draw_can_be_drawn_again_and_its_check_answers_it(
    market, applied, clerk, agriculture, office
):
    certify(applied, clerk, agriculture, office)
    later, number = AT + timedelta(days=60), uuid4()
    with entered(EVERYWHERE):
        nothing = operations.draw_checks(
            by=office, at=AT, number=uuid4(), place=COUNTY, seed="20240701"
        )
        assert [one.code for one in nothing.findings] == ["nothing_to_draw"]
        for _click in range(2):
            draw = operations.draw_checks(
                by=office, at=later, number=number, place=COUNTY, seed="3 11 17"
            ).value
        ((one, check),) = desk.drawn(draw)
        assert (one.certificate_id, check, Drawn.objects.count()) == (applied, None, 1)
        for _click in range(2):
            operations.record_check(
                by=office,
                at=later,
                number=one.pk,
                certificate=applied,
                kind="random",
                outcome="passed",
                words="合格",
            )
        assert [check.outcome for _one, check in desk.drawn(draw)] == ["passed"]
        assert desk.unreviewed(COUNTY, date(2024, 9, 1)).count() == 1


def test_households_are_named_to_who_may_see_them_and_their_consent_is_asked(
    market, supplier, applied, home, office, link
):
    found = Application(pk=applied, supplier_id=supplier)
    with entered(Scope((VILLAGE,))):
        (one,) = desk.helped(found)
        assert (one.household, one.holds) == (home, True)
        operations.withdraw(by=office, at=AT, link=link)
        assert [one.holds for one in desk.helped(found)] == [False]


def test_the_price_is_compared_with_the_markets(market, applied):
    with entered(EVERYWHERE):
        comparison, tolerance = desk.comparison(desk.application(applied), AT.date())
    assert (comparison.price_fen, comparison.mean_fen, comparison.most_fen) == (620, 590, 649)
    assert (comparison.holds, comparison.above_percent, tolerance) == (True, 5.1, 10)
