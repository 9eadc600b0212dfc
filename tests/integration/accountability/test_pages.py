"""The room's pages, as the office, a clerk, a cadre and an auditor see them."""

import io
import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook
from tests import factories_accountability as made
from tests.integration.people.factories import COUNTY, OTHER_TOWN, TOWN, VILLAGE, someone

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.people.models import Account
from shouwang.people.rules import Kind
from shouwang.procedures.models import Case
from shouwang.watch.accountability.models import ConductRecord, Finding, Inspection, Task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("divisions")]
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
PLACES = {
    Kind.COUNTY_OFFICE: COUNTY,
    Kind.TOWNSHIP_CLERK: TOWN,
    Kind.VILLAGE_CADRE: VILLAGE,
    Kind.AUDITOR: COUNTY,
}


def browser(kind: Kind, region=None, name: str = "") -> Client:
    username = name or f"b{kind.value}"
    account = Account.objects.filter(username=username).first()
    client = Client()
    client.force_login(account or someone(username, kind, region or PLACES[kind]))
    return client


def office() -> Client:
    return browser(Kind.COUNTY_OFFICE)


def cadre() -> Client:
    return browser(Kind.VILLAGE_CADRE)


def page(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def finding() -> Finding:
    with entered(Scope.everywhere()):
        return made.finding(made.office(), on=date(2024, 7, 1))


def everything():
    return entered(Scope.everywhere())


def inspect(client: Client) -> str:
    """An inspection written down; the address of its page."""
    sent = {
        "number": uuid4(), "place": COUNTY.code, "title": "三季度督查", "source": "county",
        "on": "2024-07-01", "document": "瑞督〔2024〕3号", "inspectors": "某甲、某乙",
    }  # fmt: skip
    answer = client.post(reverse("accountability_inspection_new"), sent)
    assert answer.status_code == 302
    again = client.post(reverse("accountability_inspection_new"), sent)
    assert again.url == answer.url
    with everything():
        assert Inspection.objects.count() == 1
    return answer.url


def test_an_inspection_with_a_finding_typed_and_two_pasted():
    client = office()
    address = inspect(client)
    one = {
        "number": uuid4(), "place": "圩镇村", "category": "data", "severity": "2",
        "household": "", "text": "三户照片不符", "pasted": "",
    }  # fmt: skip
    assert client.post(address, one).status_code == 302
    assert client.post(address, one).status_code == 302  # the same click again
    many = "\n".join(
        "\t".join(cells)
        for cells in (
            ("地区", "类别", "程度", "户编号", "问题"),
            ("壬田镇 高轩村", "资金与项目", "严重", "", "台账缺票据"),
            ("日东乡", "作风与形式主义", "1", "", "会议记录雷同"),
        )
    )
    answer = client.post(address, {"number": uuid4(), "pasted": many, "severity": "1"}, follow=True)
    shown = page(answer)
    assert "已记录 2 条问题" in shown
    with everything():
        rows = Finding.objects.order_by("pk").values_list("region_code", "category", "severity")
        assert list(rows) == [
            (VILLAGE.code, "data", 2), ("360781102202", "funds", 2),
            (OTHER_TOWN.code, "conduct", 1),
        ]  # fmt: skip


def test_a_bad_row_comes_back_with_everything_that_was_written():
    client = office()
    address = inspect(client)
    pasted = "壬田镇\t数据质量\t严重\t\t照片不符\n瑞林镇\t数据质量\t严重\t\t照片不符"
    shown = page(client.post(address, {"number": uuid4(), "pasted": pasted, "severity": "1"}))
    assert ("第 2 行的地区不在您的职责范围内" in shown, "瑞林镇\t数据质量" in shown) == (True, True)
    empty = page(client.post(address, {"number": uuid4(), "severity": "1"}))
    assert "请填写这一项，或在下面粘贴表格。" in empty
    with everything():
        assert Finding.objects.count() == 0


def test_only_the_county_office_writes_inspections():
    assert cadre().get(reverse("accountability_inspection_new")).status_code == 403
    auditor = browser(Kind.AUDITOR)
    assert auditor.get(reverse("accountability_inspection_new")).status_code == 403
    assert auditor.get(reverse("accountability_ledger")).status_code == 200


def test_a_cadre_accepts_on_the_page_and_is_told_what_is_missing(finding):
    client, address = cadre(), reverse("accountability_finding", args=[finding.pk])
    shown = page(client.get(address))
    assert ("三户照片与现场不一致" in shown, "提出异议" in shown, "督办" in shown) == (
        True, True, False,
    )  # fmt: skip
    sent = {"act": uuid4(), "revision": 1, "way": "contest", "text": ""}
    refused = page(client.post(address, sent))
    assert "请先备齐：异议理由和证据" in refused or "异议应在" in refused
    assert client.post(address, sent | {"way": "accept", "text": "马上整改"}).status_code == 302
    assert "马上整改" in page(client.get(address))
    stale = page(client.post(address, sent | {"act": uuid4(), "way": "accept", "text": "再说一次"}))
    assert ("请刷新页面再看" in stale or "已经办理了" in stale, "再说一次" in stale) == (True, True)


def test_a_finding_elsewhere_does_not_exist(finding):
    client = browser(Kind.TOWNSHIP_CLERK, OTHER_TOWN)
    answer = client.get(reverse("accountability_finding", args=[finding.pk]))
    assert answer.status_code == 404


def test_the_ledger_as_page_and_as_file(finding):
    client = office()
    shown = page(client.get(reverse("accountability_ledger")))
    assert ("三户照片与现场不一致" in shown, "壬田镇 圩镇村" in shown) == (True, True)
    assert "没有符合条件" in page(client.get(reverse("accountability_ledger"), {"severity": 3}))
    answer = client.get(reverse("accountability_ledger_export"))
    content = b"".join(answer.streaming_content)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row for row in rows if "三户照片与现场不一致" in row] != []
    with everything():
        assert JournalEntry.objects.filter(act="accountability.ledger_exported").count() == 1


def test_a_task_is_handed_to_every_village_and_reported():
    client = office()
    sent = {
        "number": uuid4(), "title": "核对住房照片", "what": "逐户核对", "document": "瑞防发7号",
        "due_on": "2099-07-10", "to": "villages", "place": "", "username": "",
    }  # fmt: skip
    answer = client.post(reverse("accountability_task_new"), sent)
    assert client.post(reverse("accountability_task_new"), sent).url == answer.url
    assert page(client.get(answer.url)).count("核对住房照片") >= 3
    with everything():
        assert Task.objects.count() == 3
        task = Task.objects.get(region_code=VILLAGE.code)
    address = reverse("accountability_task", args=[task.pk])
    helper = cadre()
    assert "核对住房照片" in page(helper.get(reverse("accountability")))
    done = {"act": uuid4(), "revision": 1, "way": "report", "text": "12户已核对"}
    assert helper.post(address, done).status_code == 302
    with everything():
        assert Case.objects.get(pk=task.case_id).step == "reported"


def test_a_task_for_a_person_who_has_no_duty_there_is_refused():
    sent = {
        "number": uuid4(), "title": "核对", "due_on": "2099-07-10", "to": "one",
        "place": VILLAGE.code, "username": "nobody",
    }  # fmt: skip
    shown = page(office().post(reverse("accountability_task_new"), sent))
    assert "没有该账号的在任职责" in shown
    assert cadre().get(reverse("accountability_task_new")).status_code == 403


def test_a_record_is_proposed_decided_by_another_and_read_by_the_person():
    person, first = cadre(), office()
    sent = {
        "number": uuid4(), "place": VILLAGE.code, "username": f"b{Kind.VILLAGE_CADRE.value}",
        "kind": "reminder", "document": "瑞纪通3号", "finding": "", "reason": "整改逾期未报",
        "on": "2024-07-01", "counts_until": "",
    }  # fmt: skip
    answer = first.post(reverse("accountability_record_new"), sent)
    assert answer.status_code == 302
    assert "下一步请由另一位有职责的人办理" in page(first.get(answer.url))
    second = browser(Kind.COUNTY_OFFICE, name="second")
    decide = {"act": uuid4(), "revision": 2, "way": "decide", "text": ""}
    assert second.post(answer.url, decide).status_code == 302
    assert "整改逾期未报" in page(person.get(answer.url))
    assert "提醒谈话" in page(person.get(reverse("accountability_records")))
    stranger = browser(Kind.TOWNSHIP_CLERK)
    assert stranger.get(answer.url).status_code == 404
    with everything():
        assert ConductRecord.objects.count() == 1


def test_the_front_page_counts_what_is_late_and_says_where(finding):
    shown = page(office().get(reverse("accountability")))
    assert re.search(r"壬田镇\s*1<", shown)
    assert ("其中超期 1 条" in shown, "部门责任" in shown) == (True, True)
    mine = page(cadre().get(reverse("accountability")))
    assert ("部门责任" in mine, "收到线索按期入户核实" in mine) == (False, True)


def test_townships_are_compared_as_page_and_as_file(finding):
    client, asked = office(), {"outcome": "rectifications", "month": "2024-08"}
    shown = page(client.get(reverse("accountability_townships"), asked))
    assert ("全县 0.0%，没有乡镇能和全县分出高低" in shown, "件数太少，不作判断" in shown) == (
        True, True,
    )  # fmt: skip
    assert "不是一个月份" in page(client.get(reverse("accountability_townships"), {"month": "x"}))
    answer = client.get(reverse("accountability_townships_export"), asked)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    assert "壬田镇" in str(rows.get_sheet_by_index(0).to_python())
    clerk = browser(Kind.TOWNSHIP_CLERK)
    assert clerk.get(reverse("accountability_townships"), asked).status_code == 404


def test_the_comparison_opens_on_the_last_month_that_has_data_and_links_to_it():
    client, today = office(), timezone.localdate()
    with everything():
        made.finding(made.office("asks"), on=today - timedelta(days=200))
    address, asked = reverse("accountability_townships"), {"outcome": "rectifications"}
    answer = client.get(address, asked)
    month = f"{answer.context_data['month']:%Y-%m}"
    assert ("壬田镇" in page(answer), f'value="{month}"' in page(answer)) == (True, True)
    empty = page(client.get(address, asked | {"month": f"{today.year - 3}-01"}))
    assert f"最近有数据的是 {month}" in empty
    assert f'href="?outcome=rectifications&amp;month={month}"' in empty
    assert "近三年都没有数据" in page(client.get(address, {"outcome": "look_backs"}))


@pytest.mark.parametrize(
    ("name", "most"),
    [("accountability", 15), ("accountability_ledger", 15), ("accountability_tasks", 15),
     ("accountability_townships", 15), ("accountability_records", 15)],
)  # fmt: skip
def test_statements_do_not_grow_with_rows(name, most, finding):
    client = office()
    client.get(reverse(name))

    def asked() -> int:
        with CaptureQueriesContext(connection) as ran:
            page(client.get(reverse(name)))
        return len([one for one in ran if not one["sql"].startswith(CONTROL)])

    first = asked()
    with everything():
        by = made.office("more")
        for line in range(2):
            made.finding(by, on=date(2024, 7, 1), line=line)
            made.task(by, due_on=date(2024, 7, 2))
            made.record(by)
    assert (asked() <= most, asked()) == (True, max(first, asked()))
