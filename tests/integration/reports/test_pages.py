"""The public pages, the operator's, the clerk's: as a browser sees them."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests import factories_reports as make
from tests.integration.people.factories import someone

from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.watch.monitoring.models import Clue
from shouwang.watch.reports import operations
from shouwang.watch.reports.models import Attempt, Hotline, Report

pytestmark = pytest.mark.django_db
COUNTY, TOWN = RegionCode.of("360781"), RegionCode.of("360781102")
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT set_config(")


def visitor() -> Client:
    """An old browser that keeps no cookies and whose forms must pass all the same."""
    return Client(enforce_csrf_checks=True)


def browser(kind: Kind, region: RegionCode) -> Client:
    client = Client()
    client.force_login(someone(kind.value, kind, region))
    return client


def page(answer) -> str:
    return answer.content.decode()


def number_in(text: str) -> str:
    return re.search(r'receipt-number[^>]*">([\d ]{14})<', text)[1].replace(" ", "")


def reported(**given: str):
    return visitor().post(reverse("report_public"), make.form(**given))


def kept() -> list[Report]:
    with entered(Scope.everywhere()):
        return list(Report.objects.order_by("at", "pk"))


def ask(receipt: str, **given: str):
    return visitor().post(reverse("report_status"), {"receipt": receipt, **given})


def test_the_code_of_a_village_leads_to_its_page(home):
    shown = page(visitor().get(reverse("report_public"), {"v": make.VILLAGE}))
    assert ("壬田镇 洗心村" in shown, "生病看病" in shown, "csrfmiddleware" in shown) == (
        True, True, False,
    )  # fmt: skip


@pytest.mark.parametrize("asked", ["", "1", "360781102999", "x" * 500, "360781102000"])
def test_without_a_known_village_one_chooses(home, asked):
    shown = page(visitor().get(reverse("report_public"), {"v": asked}))
    assert ("壬田镇" in shown, "没有找到二维码" in shown) == (True, bool(asked))
    shown = page(visitor().get(reverse("report_public"), {"t": "360781102000"}))
    assert ("洗心村" in shown, "沙洲坝" in shown) == (True, False)


def test_a_report_is_answered_with_a_receipt_and_what_comes_next(home):
    answer = reported(proxy_name="邻居老王", proxy_telephone="+86 139-0000-5678")
    shown = page(answer)
    (one,) = kept()
    assert (answer.status_code, number_in(shown), one.channel) == (200, one.receipt, "proxy")
    assert (one.telephone, one.proxy_telephone) == ("13800001234", "13900005678")
    assert ("前，村里或乡镇受理" in shown, answer.cookies.output()) == (True, "")


def test_the_same_click_twice_and_the_back_button_give_one_receipt(home):
    form = make.form()
    answers = [page(visitor().post(reverse("report_public"), form)) for _ in range(3)]
    assert len({number_in(one) for one in answers}) == len(kept()) == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"name": ""}, "请填姓名"),
        ({"name": "   "}, "请填姓名"),
        ({"category": ""}, "请选一种困难"),
        ({"category": "gold"}, "gold"),
        ({"telephone": "12"}, "电话应为11位"),
        ({"words": "长" * 10_000}, "500"),
        ({"name": "长" * 10_000}, "20"),
        ({"begun": ""}, "打开太久"),
        ({"number": "x"}, ""),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_stays(home, given, says):
    answer = reported(**{"words": "住院三个月", **given})
    shown = page(answer)
    assert (answer.status_code, says in shown, kept()) == (200, True, [])
    assert given.get("words", "住院三个月")[:400] in shown


def test_a_form_that_lay_open_for_days_goes_through_on_the_second_click(home, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(signing.time, "time", lambda: 1_700_000_000)
        old = make.form()
    shown = page(visitor().post(reverse("report_public"), old))
    begun = re.search(r'name="begun" value="([^"]+)"', shown)[1]
    assert ("打开太久" in shown, kept()) == (True, [])
    assert number_in(page(visitor().post(reverse("report_public"), {**old, "begun": begun})))


def test_emoji_script_and_control_characters_are_plain_words(home):
    words = "<script>alert(1)</script> 😀 \x0b 没钱"
    assert reported(words=words, name="赖<b>福</b>生").status_code == 200
    (one,) = kept()
    assert one.words == "<script>alert(1)</script> 😀  没钱"
    clerk = browser(Kind.TOWNSHIP_CLERK, TOWN)
    assert "<script>alert" not in page(clerk.get(reverse("report", args=[one.pk])))


def test_who_is_logged_in_elsewhere_reports_like_anybody(home):
    far = browser(Kind.VILLAGE_CADRE, RegionCode(make.FAR))
    assert number_in(page(far.post(reverse("report_public"), make.form())))
    assert kept()[0].by is None


def test_the_status_says_where_it_stands_and_nothing_of_whom(home):
    receipt = number_in(page(reported()))
    shown = page(ask(f"{receipt[:4]}-{receipt[4:8]} {receipt[8:]}"))
    assert ("生病看病" in shown, "已收到" in shown) == (True, True)
    assert [word for word in ("赖福生", "13800001234", "住院三个月") if word in shown] == []


@pytest.mark.parametrize("typed", ["", "1", "000000000000", "9" * 10_000, "😀", "<b>"])
def test_a_wrong_number_is_answered_alike(home, typed):
    answer = ask(typed)
    told = "has-error" in page(answer) or "没有这个回执号" in page(answer)
    assert (answer.status_code, told) == (200, True)


def test_after_many_wrong_numbers_four_digits_more_open_and_nobody_is_shut_out(home):
    receipt = number_in(page(reported()))
    Attempt.objects.bulk_create(
        Attempt(kind="wrong", address="127.0.0.1", at=timezone.now()) for _ in range(20)
    )
    assert "最后 4 位" in page(ask(receipt))
    assert "生病看病" not in page(ask(receipt, tail="9999"))
    assert "生病看病" in page(ask(receipt, tail="1234"))


def answered(home) -> Report:
    reported()
    (one,) = kept()
    with entered(Scope.everywhere()):
        clerk = someone("answerer", Kind.TOWNSHIP_CLERK, TOWN)
        now = timezone.now()
        operations.take_up(by=clerk, at=now, act_id=uuid4(), report=one.pk, household=home)
        done = operations.proceed(
            by=clerk,
            at=now,
            act_id=uuid4(),
            report=one.pk,
            revision=1,
            way="answer",
            words="已报大病保险\n<b>",
        )
        assert done.findings == ()
        return done.value


def test_the_answer_is_told_and_rated(home):
    one = answered(home)
    shown = page(ask(one.receipt))
    assert ("已报大病保险<br>&lt;b&gt;" in shown, "对答复满意吗" in shown) == (True, True)
    given = {"number": str(uuid4()), "satisfied": "no", "words": "还差一万"}
    assert "您的意见已记下" in page(ask(one.receipt, **given))
    shown = page(browser(Kind.COUNTY_OFFICE, COUNTY).get(reverse("report", args=[one.pk])))
    assert ("还差一万" in shown, "不满意" in shown) == (True, True)


def test_a_clerk_lists_takes_up_and_answers(home):
    reported()
    (one,) = kept()
    clerk = browser(Kind.TOWNSHIP_CLERK, TOWN)
    listed = page(clerk.get(reverse("reports")))
    assert ("赖福生" in listed, "13800001234" in listed) == (True, False)
    given = {"act_id": str(uuid4()), "household": "H9"}
    refused = page(clerk.post(reverse("report_take_up", args=[one.pk]), given))
    assert "这个村没有这个户编号" in refused
    given = {"act_id": str(uuid4()), "picked": "H1"}
    clerk.post(reverse("report_take_up", args=[one.pk]), given)
    shown = page(clerk.get(reverse("report", args=[one.pk])))
    assert ("13800001234" in shown, "已受理" in shown, "H1" in shown) == (True, True, True)
    given = {"act_id": str(uuid4()), "revision": "1", "way": "answer", "words": ""}
    refused = page(clerk.post(reverse("report_proceed", args=[one.pk]), given))
    assert "请写几句话" in refused
    given["words"] = "已报大病保险"
    assert clerk.post(reverse("report_proceed", args=[one.pk]), given).status_code == 302
    assert kept()[0].state == "answered"
    with entered(Scope.everywhere()):
        clue = Clue.objects.get()
    shown = page(clerk.get(reverse("clue", args=[clue.pk])))
    assert ("农户申报" in shown, "请入户了解" in shown) == (True, True)


def test_a_report_elsewhere_is_not_there(home):
    reported()
    far = browser(Kind.VILLAGE_CADRE, RegionCode(make.FAR))
    (one,) = kept()
    assert far.get(reverse("report", args=[one.pk])).status_code == 404
    assert "赖福生" not in page(far.get(reverse("reports")))


def test_a_list_takes_few_statements_for_one_report_and_for_three(home):
    clerk, counts = browser(Kind.TOWNSHIP_CLERK, TOWN), []
    for n in (1, 2):
        for k in range(n):
            reported(name=f"某{n}{k}")
        clerk.get(reverse("reports"))
        with CaptureQueriesContext(connection) as asked:
            clerk.get(reverse("reports"))
        counts.append(len([q for q in asked.captured_queries if not q["sql"].startswith(CONTROL)]))
    assert counts[0] == counts[1] <= 15


def test_filters_and_excel(home):
    reported()
    reported(name="钟五", category="water")
    office = browser(Kind.COUNTY_OFFICE, COUNTY)
    assert "赖福生" not in page(office.get(reverse("reports"), {"category": "water"}))
    assert "钟五" not in page(office.get(reverse("reports"), {"late": "on"}))
    answer = office.get(reverse("reports_export"))
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_an_operator_finds_the_household_and_sees_no_dossier(home):
    operator = browser(Kind.HOTLINE_OPERATOR, COUNTY)
    form = {**make.form(), "channel": "hotline", "find": "1", "name": "钟小妹", "household": ""}
    found = page(operator.post(reverse("report_new"), form))
    assert (f'value="{home.pk}"' in found, "赖福生　三组" in found, "H1" in found) == (
        True, True, False,
    )  # fmt: skip
    del form["find"]
    assert number_in(page(operator.post(reverse("report_new"), {**form, "household": home.pk})))
    (one,) = kept()
    assert (one.household_id, one.by.username) == (home.pk, "hotline")
    listed = page(operator.get(reverse("reports")))
    assert "钟小妹" in listed
    assert operator.get(reverse("report", args=[one.pk])).status_code == 200
    for name, args in (("household", ["H1"]), ("reports_export", []), ("clues", [])):
        assert operator.get(reverse(name, args=args)).status_code == 403
    taken = operator.post(reverse("report_take_up", args=[one.pk]), {"act_id": str(uuid4())})
    assert taken.status_code == 403


def test_an_operator_does_not_see_what_others_wrote_down(home):
    reported()
    operator = browser(Kind.HOTLINE_OPERATOR, COUNTY)
    (one,) = kept()
    assert operator.get(reverse("report", args=[one.pk])).status_code == 404


def test_a_household_of_another_county_is_not_looked_for(home):
    operator = browser(Kind.HOTLINE_OPERATOR, RegionCode.of("360782"))
    form = {**make.form(), "channel": "hotline", "find": "1"}
    assert "三组" not in page(operator.post(reverse("report_new"), form))


def test_the_number_of_the_county_stands_on_page_receipt_and_poster(home):
    office = browser(Kind.COUNTY_OFFICE, COUNTY)
    given = {"number": "0797-2522317", "hours": "8:00—12:00"}
    assert office.post(reverse("report_hotline"), given).status_code == 302
    assert office.post(reverse("report_hotline"), {**given, "number": "<b>"}).status_code == 200
    assert Hotline.objects.count() == 1
    posters = page(office.get(reverse("report_posters"), {"place": TOWN.code}))
    shown = [
        page(visitor().get(reverse("report_public"), {"v": make.VILLAGE})),
        page(reported()),
        posters,
    ]
    assert ["0797-2522317" in one for one in shown] == [True] * 3
    assert (posters.count("<article"), posters.count("<svg")) >= (2, 2)


def test_a_clerk_does_not_set_the_number(home):
    clerk = browser(Kind.TOWNSHIP_CLERK, TOWN)
    assert clerk.get(reverse("report_hotline")).status_code == 403


def test_questions_are_found_and_shown_beside_the_words(home):
    shown = page(visitor().get(reverse("report_answers"), {"q": "db"}))
    assert ("低保怎样申请" in shown, "民发〔2021〕57号" in shown) == (True, True)
    beside = page(visitor().post(reverse("report_beside"), {"words": "押金交不起", "category": ""}))
    assert "住院交不起押金" in beside
    assert visitor().get(reverse("report_beside")).status_code == 405


def test_every_page_opens(home):
    reported()
    (one,) = kept()
    office = browser(Kind.COUNTY_OFFICE, COUNTY)
    pages = ["reports", "report_new", "report_hotline", "report_posters", "report_status"]
    assert [office.get(reverse(name)).status_code for name in pages] == [200] * 5
    assert timedelta(0) < timezone.now() - one.at
    assert office.get(reverse("report", args=[one.pk])).status_code == 200


def test_a_report_takes_few_statements_however_much_came_before(home):
    clerk, counts = browser(Kind.TOWNSHIP_CLERK, TOWN), []
    reported()
    (one,) = kept()
    given = {"act_id": str(uuid4()), "household": "H1"}
    clerk.post(reverse("report_take_up", args=[one.pk]), given)
    for n in (1, 2):
        for k in range(n):
            reported(name=f"邻居{n}{k}")
        clerk.get(reverse("report", args=[one.pk]))
        with CaptureQueriesContext(connection) as asked:
            clerk.get(reverse("report", args=[one.pk]))
        counts.append(len([q for q in asked.captured_queries if not q["sql"].startswith(CONTROL)]))
    assert counts[0] == counts[1] <= 15
