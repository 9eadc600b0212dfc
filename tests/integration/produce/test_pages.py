"""The room's pages, as each level sees them."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests import factories_bridge as make
from tests.factories import AT, VILLAGE, household
from tests.integration.people.factories import someone

from shouwang.bridge.models import Alarm, Holder, Link
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.watch.produce import operations
from shouwang.watch.produce.queries import desk

EVERYWHERE = Scope.everywhere()


def browser(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def cadre(market):
    with entered(EVERYWHERE):
        return someone("cadre", Kind.VILLAGE_CADRE, RegionCode(VILLAGE))


@pytest.fixture
def clerk(market):
    with entered(EVERYWHERE):
        return someone("clerk", Kind.TOWNSHIP_CLERK, RegionCode.of("360781100"))


@pytest.fixture
def county(market, superuser):
    superuser.execute(
        "INSERT INTO regions_division (scheme, code, name, short_name, initials, parent_code,"
        " level, during, urban_rural, source) VALUES ('nbs', '360781000000', '瑞金市', '瑞金市',"
        " '', '', 3, '[2020-01-01,)', '', '')"
    )


def test_a_cadre_records_the_consent_and_the_pass_is_shown_once(cadre, supplier, home):
    client, page = browser(cadre), reverse("produce_household", args=[home.number])
    assert client.get(page).status_code == 200
    sent = {"number": str(uuid4()), "supplier": str(supplier)}
    sheet = client.post(page, sent)
    secret = sheet.context["secret"]
    assert len(secret) == 8
    assert secret[:4] in sheet.content.decode()
    assert client.post(page, sent).context["secret"] == ""
    with entered(EVERYWHERE):
        (number,) = Link.objects.values_list("pk", flat=True)
    shown = client.get(reverse("produce_link", args=[number])).content.decode()
    assert secret[:4] not in shown
    assert client.post(reverse("produce_pass", args=[number])).context["secret"] != ""
    answer = client.post(reverse("produce_withdraw", args=[number]))
    assert (answer.status_code, answer.url) == (302, page)
    with entered(EVERYWHERE):
        assert list(Holder.objects.values_list("is_ended", flat=True)) == [True]


def test_a_refused_consent_says_why_and_keeps_the_form(cadre, supplier, home, link):
    sent = {"number": str(uuid4()), "supplier": str(supplier), "may_honour": "on"}
    answer = browser(cadre).post(reverse("produce_household", args=[home.number]), sent)
    assert "已经同意向" in answer.content.decode()
    assert answer.context["form"].data["may_honour"] == "on"


def test_a_months_income_is_clicked_back_to_its_order_lines(market, cadre, home, link):
    line = uuid4()
    make.attribution(market, link, order_line=line, fen=12_345)
    operations.take_up(at=AT)
    client = browser(cadre)
    href = reverse("produce_source", args=[home.number, "2024-05"])
    facts = client.get(reverse("household_facts", args=[home.number, "income"]))
    assert f'href="{href}"' in facts.content.decode()
    assert (
        f'href="{href}"'
        in client.get(reverse("produce_household", args=[home.number])).content.decode()
    )
    page = client.get(href).content.decode()
    assert str(line) in page
    assert "123.45" in page
    assert client.get(reverse("produce_source", args=[home.number, "May"])).status_code == 404


def test_the_desk_takes_an_application_all_the_way_and_anybody_reads_its_notice(
    market, supplier, link, clerk, office
):
    number = make.application(market, supplier, (link,))
    page = reverse("produce_application", args=[number])
    with entered(EVERYWHERE):
        agriculture = someone("agriculture", Kind.AGRICULTURE_OFFICER)
    at_township, at_county, at_department = browser(clerk), browser(office), browser(agriculture)
    assert at_department.get(page).status_code == 404
    assert at_township.get(reverse("produce")).context["waiting"] == 1
    act = at_township.get(page).context["act"]
    at_township.post(reverse("produce_take_up", args=[number]), {"act": str(act)})
    notice = reverse("produce_notice", args=[number])
    assert Client().get(notice).status_code == 404
    for client, way in (
        (at_township, "pass_township"),
        (at_department, "pass_department"),
        (at_county, "approve"),
        (at_township, "post_village"),
    ):
        if client is at_department:
            listed = client.get(reverse("accountability_department")).content.decode()
            assert f'href="{page}"' in listed
            assert "钟某" not in client.get(page).content.decode()
        form = client.get(page).context["form"]
        sent = {"act": str(uuid4()), "revision": form.initial["revision"], "way": way}
        refused = client.post(page, sent | {"text": ""})
        assert refused.status_code == 200
        assert (
            client.post(page, sent | {"text": "同意", "where": "洗心村公开栏"}).status_code == 302
        )
    public = Client().get(notice)
    assert public.status_code == 200
    assert "脐橙" in public.content.decode()
    assert "村级公示" in public.content.decode()
    assert "钟某" not in public.content.decode()
    assert not public.cookies


def test_names_are_shown_inside_the_scope_only(market, supplier, link, cadre, clerk):
    number = make.application(market, supplier, (link,))
    page = reverse("produce_application", args=[number])
    assert "钟某" in browser(cadre).get(page).content.decode()
    with entered(EVERYWHERE):
        far = someone("far", Kind.TOWNSHIP_CLERK, RegionCode.of("360781101"))
    assert browser(far).get(page).status_code == 404


def test_an_alarm_is_answered_once_with_words(market, supplier, clerk, office):
    number = make.alarm(market, supplier)
    page = reverse("produce_alarm", args=[number])
    client = browser(clerk)
    assert "地块面积" in client.get(page).content.decode()
    assert client.post(page, {"words": ""}).status_code == 200
    assert client.post(page, {"words": "已核实，地块登记有误"}).status_code == 302
    browser(office).post(page, {"words": "晚了"})
    with entered(EVERYWHERE):
        assert Alarm.objects.get().handled_words == "已核实，地块登记有误"
    assert browser(office).get(reverse("produce_alarms")).context["open"] == 0


def test_only_the_county_touches_a_certificate(market, supplier, clerk, office, county):
    with entered(EVERYWHERE):
        number = make.application(market, supplier)
        today = timezone.localdate()
        desk.Certificate.objects.create(
            id=number,
            number="CP1",
            application_id=number,
            supplier_id=supplier,
            region_code=VILLAGE,
            product="脐橙",
            category="fruit",
            valid_from=today - timedelta(days=400),
            valid_until=today + timedelta(days=400),
        )
    page = reverse("produce_certificate", args=[number])
    deed = {"deed": "suspend", "reason": "复检"}
    assert browser(clerk).post(page, deed).status_code == 403
    client = browser(office)
    assert client.get(reverse("produce_certificates")).context["due"] == 1
    assert client.post(page, {"deed": "suspend", "reason": ""}).status_code == 200
    assert client.post(page, deed).status_code == 302
    assert market.execute("SELECT suspended_on FROM bridge_certificate").fetchone() == (today,)
    review = {"number": str(uuid4()), "kind": "yearly", "outcome": "passed", "words": ""}
    assert client.post(page, review).status_code == 302
    assert client.get(reverse("produce_certificates") + "?review=1").context["due"] == 0
    client.post(page, {"deed": "resume", "reason": "合格"})
    draw = {"number": str(uuid4()), "place": "360781000000", "seed": "7 7 7"}
    drawn = client.post(reverse("produce_draws"), draw, follow=True)
    assert "CP1" in drawn.content.decode()


_BY_HAND = """
SELECT sum(fen) FILTER (WHERE kind = 'business')::int, sum(fen) FILTER (WHERE kind = 'wage')::int,
       sum(grams)::int, sum(farm_gate_fen)::int,
       (SELECT count(*)::int FROM (SELECT link_id FROM bridge_attribution
            WHERE stage = 'delivered' AND kind = 'business'
            GROUP BY link_id HAVING sum(fen) > 0) AS h),
       count(DISTINCT order_line) FILTER (WHERE kind = 'business' AND fen > 0)::int
FROM bridge_attribution WHERE stage = 'delivered'
"""


def test_figures_count_a_household_once_and_compare_with_the_farm_gate(market, link, office):
    make.attribution(market, link, fen=9_000, farm_gate_fen=6_000)
    make.attribution(market, link, fen=3_000, farm_gate_fen=2_000, month=date(2024, 4, 1))
    make.attribution(market, link, fen=500, stage="contracted", settled_on=None)
    make.attribution(market, link, fen=700, kind="wage", grams=0, farm_gate_fen=0)
    with entered(EVERYWHERE):
        other = operations.agree(
            by=office, at=AT, link_id=uuid4(), household=household(number="H000902"),
            supplier=Link.objects.get(pk=link).supplier_id, may_honour=False,
        ).value[0].pk  # fmt: skip
    for fen in (400, -400):  # sold and taken back: nobody was helped
        make.attribution(market, other, fen=fen, grams=fen, farm_gate_fen=fen)
    client = browser(office)
    query = "?since=2024-03&until=2024-05&by=month"
    page = client.get(reverse("produce_figures") + query)
    whole = page.context["whole"]
    assert (whole.paid_fen, whole.households, whole.gain) == (12_000, 1, 0.5)
    with entered(EVERYWHERE), connection.cursor() as cursor:
        cursor.execute(_BY_HAND)
        by_hand = cursor.fetchone()
    assert by_hand == (12_000, 700, 10_000, 8_000, 1, 3)
    shown = (whole.paid_fen, whole.wage_fen, whole.grams, whole.farm_gate_fen, whole.households)
    assert (*shown, whole.lines) == by_hand
    assert [(row["label"], row["paid"], row["wage"]) for row in page.context["rows"]] == [
        ("2024-03", 0, 0),
        ("2024-04", 3_000, 0),
        ("2024-05", 9_000, 700),
    ]
    for by in ("township", "product"):
        rows = client.get(reverse("produce_figures") + f"{query[:-5]}{by}").context["rows"]
        assert [(row["paid"], row["households"]) for row in rows] == [(12_000, 1)]
    export = client.get(reverse("produce_figures_export") + query)
    assert export.status_code == 200
    assert b"".join(export.streaming_content)[:2] == b"PK"


def test_lists_need_no_statement_for_each_row(market, supplier, link, office, home):
    client = browser(office)
    names = ("produce", "produce_alarms", "produce_certificates", "produce_draws")
    pages = [reverse(name) for name in names]
    pages.append(reverse("produce_household", args=[home.number]))

    def count() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(
                connection,
            ) as statements:
                assert client.get(page).status_code == 200
            found.append(len(statements))
        return found

    def more() -> None:
        make.application(market, supplier, (link,))
        make.alarm(market, supplier)
        make.attribution(market, link)

    more()
    count()  # what is read once a process
    first = count()
    for _row in range(2):
        more()
    assert count() == first
    assert max(first) <= 15
