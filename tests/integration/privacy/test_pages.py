"""The counter, self-service, corrections and protection, as pages."""

import io
import re
from contextlib import closing

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from pypdfium2 import PdfDocument
from python_calamine import CalamineWorkbook
from tests import factories, factories_privacy
from tests.integration.people.factories import someone

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.people.models import Account
from shouwang.people.rules import Kind
from shouwang.watch.papers import rendering
from shouwang.watch.privacy.models import CorrectionRequest
from shouwang.watch.registry.models import Look

pytestmark = pytest.mark.django_db
IDENTITY, OTHER = "11010519491231002X", "36079919850624022X"
TOWN, OTHER_TOWN = RegionCode.of("360781100"), RegionCode.of("360781101")
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT set_config('shouwang.scope', ''")
ASKED = {"what": "出生日期", "should_be": "1949年12月30日", "evidence": "户口簿"}


@pytest.fixture
def home():
    with entered(Scope.everywhere()):
        home = factories.household(number="H1", head_name="赖福生", group="三组")
        factories.member(
            home, number="P1", name="赖福生", identity=IDENTITY, telephone="13800001234"
        )
        factories.income(home, source=factories.source(title="人社局清单"))
        factories.cause(home)
        return home


def browser(kind: Kind, region: RegionCode) -> Client:
    username = f"{kind.value}{region.prefix}"
    account = Account.objects.filter(username=username).first() or someone(username, kind, region)
    client = Client()
    client.force_login(account)
    return client


def clerk() -> Client:
    return browser(Kind.TOWNSHIP_CLERK, TOWN)


def office() -> Client:
    return browser(Kind.COUNTY_OFFICE, RegionCode.of("360781"))


def page(answer) -> str:
    return answer.content.decode()


def code_of(home) -> str:
    slip = page(clerk().post(reverse("privacy_code", args=["H1"]), {"member": "P1"}))
    return re.search(r'slip-code">(\d{6})<', slip)[1]


def visitor(home) -> Client:
    client = Client()
    shown = {"identity": IDENTITY, "code": code_of(home)}
    assert client.post(reverse("privacy_visit"), shown).status_code == 302
    return client


def test_the_counter_finds_the_household_and_the_number_stands_in_no_address(home):
    answer = clerk().post(reverse("privacy_counter"), {"identity": IDENTITY.lower()}, follow=True)
    address = reverse("privacy_counter_household", args=["H1"])
    assert answer.redirect_chain == [(address, 302)]
    shown = page(answer)
    words = ("赖福生", "人社局清单", "因病", "110***********002X", "三组")
    assert [word for word in words if word not in shown] == []
    assert (IDENTITY in shown, "13800001234" in shown) == (False, False)
    with entered(Scope.everywhere()):
        assert Look.objects.get().page == "counter"


def test_a_number_elsewhere_is_answered_as_one_that_nobody_has(home):
    elsewhere = browser(Kind.TOWNSHIP_CLERK, OTHER_TOWN)
    answers = [
        page(elsewhere.post(reverse("privacy_counter"), {"identity": number}))
        for number in (IDENTITY, OTHER)
    ]
    assert ["您的职责范围内没有这个号码" in one for one in answers] == [True, True]
    assert elsewhere.get(reverse("privacy_counter_household", args=["H1"])).status_code == 404


def test_somebody_without_an_account_sees_their_own_household_and_leaves(home):
    client = visitor(home)
    shown = page(client.get(reverse("privacy_visit_household")))
    assert ("赖福生" in shown, "人社局清单" in shown, IDENTITY in shown) == (True, True, False)
    assert client.get(reverse("privacy_visit_household"))["Cache-Control"].count("no-store") == 1
    assert client.get(reverse("household", args=["H1"])).status_code == 302
    client.post(reverse("privacy_leave"))
    assert client.get(reverse("privacy_visit_household")).status_code == 302


def test_a_visit_takes_few_statements_for_one_look_and_for_three(home):
    client, counts = visitor(home), []
    for more in (1, 2):
        with entered(Scope.everywhere()):
            for n in range(more):
                reader = someone(
                    f"reader{more}{n}", Kind.VILLAGE_CADRE, RegionCode(home.region_code)
                )
                factories_privacy.look(home, reader)
        client.get(reverse("privacy_visit_household"))
        with CaptureQueriesContext(connection) as asked:
            shown = page(client.get(reverse("privacy_visit_household")))
        counts.append(len([q for q in asked.captured_queries if not q["sql"].startswith(CONTROL)]))
    assert counts[0] == counts[1] <= 16
    assert ("村干部" in shown, "姓名 reader" in shown) == (True, False)


@pytest.mark.parametrize("number", [IDENTITY, OTHER])
def test_a_wrong_code_is_answered_alike_for_a_known_and_an_unknown_number(home, number):
    code_of(home)
    shown = page(Client().post(reverse("privacy_visit"), {"identity": number, "code": "xxxxxx"}))
    sentence = re.search(r"号码或验证码不对[^<]*", shown)
    assert sentence is not None
    assert sentence[0].endswith("或请工作人员重发。")


def test_a_visit_ends_by_itself(home):
    client = visitor(home)
    session = client.session
    session["privacy_visit"] = {**session["privacy_visit"], "until": "2024-01-01T00:00:00+00:00"}
    session.save()
    answer = client.get(reverse("privacy_visit_household"), follow=True)
    assert "查看时间已到" in page(answer)


def test_staff_go_to_the_counter_instead(home):
    answer = clerk().get(reverse("privacy_visit"))
    assert answer["Location"] == reverse("privacy_counter")


def test_a_request_lands_with_the_township_and_its_answer_with_the_household(home):
    client, at_counter = visitor(home), clerk()
    assert "第" in page(client.post(reverse("privacy_visit_request"), ASKED, follow=True))
    with entered(Scope.everywhere()):
        made = CorrectionRequest.objects.get()
    [row] = at_counter.get(reverse("privacy_corrections")).context["rows"]
    assert (row["what"], row["channel"]) == ("出生日期", "自助")
    address = reverse("privacy_correction", args=[made.pk])
    assert "1949年12月30日" in page(at_counter.get(address))
    assert at_counter.post(address, {"decision": "accepted"}).context["form"].errors
    at_counter.post(address, {"decision": "accepted", "words": "已按户口簿更正"})
    again = page(at_counter.post(address, {"decision": "refused", "words": "x"}, follow=True))
    assert "已更正" in again
    assert "已按户口簿更正" in page(client.get(reverse("privacy_visit_household")))
    other = browser(Kind.TOWNSHIP_CLERK, OTHER_TOWN)
    assert other.get(address).status_code == 404


def test_the_counter_takes_a_request_and_gives_no_code_without_a_number(home):
    client = clerk()
    address = reverse("privacy_counter_request", args=["H1"])
    assert "已登记" in page(client.post(address, ASKED, follow=True))
    assert client.post(address, {}).context["form"].errors.keys() == ASKED.keys()
    with entered(Scope.everywhere()):
        factories.member(home, number="P2", name="婴儿")
    answer = client.post(reverse("privacy_code", args=["H1"]), {"member": "P2"}, follow=True)
    assert "没有证件号码" in page(answer)


def test_who_looked_is_shown_to_those_who_see_the_household(home):
    clerk().get(reverse("privacy_counter_household", args=["H1"]))
    rows = clerk().get(reverse("household_lookers", args=["H1"])).context["rows"]
    assert [(row.page, row.office) for row in rows] == [("counter", "乡镇经办")]
    other = browser(Kind.TOWNSHIP_CLERK, OTHER_TOWN)
    assert other.get(reverse("household_lookers", args=["H1"])).status_code == 404


def test_who_looked_is_taken_as_excel_by_who_may_export(home):
    clerk().get(reverse("privacy_counter_household", args=["H1"]))
    address = reverse("lookers_export", args=["H1"])
    content = b"".join(clerk().get(address).streaming_content)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    headings, row = book.get_sheet_by_index(0).to_python()
    assert dict(zip(headings, row, strict=True))["单位和职责"] == "乡镇经办"
    with entered(Scope.everywhere()):
        entry = JournalEntry.objects.order_by("-id").first()
    assert (entry.act, entry.evidence) == ("privacy.lookers_exported", {"rows": 1})
    cadre = browser(Kind.VILLAGE_CADRE, RegionCode(home.region_code))
    assert cadre.get(address).status_code == 403
    assert browser(Kind.TOWNSHIP_CLERK, OTHER_TOWN).get(address).status_code == 404


def test_the_office_reads_the_record_takes_a_copy_and_clears(home):
    client = office()
    shown = page(client.get(reverse("privacy_protection")))
    assert ("第十三条第一款第三项" in shown, "待核实" in shown) == (True, True)
    asked = {"person": "P1", "reason": "本人申请", "shape": "xlsx"}
    answer = client.post(reverse("privacy_export"), asked)
    assert io.BytesIO(b"".join(answer.streaming_content)).read(2) == b"PK"
    unknown = client.post(reverse("privacy_export"), {**asked, "person": "P9"})
    assert "没有找到这个人" in page(unknown)
    assert "已清理" in page(client.post(reverse("privacy_retain"), follow=True))
    assert clerk().get(reverse("privacy_protection")).status_code == 403


def test_the_notice_of_a_breach_has_its_deadline_and_blanks():
    client = office()
    assert "发现后 24 小时内" in page(client.get(reverse("privacy_breach")))
    known = {"discovered_at": "2024-06-30T10:00", "what": "姓名、电话", "count": "12"}
    shown = page(client.post(reverse("privacy_breach"), known))
    assert ("2024-07-01 10:00 前" in shown, "姓名、电话" in shown) == (True, True)


def test_the_notice_of_a_breach_comes_as_word_and_pdf_too():
    client, address = office(), reverse("privacy_breach")
    known = {"discovered_at": "2024-06-30T10:00", "what": "姓名、电话 <b>&", "count": "12"}
    word = client.post(address, {**known, "shape": "docx"})
    content = io.BytesIO(b"".join(word.streaming_content))
    words = "\n".join(one.text for one in Document(content).paragraphs)
    assert "2024年6月30日10时00分，我单位发现" in words
    assert "姓名、电话 <b>&；涉及人数：12 人。" in words
    assert "2024年7月1日10时00分前" in words
    assert "二、原因和可能造成的危害：＿＿＿" in words
    if rendering.has_chinese():
        made = b"".join(client.post(address, {**known, "shape": "pdf"}).streaming_content)
        with closing(PdfDocument(made)) as document:
            assert len(document) == 1
            assert "姓名、电话" in document[0].get_textpage().get_text_range()
    with entered(Scope.everywhere()):
        acts = JournalEntry.objects.filter(act="privacy.breach_notice")
        assert {one.evidence["shape"] for one in acts} <= {"docx", "pdf"}
        assert acts.exists()


def test_corrections_record_and_retention_are_excel_files(home):
    client = clerk()
    client.post(reverse("privacy_counter_request", args=["H1"]), ASKED)
    answer = client.get(reverse("privacy_corrections_export"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    cells = book.get_sheet_by_index(0).to_python()
    assert ("赖福生" in cells[1], "H1" in cells[1]) == (True, True)
    for name in ("privacy_record_export", "privacy_retention_export"):
        answer = office().get(reverse(name))
        assert b"".join(answer.streaming_content)[:2] == b"PK"
        assert client.get(reverse(name)).status_code == 403
