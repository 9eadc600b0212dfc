"""The to-do list, a case, acting, opening: as pages."""

import io
from contextlib import closing
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html
from python_calamine import CalamineWorkbook
from tests import factories_casework as made
from tests.factories_casework import asked, browser, written
from tests.integration.people.factories import PASSWORD, someone

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.procedures.models import Act, Case
from shouwang.watch.casework.models import Record

pytestmark = pytest.mark.django_db
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT set_config('shouwang.scope', ''")


@pytest.fixture
def case(people):
    with entered(Scope.everywhere()):
        return made.case(people.village, made.home(number="H1", group="三组"))


def now_at(case):
    with entered(Scope.everywhere()):
        return Case.objects.get(pk=case.pk)


def act_path(case, transition):
    return reverse("casework_act", args=[case.pk, transition])


def take(by, case, transition, **given):
    return browser(by).post(act_path(case, transition), asked(now_at(case), **given))


def asked_statements(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as sent:
        answer = client.get(path)
    assert answer.status_code == 200
    return [one for one in sent.captured_queries if not one["sql"].startswith(CONTROL)]


def test_the_list_shows_what_waits_for_whoever_looks(people, case):
    page = browser(people.town).get("/casework/")
    row = page.context_data["rows"][0]
    assert (row["head"], row["number"], row["step"]) == ("赖福生", "H1", "受理")
    assert (page.context_data["page"].paginator.count, row["awaits"]) == (1, "乡镇")
    assert browser(people.village).get("/casework/").context_data["rows"] == []
    assert len(browser(people.village).get("/casework/?which=open").context_data["rows"]) == 1


def test_filters_stand_in_the_address(people, case):
    client = browser(people.county)
    for query, count in (
        ("which=open", 1),
        ("which=open&procedure=appeal", 0),
        ("which=open&step=taking_up", 1),
        ("which=open&step=verification", 0),
        ("which=open&late=1", 0),
        ("which=open&place=360781102000", 1),
        ("which=finished", 0),
        ("which=late", 0),
    ):
        assert len(client.get(f"/casework/?{query}").context_data["rows"]) == count, query
    assert client.get("/casework/?place=360732000000").status_code == 404


def test_late_cases_are_told_to_whoever_they_escalate_to(people):
    with entered(Scope.everywhere()):
        made.case(people.village, on=timezone.localdate() - timedelta(days=40))
    rows = browser(people.county).get("/casework/?which=late").context_data["rows"]
    assert [str(row["left"]).startswith("超期") for row in rows] == [True]


@pytest.mark.parametrize("many", [1, 3])
def test_a_list_and_a_case_cost_few_statements(people, many):
    with entered(Scope.everywhere()):
        cases = [made.case(people.village) for _ in range(many)]
    assert len(asked_statements(browser(people.town), "/casework/")) == 11
    path = reverse("casework_case", args=[cases[0].pk])
    assert len(asked_statements(browser(people.town), path)) == 7


def test_a_case_shows_what_its_reader_may_do(people, case):
    path = reverse("casework_case", args=[case.pk])
    page = browser(people.town).get(path)
    assert [way["label"] for way in page.context_data["mine"]] == [
        "受理", "绿色通道：先帮扶后补手续", "农户撤回",
    ]  # fmt: skip
    assert page.context_data["entries"][0]["title"] == "发起"
    assert "<svg" in page.content.decode()
    assert browser(people.village).get(path).context_data["others"][0]["by"] == "乡镇、县级办公室"


def test_a_way_is_taken_with_evidence_written_in_the_form(people, case):
    take(people.town, case, "take_up")
    answer = take(
        people.village, case, "verify",
        **written("home_visit", "authorisation"), signers=[people.second.pk],
    )  # fmt: skip
    assert (answer.status_code, now_at(case).step) == (302, "information_check")
    with entered(Scope.everywhere()):
        act = Act.objects.get(case=case, transition="verify")
        records = {f"casework.record:{one.pk}": one for one in Record.objects.all()}
        assert [records[one["ref"]].text for one in act.evidence] == [
            "home_visit 属实", "authorisation 属实",
        ]  # fmt: skip
        lines = JournalEntry.objects.filter(act__startswith="casework.write").order_by("seq")
        assert [line.evidence["kind"] for line in lines] == ["home_visit", "authorisation"]
        assert "属实" not in str([line.evidence for line in lines])
    page = browser(people.county).get(reverse("casework_case", args=[case.pk]))
    assert page.context_data["entries"][0]["signers"] == "姓名 second"
    assert "home_visit 属实" in page.content.decode()


def test_one_of_three_is_asked_for_and_not_called_optional(people, case):
    take(people.town, case, "take_up")
    page = html.fromstring(browser(people.village).get(act_path(case, "verify")).content.decode())
    (row, *_) = page.xpath("//fieldset[contains(@class, 'evidence-row')]")
    assert "必填" in row.text_content()
    assert "可不填" not in row.text_content()


def test_what_was_written_survives_the_end_of_the_session(people, case):
    take(people.town, case, "take_up")
    client, path = browser(people.village), act_path(case, "verify")
    words = asked(now_at(case), **{"home_visit-text": "家里<两>人", "signers": [people.second.pk]})
    client.logout()
    late = client.post(path, words, headers={"referer": f"http://testserver{path}"})
    fields = {one.get("name"): one.get("value") or "" for one in html.fromstring(
        late.content.decode()).xpath("//form[.//input[@name='password']]//input")}  # fmt: skip
    fields |= {"login": people.village.username, "password": PASSWORD}
    assert client.post(reverse("account_login"), fields).headers["Location"] == path
    page = html.fromstring(client.get(path).content.decode())
    assert page.xpath("//textarea[@name='home_visit-text']")[0].text.strip() == "家里<两>人"
    assert page.xpath("//input[@name='signers'][@checked]/@value") == [str(people.second.pk)]
    assert page.xpath("//input[@name='act_id']/@value") == [str(words["act_id"])]
    assert now_at(case).revision == 2


def test_a_refusal_comes_back_in_the_filled_form_and_writes_nothing(people, case):
    take(people.town, case, "take_up")
    answer = take(people.village, case, "verify", **written("home_visit"), reason="看过了")
    form = answer.context_data["form"]
    assert set(form.errors) == {"authorisation-text", "signers"}
    assert (form["home_visit-text"].value(), form["reason"].value()) == (
        "home_visit 属实",
        "看过了",
    )
    with entered(Scope.everywhere()):
        assert (Record.objects.count(), now_at(case).revision) == (0, 2)


def test_what_the_procedure_refuses_is_said_and_takes_the_records_back(people, case):
    for transition, by, kinds, given in (
        ("take_up", people.town, (), {}),
        ("verify", people.village, ("home_visit", "authorisation"),
         {"signers": [people.second.pk]}),
        ("pass_check", people.county, ("information_check",), {}),
    ):  # fmt: skip
        assert take(by, case, transition, **written(*kinds), **given).status_code == 302
    vote = {"members": 9, "present": 3, "agree": 3, "against": 0, "abstain": 0, "recused": 0}
    kinds = ("review_minutes", "notice_photo")
    answer = take(people.village, case, "agree", **written(*kinds), **vote)
    assert "present" in answer.context_data["form"].errors
    with entered(Scope.everywhere()):
        assert Record.objects.count() == 3
    assert take(people.village, case, "agree", **written(*kinds), **vote | {
        "present": 7, "agree": 7,
    }).status_code == 302  # fmt: skip


def test_a_double_click_has_one_effect(people, case):
    sent = asked(case)
    client = browser(people.town)
    first = client.post(act_path(case, "take_up"), sent)
    again = client.post(act_path(case, "take_up"), sent)
    assert (first.status_code, again.status_code, again.url) == (302, 302, first.url)
    assert now_at(case).revision == 2


def test_who_comes_second_sees_what_the_first_has_done(people, case):
    take(people.county, case, "take_up")
    answer = browser(people.town).post(act_path(case, "take_up"), asked(case, reason="电话核过"))
    assert [one["title"] for one in answer.context_data["since"]] == ["受理"]
    assert answer.context_data["form"]["reason"].value() == "电话核过"
    assert now_at(case).revision == 2


def test_a_case_is_opened_once_for_a_household_with_its_clue(people):
    with entered(Scope.everywhere()):
        home = made.home(number="H9")
    client, path = browser(people.village), reverse("casework_open", args=["H9"])
    page = client.get(f"{path}?procedure=monitored_identification")
    assert ("monitored_identification", "监测对象识别") in page.context_data["offered"]
    sent = {"act_id": str(uuid4()), "procedure": "monitored_identification", "reason": "申报"}
    first, again = client.post(path, sent), client.post(path, sent)
    assert (first.status_code, again.url) == (302, first.url)
    refused = client.post(path, sent | {"act_id": str(uuid4())})
    assert "已有一件" in refused.context_data["form"].non_field_errors()[0]
    with entered(Scope.everywhere()):
        assert Case.objects.filter(subject_id=home.number).count() == 1
    listed = client.get(reverse("household_cases", args=["H9"]))
    assert [row["procedure"] for row in listed.context_data["rows"]] == ["监测对象识别"]


def test_pages_are_for_whoever_may_and_inside_the_scope(people, case):
    with entered(Scope.everywhere()):
        auditor = someone("auditor", Kind.AUDITOR, RegionCode.of("360781"))
        far = someone("far", Kind.TOWNSHIP_CLERK, RegionCode.of("360781103"))
    assert browser(auditor).get("/casework/?which=open").status_code == 200
    assert browser(auditor).get(act_path(case, "take_up")).status_code == 403
    assert browser(far).get(reverse("casework_case", args=[case.pk])).status_code == 404
    assert browser(far).get("/casework/?which=open").context_data["rows"] == []


def test_the_list_is_taken_as_excel(people, case):
    with closing(browser(people.county).get("/casework/export/?which=open")) as answer:
        (sheet,) = CalamineWorkbook.from_filelike(io.BytesIO(answer.getvalue())).sheet_names[:1]
        assert (answer.status_code, sheet) == (200, "在办事项")
        with entered(Scope.everywhere()):
            assert JournalEntry.objects.get(act="casework.export").evidence == {"rows": 1}
