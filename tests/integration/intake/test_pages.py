"""The pages of the intake: hand over, look through, merge, send back; who may not."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from python_calamine import CalamineWorkbook
from tests import factories
from tests.factories_intake import csv, fresh
from tests.integration.intake.conftest import COUNTY, TOWN
from tests.integration.intake.test_members import HEAD, ROWS
from tests.integration.monitoring.test_pages import CONTROL
from tests.integration.people.factories import someone

from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.watch.intake import operations
from shouwang.watch.intake.models import ImportBatch


def logged_in(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def home(divisions):
    with entered(Scope.everywhere()):
        return factories.household(number="H1")


def uploaded(client: Client, tmp_path, rows, name="members", place=TOWN) -> ImportBatch:
    file = csv(tmp_path, name, rows)
    answer = client.post(
        reverse("intake_upload"),
        {
            "list": name,
            "place": place.code,
            "as_of": "2024-06-30",
            "file": SimpleUploadedFile(file.name, file.read_bytes()),
        },
    )
    assert answer.status_code == 302, answer.context["form"].errors
    with entered(Scope.everywhere()):
        batch = ImportBatch.objects.latest("pk")
    assert answer["Location"] == reverse("intake_batch", args=[batch.pk])
    return batch


def test_a_clerk_hands_over_looks_through_and_merges(home, clerk, tmp_path):
    client = logged_in(clerk)
    assert client.get(reverse("intake")).status_code == 200
    assert client.get(reverse("intake_upload")).status_code == 200
    batch = uploaded(client, tmp_path, ROWS)
    page = client.get(reverse("intake_batch", args=[batch.pk]))
    assert "等待检查" in page.content.decode()
    with entered(Scope.everywhere()):
        jobs = list(ProcrastinateJob.objects.values_list("task_name", "args"))
    assert jobs == [("intake.check_batch", {"number": batch.pk})]

    operations.check_batch(batch.pk)
    progress = client.get(reverse("intake_progress", args=[batch.pk]))
    assert progress["HX-Refresh"] == "true"
    for path in (reverse("intake"), reverse("intake_batch", args=[batch.pk])):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        statements = [q["sql"] for q in asked.captured_queries if not q["sql"].startswith(CONTROL)]
        assert len(statements) <= 15, [one[:90] for one in statements]

    client.post(reverse("intake_merge", args=[batch.pk]))
    assert fresh(batch).state == "asked"
    client.post(reverse("intake_take_back", args=[batch.pk]))
    assert fresh(batch).state == "checked"
    client.post(reverse("intake_merge", args=[batch.pk]))
    operations.merge_batch(batch.pk)
    assert "已合并" in client.get(reverse("intake_batch", args=[batch.pk])).content.decode()


def test_reasons_come_back_in_the_same_file(home, clerk, tmp_path):
    client = logged_in(clerk)
    batch = uploaded(client, tmp_path, [ROWS[0], ROWS[1] | {"household_number": "H8"}])
    operations.check_batch(batch.pk)
    page = client.get(reverse("intake_batch", args=[batch.pk]) + "?weight=error")
    assert [one.row for one in page.context["findings"]] == [3]
    answer = client.get(reverse("intake_report", args=[batch.pk]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    written = book.get_sheet_by_index(0).to_python()
    assert len(written) == 3
    assert "台账里没有户编号为“H8”的户，请先导入农户清单或改正户编号" in " ".join(
        map(str, written[2])
    )
    client.post(reverse("intake_reject", args=[batch.pk]), {"reason": "户编号有误"})
    assert fresh(batch).reason == "户编号有误"


def test_an_officer_gets_back_only_the_rows_that_nobody_matches(home, tmp_path):
    with entered(Scope.everywhere()):
        factories.member(home, name="张三", identity=HEAD)
        officer = someone("medical", Kind.MEDICAL_OFFICER, COUNTY)
    client = logged_in(officer)
    rows = [
        {"name": "张三", "identity": HEAD, "settled_on": "2024-06-18", "own": "100"},
        {"name": "李四", "identity": ROWS[1]["identity"], "settled_on": "2024-06-18", "own": "9"},
    ]
    batch = uploaded(client, tmp_path, rows, "medical", COUNTY)
    operations.check_batch(batch.pk)
    page = client.get(reverse("intake_batch", args=[batch.pk]))
    assert (page.status_code, page.context["may_merge"]) == (200, False)
    answer = client.get(reverse("intake_report", args=[batch.pk]) + "?only=unmatched")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    text = str(book.get_sheet_by_index(0).to_python())
    assert ("李四" in text, "张三" in text) == (True, False)
    assert client.post(reverse("intake_merge", args=[batch.pk])).status_code == 403
    template = client.get(reverse("intake_template", args=["medical"]))
    assert template.status_code == 200
    template.close()
    assert client.get(reverse("intake_template", args=["nothing"])).status_code == 404


def test_another_township_finds_nothing(home, clerk, tmp_path):
    batch = uploaded(logged_in(clerk), tmp_path, ROWS)
    with entered(Scope.everywhere()):
        cadre = someone("cadre", Kind.VILLAGE_CADRE, TOWN)
        other = someone("other", Kind.TOWNSHIP_CLERK, type(TOWN)("360781101000"))
    assert logged_in(cadre).get(reverse("intake")).status_code == 403
    client = logged_in(other)
    assert client.get(reverse("intake_batch", args=[batch.pk])).status_code == 404
    assert client.get(reverse("intake")).context["rows"] == []


def test_a_body_far_too_large_is_refused_unread_and_a_forged_one_too(clerk, tmp_path):
    client = logged_in(clerk)
    answer = client.post(reverse("intake_upload"), {"list": "members"}, CONTENT_LENGTH=2 << 30)
    assert "文件有 2048 MB，超过上限 200 MB" in answer.content.decode()
    forger = Client(enforce_csrf_checks=True)
    forger.force_login(clerk)
    assert forger.post(reverse("intake_upload"), {"list": "members"}).status_code == 403
    with entered(Scope.everywhere()):
        assert ImportBatch.objects.count() == 0
