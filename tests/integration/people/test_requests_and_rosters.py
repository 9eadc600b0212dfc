"""Accounts asked for, made by the dozen, looked through; the log of log-ins filtered and taken."""

import io
from datetime import date, timedelta

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook
from tests.integration.people.factories import COUNTY, OTHER_COUNTY, TOWN, VILLAGE, someone

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.people import operations, queries, roster
from shouwang.people.models import Account, AccountRequest, DutyReview
from shouwang.people.rules import Kind
from shouwang.people.usernames import suggested

pytestmark = pytest.mark.usefixtures("places")
ASKED = {
    "display_name": "李华",
    "telephone": "138 0000 1234",
    "office": "壬田镇人民政府",
    "kind": "township_clerk",
    "place": TOWN.code,
    "reason": "接替钟经办",
}


def today() -> date:
    """Asked anew by each test: a run may go over midnight."""
    return timezone.localdate()


@pytest.fixture
def office() -> Account:
    return someone("office", Kind.COUNTY_OFFICE)


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def ask(client: Client, **changed: str):
    return client.post(reverse("people_ask"), ASKED | changed)


def the_request() -> AccountRequest:
    with queries.people_scope((RegionCode.of(""),)):
        return AccountRequest.objects.get()


def acts() -> list[str]:
    with entered(Scope.everywhere()):
        return list(JournalEntry.objects.order_by("id").values_list("act", flat=True))


def test_asking_is_answered_alike_whether_the_account_exists(client, office) -> None:
    someone("lihua", Kind.TOWNSHIP_CLERK, TOWN)
    answers = [ask(client), ask(client, display_name="姓名 lihua")]
    assert [answer.headers["Location"] for answer in answers] == [reverse("people_asked")] * 2
    assert client.get(reverse("people_asked")).status_code == 200


def test_a_flood_from_one_address_is_stopped(client, office) -> None:
    for _ in range(5):
        assert ask(client).status_code == 302
    assert "提交得太频繁" in ask(client).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("place", VILLAGE.code), ("place", OTHER_COUNTY.code), ("telephone", "12"), ("office", "")],
)
def test_a_request_that_makes_no_sense_is_not_taken(client, office, field, value) -> None:
    answer = ask(client, **{field: value})
    assert list(answer.context["form"].errors) == [field]


def test_the_county_is_chosen_first_when_there_are_several(client, office) -> None:
    someone("other", Kind.COUNTY_OFFICE, OTHER_COUNTY)
    page = client.get(reverse("people_ask"))
    assert page.context["counties"] == [("360732", "兴国县"), ("360781", "瑞金市")]
    assert "form" in client.get(reverse("people_ask"), {"county": "360781"}).context


def test_a_request_is_approved_into_an_account_with_its_duty(client, office) -> None:
    ask(client)
    own, address = browser(office), reverse("people_request", args=[the_request().pk])
    page = own.get(address)
    assert page.context["form"].initial["username"] == "lihua"
    assert "13800001234" in page.content.decode()
    made = own.post(
        address,
        {
            "approve": "1",
            "username": "lihua",
            "kind": "township_clerk",
            "place": TOWN.code,
            "begins_on": str(today()),
            "last_on": str(today() + timedelta(days=100)),
            "reason": "接替钟经办",
        },
    )
    account = Account.objects.get(username="lihua")
    assert account.check_password(made.context["password"])
    assert (account.telephone, account.must_change_password) == ("13800001234", True)
    assert [duty.kind for duty in queries.duties_of(account)] == [Kind.TOWNSHIP_CLERK]
    assert (the_request().state, the_request().account) == ("approved", account)
    assert acts()[-1] == "people.request_approved"
    assert own.post(address, {"refuse": "1", "refuse-reason": "重复"}).status_code == 302
    assert the_request().state == "approved"


def test_a_request_is_refused_with_a_reason(client, office) -> None:
    ask(client)
    own, address = browser(office), reverse("people_request", args=[the_request().pk])
    assert own.post(address, {"refuse": "1", "refuse-reason": ""}).status_code == 200
    own.post(address, {"refuse": "1", "refuse-reason": "查无此人"})
    assert (the_request().state, the_request().decision) == ("refused", "查无此人")
    assert acts()[-1] == "people.request_refused"
    assert "13800001234" not in own.get(address).content.decode()


def test_only_who_may_grant_the_duty_there_decides(client, office) -> None:
    ask(client, kind="medical_officer", place=COUNTY.code)
    address = reverse("people_request", args=[the_request().pk])
    page = browser(office).get(address)
    assert page.context["mine"] is False
    assert "13800001234" not in page.content.decode()
    refusal = {"refuse": "1", "refuse-reason": "不是我管"}
    assert browser(office).post(address, refusal).status_code == 403
    foreign = someone("foreign", Kind.ADMINISTRATOR, OTHER_COUNTY)
    assert browser(foreign).get(address).status_code == 404
    clerk = someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    assert browser(clerk).get(reverse("people_requests")).status_code == 403


def test_names_are_spelt_and_numbered() -> None:
    assert (suggested("李华"), suggested("（）"), suggested("Anna 2")) == ("lihua", "", "anna2")
    someone("lihua", Kind.TOWNSHIP_CLERK, TOWN)
    assert suggested("李华") == "lihua2"


def sheet(*rows: tuple[object, ...], headings: tuple[str, ...] = roster.HEADINGS):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet()
        for number, row in enumerate((headings, *rows)):
            page.write_row(number, 0, row)
    return SimpleUploadedFile("people.xlsx", target.getvalue())


GOOD = ("liuyi", "刘一", 13800001234, "乡镇经办", "壬田镇", "", "", "瑞办发〔2024〕3号")
ALSO = ("chener", "陈二", "", "村干部", "壬田镇 洗心村", "", "", "瑞办发〔2024〕3号")


def tried(account: Account, *rows: tuple[object, ...]):
    return browser(account).post(reverse("people_import"), {"file": sheet(*rows)})


def test_a_file_is_tried_then_all_are_made(office) -> None:
    page = tried(office, GOOD, ALSO)
    assert (page.context["findings"], len(page.context["people"])) == ([], 2)
    assert not Account.objects.filter(username="liuyi").exists()
    done = browser(office).post(reverse("people_import"), {"rows": page.context["sealed"]})
    made = {one.account.username: one for one in done.context["made"]}
    assert made["liuyi"].account.check_password(made["liuyi"].password)
    assert made["liuyi"].account.telephone == "13800001234"
    assert queries.duties_of(made["chener"].account)[0].region == VILLAGE


@pytest.mark.parametrize(
    ("changed", "finding"),
    [
        ({0: "Li Yi"}, "用户名须2至32个字符，小写字母开头，只含小写字母、数字、点和横线"),
        ({0: "office"}, "这个用户名已有人使用"),
        ({1: ""}, "姓名没有填"),
        ({2: "12"}, None),
        ({3: "县长"}, "职责“县长”不认识，请从下拉框选"),
        ({3: "村干部"}, "地区级别与职责不符，例如乡镇经办须选到乡镇"),
        ({3: "审计监督", 4: "瑞金市"}, "您的职责不能在该地区授予这种职责"),
        ({4: "兴国县"}, "您能授予职责的范围里没有“兴国县”，或有几个同名：请填12位区划代码"),
        ({5: "去年"}, "日期请写成 2024-07-01 这样"),
        ({5: "2024-07-02", 6: "2024-07-01"}, "最后一天不能早于起始日"),
        ({7: ""}, "请写明授予事由，例如文件号或分工通知"),
    ],
)
def test_one_bad_row_and_nobody_is_made(office, changed, finding) -> None:
    bad = tuple(changed.get(number, value) for number, value in enumerate(GOOD))
    page = tried(office, ALSO, bad)
    found = page.context["findings"]
    assert [row["row"] for row in found] == [3]
    assert finding is None or found[0]["finding"] == finding
    done = browser(office).post(reverse("people_import"), {"rows": page.context["sealed"]})
    assert "made" not in done.context
    assert not Account.objects.filter(username="chener").exists()


def test_a_name_that_stands_twice_is_named_twice(office) -> None:
    page = tried(office, GOOD, GOOD)
    assert [row["row"] for row in page.context["findings"]] == [2, 3]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"nothing", "这不是 Excel 文件（.xlsx），请下载模板填写"),
        (b"x" * (roster.LARGEST + 1), "文件超过 2 MB，请只保留人员一张表"),
        (sheet(headings=("姓名",)).read(), "没有找到标题行（用户名、姓名……），请用模板"),
        (sheet(headings=roster.HEADINGS[:4]).read(), "缺少列：地区、起、最后一天、事由，请用模板"),
        (sheet().read(), "表里没有人员，请在标题行下面填写"),
        (sheet(*[GOOD] * 201).read(), "一次最多200人，这张表有201人，请分开"),
    ],
)
def test_a_file_that_is_no_roster_is_refused(office, content, message) -> None:
    file = SimpleUploadedFile("people.xlsx", content)
    page = browser(office).post(reverse("people_import"), {"file": file})
    assert page.context["form"].errors == {"file": [message]}


def test_the_template_reads_as_empty(office) -> None:
    answer = browser(office).get(reverse("people_roster_template"))
    assert [finding.code for finding in roster.read(answer.content).findings] == ["empty"]


def test_altered_rows_are_not_carried_out(office) -> None:
    page = browser(office).post(reverse("people_import"), {"rows": "W1tdXQ:forged:seal"})
    assert "试读的结果已过期，请重新选择文件" in page.content.decode()


def reviewed(account: Account, **query: str) -> dict[str, str]:
    page = browser(account).get(reverse("people_review"), query)
    return {row["username"]: row["doubts"] for row in page.context["rows"]}


def test_duties_are_reviewed_and_confirmed_by_who_grants_them(office) -> None:
    clerk = someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    someone("yibao", Kind.MEDICAL_OFFICER)
    someone("foreign", Kind.TOWNSHIP_CLERK, OTHER_COUNTY)
    both = "180天未复核、30天内到期"
    assert reviewed(office) == {"clerk": both, "office": both, "yibao": both}
    numbers = [queries.duty_rows_of(Account.objects.get(username=name))[0].pk
               for name in ("clerk", "yibao", "office", "foreign")]  # fmt: skip
    browser(office).post(reverse("people_confirm"), {"picked": numbers})
    with queries.people_scope((COUNTY,)):
        assert [review.duty.account for review in DutyReview.objects.all()] == [clerk]
    assert acts()[-1] == "people.duty_confirmed"
    assert list(reviewed(office, doubt="unreviewed")) == ["office", "yibao"]
    auditor = someone("auditor", Kind.AUDITOR)
    assert "clerk" in reviewed(auditor)
    assert browser(auditor).post(reverse("people_confirm")).status_code == 403


def taken(account: Account, name: str, **query: str) -> CalamineWorkbook:
    answer = browser(account).get(reverse(name), query)
    return CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))


def column(book: CalamineWorkbook, heading: str) -> list[object]:
    headings, *rows = book.get_sheet_by_index(0).to_python()
    return [row[headings.index(heading)] for row in rows]


def test_people_review_and_log_are_taken_as_excel(office) -> None:
    auditor = someone("auditor", Kind.AUDITOR)
    someone("foreign", Kind.TOWNSHIP_CLERK, OTHER_COUNTY)
    operations.begin_log_in(username="office", address="10.0.0.1", at=timezone.now())
    assert column(taken(auditor, "people_list_export"), "用户名") == ["auditor", "office"]
    kinds = column(taken(auditor, "people_review_export"), "职责")
    assert kinds == ["审计监督", "县级办公室"]
    assert column(taken(auditor, "people_log_ins_export"), "用户名") == ["office"]
    assert acts()[-3:] == [
        "people.people_exported",
        "people.review_exported",
        "people.log_ins_exported",
    ]


def test_what_was_taken_says_by_whom_and_under_which_filter(office) -> None:
    someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    book = taken(office, "people_list_export", kind="township_clerk")
    assert column(book, "用户名") == ["clerk"]
    remarks = book.get_sheet_by_index(1).to_python()
    assert [row[0] for row in remarks] == ["导出人", "导出时间", "筛选"]
    assert (remarks[0][1], remarks[2][1]) == ("姓名 office", "职责：乡镇经办")


def test_requests_are_taken_with_masked_telephones(client, office) -> None:
    ask(client)
    book = taken(office, "people_requests_export")
    assert (column(book, "电话"), column(book, "事由")) == (["138****1234"], ["接替钟经办"])
    assert column(taken(office, "people_requests_export", state="decided"), "办理意见") == []
    clerk = someone("clerk", Kind.TOWNSHIP_CLERK, TOWN)
    assert browser(clerk).get(reverse("people_requests_export")).status_code == 403


def test_the_journal_is_taken_by_who_reads_it(client, office) -> None:
    ask(client)
    auditor = someone("auditor", Kind.AUDITOR)
    book = taken(auditor, "journal_export", act="account_asked")
    assert column(book, "做了什么") == ["people.account_asked"]
    assert acts()[-1] == "site.journal_exported"
    assert browser(office).get(reverse("journal_export")).status_code == 403


def test_the_log_is_filtered_by_name_outcome_and_day(office) -> None:
    auditor = someone("auditor", Kind.AUDITOR)
    for name in ("office", "auditor"):
        operations.begin_log_in(username=name, address="10.0.0.1", at=timezone.now())

    def found(**query: str) -> list[str]:
        page = browser(auditor).get(reverse("people_log_ins"), query)
        return [row["username"] for row in page.context["rows"]]

    assert found() == ["auditor", "office"]
    assert found(q="off") == ["office"]
    assert found(outcome="passed") == []
    assert found(since=str(today()), until=str(today())) == ["auditor", "office"]
    assert found(since=str(today() + timedelta(days=1))) == []
    assert found(until=str(today() - timedelta(days=1))) == []
