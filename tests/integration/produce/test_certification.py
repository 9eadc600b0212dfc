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
from shouwang.people.rules import Kind
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


def move(case, by, transition, *, days=0, text="见文"):
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
        )


def certify(applied, clerk, office):
    case = take_up(applied, clerk)
    for by, way, days in (
        (clerk, "pass_township", 1),
        (office, "pass_department", 2),
        (office, "post_notice", 3),
        (office, "certify", 40),
    ):
        assert move(case, by, way, days=days).findings == ()
    return case


def seen(market, applied):
    row = market.execute("SELECT state, words FROM bridge_application WHERE id = %s", [applied])
    return row.fetchone()


def test_the_whole_way_gives_a_certificate_that_the_market_reads(market, applied, clerk, office):
    certify(applied, clerk, office)
    assert seen(market, applied) == ("certified", "见文")
    rows = market.execute("SELECT id, product, valid_from, valid_until FROM bridge_certificate")
    given = (AT + timedelta(days=40)).date()
    assert rows.fetchall() == [(applied, "脐橙", given, given.replace(year=2027))]


def test_a_notice_cannot_be_cut_short_and_an_objection_refuses(market, applied, clerk, office):
    case = take_up(applied, clerk)
    for by, way, days in (
        (clerk, "pass_township", 1),
        (office, "pass_department", 2),
        (office, "post_notice", 3),
    ):
        move(case, by, way, days=days)
    assert [one.code for one in move(case, office, "certify", days=5).findings] == [
        "notice_running"
    ]
    move(case, clerk, "object", days=5, text="价格不实")
    assert move(case, office, "uphold_objection", days=6, text="属实").value is not None
    assert seen(market, applied) == ("refused", "属实")
    with entered(EVERYWHERE):
        assert not Certificate.objects.exists()


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
    market, supplier, applied, clerk, office
):
    certify(applied, clerk, office)
    second = make.application(market, supplier)
    with pytest.raises(CertificateOverlaps):
        certify(second, clerk, office)
    assert seen(market, second) == ("under_way", "")


def test_the_county_suspends_resumes_and_delists_at_once(market, applied, clerk, office):
    certify(applied, clerk, office)
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


def test_a_draw_can_be_drawn_again_and_its_check_answers_it(market, applied, clerk, office):
    certify(applied, clerk, office)
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
