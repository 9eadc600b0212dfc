"""Departments: what is due and came, late lists, unmatched rows back, and nothing of others."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import load_workbook
from tests import factories, factories_intake
from tests.integration.people.factories import someone

from shouwang.kernel.journal.models import JournalEntry as Entry
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.watch.intake import deadlines
from shouwang.watch.intake.deadlines import Standing
from shouwang.watch.intake.layouts import layout
from shouwang.watch.intake.models import ImportBatch, LateList
from shouwang.watch.intake.operations import departments as operations
from shouwang.watch.intake.queries import departments as queries

COUNTY = RegionCode("360781000000")
IDENTITY, STRANGER = "11010519491231002X", "110101199003074477"
MEDICAL = layout("medical")
AUGUST = datetime(2024, 8, 20, 2, tzinfo=UTC)


def _client(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def officer(committed):
    with entered(Scope.everywhere()):
        return someone("yibao", Kind.MEDICAL_OFFICER, COUNTY)


def _bill(name, identity, own="100"):
    return {"name": name, "identity": identity, "settled_on": "2024-06-18", "own": own}


@pytest.fixture
def batch(officer, divisions, tmp_path):
    """Two bills of June: one of a known person, one of nobody here."""
    with entered(Scope.everywhere()):
        home = factories.household()
        factories.person(home, name="张三", identity=IDENTITY)
    rows = [_bill("张三", IDENTITY), _bill("外乡人", STRANGER, "7")]
    file = factories_intake.csv(tmp_path, "medical", rows)
    return factories_intake.checked("medical", file, by=officer, place=COUNTY.code)


def test_due_days_follow_the_month_they_report():
    due = deadlines.due_lists()["medical"]
    assert due.on(date(2024, 12, 1)) == date(2025, 1, 10)
    assert deadlines.latest_due(due, date(2024, 7, 10)) == date(2024, 5, 1)
    assert deadlines.latest_due(due, date(2024, 7, 11)) == date(2024, 6, 1)
    assert deadlines.latest_due(due, date(2021, 2, 5)) is None
    reported = [deadlines.reported_month(day) for day in (date(2024, 6, 30), date(2024, 7, 5))]
    assert reported == [date(2024, 6, 1)] * 2
    assert deadlines.standing(date(2024, 7, 10), None, date(2024, 7, 12)) == (Standing.LATE, 2)
    assert deadlines.standing(date(2024, 7, 10), date(2024, 7, 9), date(2024, 8, 1)) == (
        Standing.IN_TIME,
        0,
    )


def test_every_department_list_has_its_deadline():
    assert sorted(deadlines.due_lists()) == sorted(one.name for one in deadlines.department_lists())


@pytest.mark.usefixtures("officer")
def test_late_lists_are_marked_once_and_settled_when_they_come(batch):
    july = datetime(2024, 7, 20, 2, tzinfo=UTC)
    with entered(Scope((COUNTY.prefix,))):
        assert operations.mark_late(COUNTY, at=july) == 8
        assert operations.mark_late(COUNTY, at=july) == 0
        # medical came for June; exclusion is due on the twentieth itself, so its May is late
        assert not LateList.objects.filter(list__in=["medical", "exclusion"], period="2024-06-01")
        assert operations.mark_late(COUNTY, at=AUGUST) > 0
        late = LateList.objects.get(list="medical", period="2024-07-01")
        assert (late.due_on, late.settled_at) == (date(2024, 8, 10), None)
        batch.period = date(2024, 7, 1)
        batch.save(update_fields=["period"])
        operations.mark_late(COUNTY, at=AUGUST)
        late.refresh_from_db()
        assert late.settled_at == batch.at
        acts = Entry.objects.filter(act="intake.settle_late").count()
    assert acts == 1


@pytest.mark.usefixtures("officer")
def test_the_nightly_round_finds_the_county_by_its_officers():
    marked = operations.mark_all_late(at=timezone.now())
    with entered(Scope((COUNTY.prefix,))):
        assert LateList.objects.count() == marked > 0


def test_the_office_sees_what_came_and_the_officer_only_the_own_list(batch, officer, office):
    with entered(Scope((COUNTY.prefix,))):
        lists = list(deadlines.department_lists())
        rows = queries.owed(COUNTY, lists, date(2024, 6, 1), date(2024, 7, 1))
    assert {one.layout.name: one.files for one in rows if one.files} == {"medical": 1}
    page = _client(office).get(reverse("departments")).content.decode()
    assert all(one.title in page for one in lists)
    page = _client(officer).get(reverse("departments")).content.decode()
    assert MEDICAL.title in page
    assert layout("housing").title not in page
    assert "张三" not in page


def test_the_page_of_a_list_shows_sender_hash_and_how_many_were_found(batch, officer):
    page = _client(officer).get(reverse("departments_list", args=["medical"])).content.decode()
    assert officer.display_name in page
    assert batch.sha256[:16] in page
    assert reverse("departments_unmatched", args=[batch.pk]) in page
    assert _client(officer).get(reverse("departments_list", args=["housing"])).status_code == 404


def test_only_unmatched_rows_come_back(batch, officer, tmp_path):
    answer = _client(officer).get(reverse("departments_unmatched", args=[batch.pk]))
    path = tmp_path / "back.xlsx"
    path.write_bytes(b"".join(answer.streaming_content))
    cells = load_workbook(path).get_sheet_by_index(0).to_python()
    assert [row[1] for row in cells] == ["姓名", "外乡人"]
    assert cells[1][0].startswith("证件号码：")
    with entered(Scope((COUNTY.prefix,))):
        assert Entry.objects.filter(act="intake.download_unmatched").count() == 1


def test_another_departments_officer_gets_nothing_of_it(batch):
    with entered(Scope.everywhere()):
        other = someone("shuili", Kind.WATER_OFFICER, COUNTY)
        colleague = someone("yibao2", Kind.MEDICAL_OFFICER, COUNTY)
    for person in (other, colleague):
        path = reverse("departments_unmatched", args=[batch.pk])
        assert _client(person).get(path).status_code == 404


def test_a_village_cadre_has_no_lists():
    assert Client().get(reverse("departments")).status_code == 302


@pytest.mark.parametrize("name", ["departments", "exclusions"])
def test_pages_cost_few_statements(name, office, django_assert_max_num_queries):
    client = _client(office)
    client.get(reverse(name))
    with django_assert_max_num_queries(16):
        assert client.get(reverse(name)).status_code == 200


def test_a_colleagues_file_counts_at_once_and_its_content_stays_hidden(
    officer, divisions, tmp_path
):
    with entered(Scope.everywhere()):
        colleague = someone("yibao2", Kind.MEDICAL_OFFICER, COUNTY)
    client, page = _client(colleague), reverse("departments")
    months = deadlines.months_back(timezone.localdate(), 1)
    with entered(Scope((COUNTY.prefix,))):
        operations.mark_late(COUNTY, at=timezone.now())
    rows = factories_intake.csv(tmp_path, "medical", [_bill("张三", IDENTITY)])
    shown = client.get(page).context["rows"]
    assert [one["title"] for one in shown if "came_at" in one] == []
    with rows.open("rb") as file:
        sent = _client(officer).post(
            reverse("intake_upload"),
            {
                "list": "medical",
                "place": COUNTY.code,
                "as_of": timezone.localdate().isoformat(),
                "period": f"{months[0]:%Y-%m}",
                "file": file,
            },
        )
    assert sent.status_code == 302
    with entered(Scope.everywhere()):
        batch = ImportBatch.objects.get()
    assert batch.period == months[0]
    answer = client.get(page)
    (line,) = [one for one in answer.context["rows"] if "came_at" in one]
    assert (line["title"], line["sender"], line["came_at"]) == (
        MEDICAL.title,
        officer.display_name,
        batch.at,
    )
    assert "batch_href" not in line
    assert client.get(reverse("intake_batch", args=[batch.pk])).status_code == 404
    assert f"{months[0]:%Y-%m}" in _client(officer).get(reverse("intake")).content.decode()
    reason = {"reason": "重报"}
    _client(officer).post(reverse("intake_reject", args=[batch.pk]), reason)
    assert [one for one in client.get(page).context["rows"] if "came_at" in one] == []


def test_every_list_is_an_excel_file(batch, officer, office, tmp_path):
    named = [
        reverse("intake_export"),
        reverse("intake_findings_export", args=[batch.pk]),
        reverse("intake_differences_export", args=[batch.pk]),
        reverse("departments_export") + "?month=2024-06",
        reverse("departments_timeliness_export"),
        reverse("departments_list_export", args=["medical"]),
        reverse("exclusions_export"),
    ]
    for path in named:
        answer = _client(office).get(path)
        assert answer.status_code == 200, path
        file = tmp_path / "list.xlsx"
        file.write_bytes(b"".join(answer.streaming_content))
        assert load_workbook(file).get_sheet_by_index(0).to_python(), path
    own = _client(officer).get(named[0])
    assert b"".join(own.streaming_content)[:2] == b"PK"
    assert _client(officer).get(named[-1]).status_code == 403
    with entered(Scope.everywhere()):
        assert Entry.objects.filter(act__endswith="_exported").count() == len(named) + 1
