"""Rolls and all the cards of a village: at once or as a job that can be left and found again."""

import io
from datetime import UTC, date, datetime

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from python_calamine import CalamineWorkbook
from tests import factories
from tests.integration.papers.conftest import IDENTITY, family

from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.watch.papers import operations, queries
from shouwang.watch.papers.models import Printing, PrintJob
from shouwang.watch.papers.operations import jobs
from shouwang.watch.papers.views import rolls

pytestmark = pytest.mark.django_db
VILLAGE, TOWN = factories.VILLAGE, factories.TOWN
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def village(db):
    with entered(Scope.everywhere()):
        for at in range(3):
            family(f"H{at}", size=at + 1)
        factories.household(number="H8", head_name="王平凡")
        family("H9", region_code=factories.NEIGHBOUR_VILLAGE)


def ask(client, wanted: str, place: str = VILLAGE, which: str = "subjects"):
    return client.post(
        f"/places/{place}/roll/", {"wanted": wanted, "which": which, "as_of": "2024-07-01"}
    )


def text_of(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    try:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def content(answer) -> bytes:
    assert answer.status_code == 200, answer.headers
    return b"".join(answer.streaming_content)


def test_a_roll_as_excel(village, clerk):
    book = CalamineWorkbook.from_filelike(io.BytesIO(content(ask(clerk, "roll-xlsx"))))
    rows = book.get_sheet_by_name("花名册").to_python()
    assert rows[0] == list(queries.ROLL_HEADINGS)
    assert rows[3][3:] == ["第三村民小组", "H2", "刘建国", 3.0, "刘家1、刘家2", "脱贫不稳定户"]
    assert len(rows) == 4


def test_a_roll_as_word(village, clerk):
    document = Document(io.BytesIO(content(ask(clerk, "roll-docx", TOWN, "all"))))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert [row[2] for row in rows if row[2].startswith("H")] == ["H8", "H0", "H1", "H2", "H9"]
    assert "（4 户 6 人）" in rows[1][0]


@pytest.mark.filterwarnings("ignore:.*PdfDocument.*")
def test_a_roll_as_pdf_keeps_back_what_the_law_does(village, clerk):
    (page,) = text_of(content(ask(clerk, "roll-pdf")))
    for part in ("花名册", "共3户6人", "刘家1、刘家2", "第1页共1页", "H2"):
        assert part in page
    for secret in (IDENTITY[-4:], "360***", "138", "因病", "王平凡"):
        assert secret not in page


def test_a_roll_takes_the_same_statements_for_any_number(village, everywhere):
    counts = []
    for prefix in (VILLAGE, TOWN[:9]):
        with CaptureQueriesContext(connection) as asked:
            queries.roll(prefix, date(2024, 7, 1))
        counts.append(len(asked))
    assert counts == [4, 4]


def test_all_cards_of_a_village_are_a_job(village, clerk):
    answer = ask(clerk, "card-pdf")
    with entered(Scope.everywhere()):
        job = PrintJob.objects.get()
    where = f"/papers/jobs/{job.pk}/"
    assert answer.headers["Location"] == where
    assert ask(clerk, "card-pdf").headers["Location"] == where  # pressed twice
    assert "排队中" in clerk.get(where).content.decode()
    assert "HX-Refresh" not in clerk.get(f"{where}progress/").headers
    assert clerk.get(f"{where}file/").status_code == 302
    operations.print_many(job.pk)
    operations.print_many(job.pk)  # nothing is done twice
    assert clerk.get(f"{where}progress/").headers["HX-Refresh"] == "true"
    assert "已做好" in clerk.get(where).content.decode()
    pages = text_of(content(clerk.get(f"{where}file/")))
    assert len(pages) == 3
    assert all("农户信息卡" in page and "第1页共1页" in page for page in pages)
    with entered(Scope.everywhere()):
        codes = list(Printing.objects.values_list("verification__code", flat=True))
    assert len(codes) == 3
    assert "户卡" in clerk.get(f"/places/{VILLAGE}/roll/").content.decode()


def test_parts_are_put_together_in_order(village, clerk, monkeypatch):
    monkeypatch.setattr(jobs.rendering, "PART", 2)
    ask(clerk, "card-pdf", which="all")
    with entered(Scope.everywhere()):
        job = PrintJob.objects.get()
    operations.print_many(job.pk)
    pages = text_of(content(clerk.get(f"/papers/jobs/{job.pk}/file/")))
    found = [next(n for n in ("H8", "H0", "H1", "H2") if f"户编号：{n}" in page) for page in pages]
    assert found == ["H8", "H0", "H1", "H2"]


@pytest.mark.parametrize("wanted", ["roll-pdf", "roll-docx", "roll-xlsx"])
def test_a_long_roll_is_a_job(village, clerk, monkeypatch, wanted):
    monkeypatch.setattr(rolls, "AT_ONCE", 2)
    ask(clerk, wanted, TOWN)
    with entered(Scope.everywhere()):
        job = PrintJob.objects.get()
    operations.print_many(job.pk)
    made = content(clerk.get(f"/papers/jobs/{job.pk}/file/"))
    if wanted == "roll-pdf":  # each village is a paper of its own
        assert [("共3户6人" in page, "共1户4人" in page) for page in text_of(made)] == [
            (True, False),
            (False, True),
        ]
    else:
        assert made.startswith(b"PK")


def test_a_job_that_was_cut_off_says_so(village, clerk):
    ask(clerk, "card-pdf")
    with entered(Scope.everywhere()):
        PrintJob.objects.update(state="running")
    assert operations.mark_interrupted(at=NOW) == 1
    with entered(Scope.everywhere()):
        job = PrintJob.objects.get()
    assert (job.state, job.refusal) == ("failed", jobs.INTERRUPTED)
    assert "请重新打印" in clerk.get(f"/papers/jobs/{job.pk}/").content.decode()


def test_a_job_that_cannot_be_done_says_why(village, clerk, monkeypatch):
    ask(clerk, "card-pdf")
    with entered(Scope.everywhere()):
        job = PrintJob.objects.get()

    def full(*_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(jobs.vault, "keep", full)
    operations.print_many(job.pk)
    with entered(Scope.everywhere()):
        assert PrintJob.objects.get().refusal == jobs.DISK_FULL


def test_nothing_to_print_and_too_much(village, clerk, monkeypatch):
    with entered(Scope.everywhere()):
        factories.household(number="HX", region_code="360781100203")
    answer = ask(clerk, "card-pdf", "360781100203")
    assert "没有可打印的内容" in clerk.get(answer.headers["Location"]).content.decode()
    monkeypatch.setattr(jobs, "MOST_CARDS", 2)
    answer = ask(clerk, "card-pdf")
    assert "一次最多打印 2 户" in clerk.get(answer.headers["Location"]).content.decode()


def test_who_may_not_export_prints_no_roll(village, visitor):
    cadre = visitor(Kind.VILLAGE_CADRE, VILLAGE)
    assert cadre.get(f"/places/{VILLAGE}/roll/").status_code == 403
    stranger = visitor(Kind.TOWNSHIP_CLERK, "360781101")
    assert stranger.get(f"/places/{VILLAGE}/roll/").status_code == 404
    ask(visitor(Kind.TOWNSHIP_CLERK, TOWN[:9]), "card-pdf")
    with entered(Scope.everywhere()):
        job = PrintJob.objects.get()
    for part in ("", "progress/", "file/"):
        assert stranger.get(f"/papers/jobs/{job.pk}/{part}").status_code == 404
