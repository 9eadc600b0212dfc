"""Every page of the room answers, in fifteen statements at most, and only inside the scope."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests import factories, factories_quality
from tests.integration.people.factories import OTHER_COUNTY, make_duty, someone

from shouwang.kernel import excel
from shouwang.kernel.periods import Period
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.watch.quality import reading
from shouwang.watch.quality.models import Difference, QualityFinding
from shouwang.watch.quality.operations.lifecycle import recount
from shouwang.watch.registry.models import Person

VILLAGE = factories.VILLAGE
NEIGHBOUR = RegionCode("360781100999")
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT set_config('shouwang.scope', ''")

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding():
    with entered(Scope.everywhere()):
        factories_quality.check_run()
        home = factories.household(number="H1", head_name="某户主")
        person = factories_quality.sound_person(home, number="P1", name="某户主")
        factories_quality.finding(home, rule="birth_missing", severity=2, person=person)
        found = factories_quality.finding(home)
        recount("360781")
        return found


def client_of(kind: Kind, region: RegionCode) -> Client:
    client = Client()
    client.force_login(someone(kind.value, kind, region))
    return client


def office() -> Client:
    return client_of(Kind.COUNTY_OFFICE, RegionCode.of("360781"))


def cadre() -> Client:
    return client_of(Kind.VILLAGE_CADRE, RegionCode(VILLAGE))


def difference(**given: object) -> Difference:
    with entered(Scope.everywhere()):
        person = Person.objects.get(number="P1")
        plain = {
            "household": person.household,
            "region_code": VILLAGE,
            "person": person,
            "item": "telephone",
            "handbook": "13907970002",
            "registry": "13907970001",
            "found_on": factories.ON,
        }
        return Difference.objects.create(**{**plain, **given})


def pages(finding) -> list[str]:
    found = difference()
    return [
        reverse("quality"),
        reverse("quality") + f"?place={VILLAGE[:9]}000",
        reverse("quality") + f"?place={VILLAGE}",
        reverse("quality_rules"),
        reverse("quality_checks"),
        reverse("quality_findings"),
        reverse("quality_findings") + "?state=all&severity=1&words=某&sort=-place",
        reverse("quality_finding", args=[finding.pk]),
        reverse("quality_upload"),
        reverse("consistency"),
        reverse("consistency_upload"),
        reverse("difference", args=[found.pk]),
        reverse("statements", args=["H1"]),
    ]


def test_every_page_answers_in_fifteen_statements(finding):
    client = office()
    for path in pages(finding):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200, path
        statements = [q["sql"] for q in asked.captured_queries if not q["sql"].startswith(CONTROL)]
        assert len(statements) <= 15, (path, [one[:90] for one in statements])


def test_a_neighbour_finds_nothing(finding):
    found = difference()
    client = client_of(Kind.VILLAGE_CADRE, NEIGHBOUR)
    for path in (
        reverse("quality") + f"?place={VILLAGE}",
        reverse("quality_finding", args=[finding.pk]),
        reverse("difference", args=[found.pk]),
        reverse("statements", args=["H1"]),
    ):
        assert client.get(path).status_code == 404, path
    assert client.get(reverse("quality_findings")).context["rows"] == []
    client.post(
        reverse("quality_explain"), {"picked": finding.pk, "confirmed": 1, "text": "不是我村的"}
    )
    with entered(Scope.everywhere()):
        assert QualityFinding.objects.get(pk=finding.pk).state == "open"


def test_a_cadre_may_neither_check_nor_decide_nor_export(finding):
    client = cadre()
    assert client.post(reverse("quality_check_now"), {"place": VILLAGE}).status_code == 403
    assert client.post(reverse("quality_decide"), {"picked": finding.pk}).status_code == 403
    assert client.get(reverse("quality_export")).status_code == 403


def test_an_act_is_for_the_places_of_the_duty_that_allows_it(finding):
    """Whoever judges in one county and is a cadre in another judges nothing there."""
    account = someone("two", Kind.VILLAGE_CADRE, RegionCode(VILLAGE))
    real = Period(date(2024, 1, 1), date.today() + timedelta(days=30))  # noqa: DTZ011
    make_duty(account, Kind.COUNTY_OFFICE, OTHER_COUNTY, real)
    with entered(Scope.everywhere()):
        QualityFinding.objects.filter(pk=finding.pk).update(
            state="explained", explanation="已核", at=factories.AT
        )
    client = Client()
    client.force_login(account)
    given = {"picked": finding.pk, "accept": 1}
    answer = client.post(reverse("quality_decide"), given, follow=True)
    assert "没有可以办理的疑点" in answer.content.decode()
    for name in ("quality_export", "consistency_export"):
        assert client.get(reverse(name), {"place": VILLAGE}).status_code == 403
    with entered(Scope.everywhere()):
        assert QualityFinding.objects.get(pk=finding.pk).state == "explained"


def test_a_page_without_a_check_says_what_to_do():
    page, findings = reverse("quality"), reverse("quality_findings")
    client = office()
    assert "立即核查" in client.get(page).content.decode()
    clerk = client_of(Kind.TOWNSHIP_CLERK, RegionCode.of("360781100"))
    shown = clerk.get(page).content.decode()
    assert ("立即核查" in shown, "县级办公室核查以后" in shown) == (False, True)
    assert "这里还没有核查过" in clerk.get(findings).content.decode()
    with entered(Scope.everywhere()):
        factories_quality.check_run(region_code=factories.TOWN)
    assert client.get(page).context["part"] == factories.TOWN
    assert clerk.get(page).context["part"] == ""
    assert "没有符合条件的疑点" in client.get(findings).content.decode()


def test_a_household_shows_what_is_doubtful_about_its_records(finding):
    address = reverse("household", args=["H1"])
    shown = cadre().get(address)
    assert [one["finding"].rule for one in shown.context["doubts"]] == [
        "birth_missing",
        "wage_too_large",
    ]
    assert "数据疑点" in shown.content.decode()
    assert "birth_missing" not in shown.content.decode()
    assert office().get(address, {"on": "2024-06-01"}).context["doubts"] == []


def test_findings_are_explained_in_bulk_with_a_preview_then_decided(finding):
    client = cadre()
    with entered(Scope.everywhere()):
        numbers = list(QualityFinding.objects.values_list("pk", flat=True))
    shown = client.post(reverse("quality_explain"), {"picked": numbers})
    assert (shown.status_code, len(shown.context["rows"])) == (200, 2)
    empty = client.post(
        reverse("quality_explain"), {"picked": numbers, "confirmed": 1, "text": " "}
    )
    assert "请写明情况再提交" in empty.content.decode()
    done = client.post(
        reverse("quality_explain"), {"picked": numbers, "confirmed": 1, "text": "已核"}
    )
    assert done.status_code == 302

    county = office()
    back = {"picked": finding.pk, "return": 1, "text": "请附合同"}
    assert county.post(reverse("quality_decide"), back).status_code == 302
    others = [number for number in numbers if number != finding.pk]
    assert (
        county.post(reverse("quality_decide"), {"picked": others, "accept": 1}).status_code == 302
    )
    with entered(Scope.everywhere()):
        states = dict(QualityFinding.objects.values_list("pk", "state"))
    assert states == {finding.pk: "open", others[0]: "accepted"}
    again = county.post(reverse("quality_decide"), {"picked": others, "accept": 1}, follow=True)
    assert "没有可以办理的疑点" in again.content.decode()


def test_the_list_goes_out_as_excel_and_comes_back_with_answers(finding):
    clerk = client_of(Kind.TOWNSHIP_CLERK, RegionCode.of("360781100"))
    sent = b"".join(clerk.get(reverse("quality_export")))
    book = CalamineWorkbook.from_filelike(io.BytesIO(sent))
    rows = book.get_sheet_by_name("疑点清单").to_python()
    assert rows[0][-1] == reading.SAID
    assert {int(row[0]) for row in rows[1:]} >= {finding.pk}
    answers = [(int(row[0]), "已电话核实" if int(row[0]) == finding.pk else "") for row in rows[1:]]
    file = _book([(reading.NUMBER, excel.Cell.NUMBER), (reading.SAID, excel.Cell.TEXT)],
                 [*answers, (10**9, "没有这个")])  # fmt: skip
    shown = clerk.post(reverse("quality_upload"), {"file": file})
    assert shown.context["found"].sentences == {finding.pk: "已电话核实"}
    assert [one["message"] for one in shown.context["problems"]] == [
        "疑点编号 1000000000：不在您的辖区内，或没有这个编号"
    ]
    done = clerk.post(
        reverse("quality_upload"), {"confirmed": 1, "sentences": shown.context["signed"]}
    )
    assert done.status_code == 302
    with entered(Scope.everywhere()):
        answered = QualityFinding.objects.get(pk=finding.pk)
    assert (answered.state, answered.explanation) == ("explained", "已电话核实")


@pytest.mark.usefixtures("finding")
def test_a_file_that_is_no_list_is_refused_with_a_sentence():
    clerk = office()
    for name, content in (
        ("x.xlsx", b"not a workbook"),
        ("y.xlsx", _zip()),
        ("z.csv", b"a,b\n1,2"),
    ):
        answer = clerk.post(reverse("quality_upload"), {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 200
        assert answer.context["form"].errors["file"]


def test_handbooks_are_uploaded_compared_and_settled(finding):
    client = cadre()
    columns = ["户编号", "联系电话", "家庭人口", "住房等级", "工资性收入"]
    file = _book(
        [(name, excel.Cell.TEXT) for name in columns],
        [("H1", "13907970002", "1人", "C级", "12,000"), ("H9", "", "2", "", "")],
    )
    shown = client.post(
        reverse("consistency_upload"),
        {"file": file, "source": "handbook", "seen_on": "2024-06-30"},
    )
    assert "13907970002" not in shown.content.decode()
    assert (shown.context["found"].households, len(shown.context["found"].told)) == (1, 4)
    assert [one["message"] for one in shown.context["problems"]] == [
        "第 3 行：没有编号为 H9 的农户，或不在您的辖区内"
    ]
    done = client.post(
        reverse("consistency_upload"), {"confirmed": 1, "parcel": shown.context["signed"]}
    )
    assert done.status_code == 302
    listed = client.get(reverse("consistency")).context["rows"]
    assert {row["item"]: (row["handbook"], row["registry"]) for row in listed} == {
        "联系电话": ("139****0002", "139****0001"),
        "家庭人口": ("1", "0"),
        "工资性收入（元）": ("12\u202f000", "0"),
    }
    number = next(row["id"] for row in listed if row["item"] == "联系电话")
    settled = client.post(
        reverse("difference", args=[number]),
        {"right": "handbook", "reason": "打通了手册上的号码", "handbook_mended": "on"},
    )
    assert settled.status_code == 302
    with entered(Scope.everywhere()):
        assert str(Person.objects.get(number="P1").telephone) == "13907970002"
        row = Difference.objects.get(pk=number)
    assert (row.state, row.right, row.handbook_mended) == ("settled", "handbook", True)


def test_a_visit_is_entered_by_form_and_closes_what_agrees(finding):
    client = cadre()
    found = difference(person=None, item="size", handbook="1", registry="0")
    page = reverse("statements", args=["H1"])
    wrong = client.post(page, {"source": "visit", "seen_on": "2024-06-30", "size": "四口"})
    assert "应为人数" in wrong.content.decode()
    client.post(page, {"source": "visit", "seen_on": "2024-06-30", "size": "0", "housing": "B"})
    with entered(Scope.everywhere()):
        assert Difference.objects.get(pk=found.pk).state == "agreed"


def test_what_cannot_be_corrected_here_says_where(finding):
    found = difference(person=None, item="wage", handbook="12000", registry="0")
    answer = cadre().post(
        reverse("difference", args=[found.pk]), {"right": "handbook", "reason": "看了工资条"}
    )
    assert "导入收入清单" in answer.content.decode()


def _book(columns, rows) -> SimpleUploadedFile:
    made = [excel.Column(name, cell) for name, cell in columns]
    written = excel.write("清单", made, rows, [("说明", "无")])
    content = written.path.read_bytes()
    written.path.unlink()
    return SimpleUploadedFile("清单.xlsx", content)


def _zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "x")
    return target.getvalue()
