"""Papers of one household: opened and read as whoever gets them would."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from tests import factories
from tests.integration.papers.conftest import IDENTITY, family

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.watch.papers import rendering
from shouwang.watch.papers.models import Printing, Verification
from shouwang.watch.papers.rendering import fonts
from shouwang.watch.papers.word import building
from shouwang.watch.registry.operations.amending import Grounds
from shouwang.watch.registry.operations.corrections import Edit, change

pytestmark = pytest.mark.django_db
AS_OF = "2024-07-01"


def printed(client, sheet: str, shape: str, number: str = "H1", as_of: str = AS_OF):
    return client.post(
        f"/households/{number}/print/", {"sheet": sheet, "shape": shape, "as_of": as_of}
    )


def body(answer) -> bytes:
    assert answer.status_code == 200, answer.headers
    return b"".join(answer.streaming_content)


@contextmanager
def pdf(content: bytes) -> Iterator[tuple[int, str]]:
    """How many pages, and their text without blanks."""
    document = pypdfium2.PdfDocument(content)
    try:
        pages = []
        for page in document:
            text = page.get_textpage()
            pages.append("".join(text.get_text_range().split()))
            text.close()
            page.close()
        yield len(pages), "\f".join(pages)
    finally:
        document.close()


def words(content: bytes) -> str:
    """The text of a Word file, table by table, with what its foot says."""
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    foot = [one.text for one in document.sections[0].footer.paragraphs]
    return "\n".join([*(one.text for one in document.paragraphs), *cells, *foot])


def test_a_card_as_pdf(home, clerk):
    with pdf(body(printed(clerk, "card", "pdf"))) as (pages, text):
        assert pages == 1
        for part in (
            "农户信息卡", "户编号：H1", "刘建国", "溪背村126号<附3>&", "脱贫不稳定户", "2014-03-12",
            "因病（主要）、因学", "360***********022X", "2023年7月至2024年6月", "30,000.00",
            "29,000.00", "7,250.00", "象湖镇人民政府", "第1页共1页", "数据截至2024年7月1日",
        ):  # fmt: skip
            assert part in text, (part, text)
        assert IDENTITY not in text
        assert "13800001234" not in text


def test_a_household_of_twelve_still_fits_one_page(clerk):
    with entered(Scope.everywhere()):
        home = family(size=12)
        home.address = "江西省赣州市瑞金市象湖镇溪背村第三村民小组老屋下自然村126号附3号" * 2
        home.save()
    with pdf(body(printed(clerk, "card", "pdf"))) as (pages, text):
        assert (pages, "刘家11" in text, home.address[-20:] in text) == (1, True, True)


@pytest.mark.parametrize(
    ("sheet", "pages", "parts"),
    [
        ("handbook", 4, ("帮扶手册", "一、基本情况", "九、走访记录", "第2页共4页")),
        ("cover", 1, ("一户一档", "农户档案", "归档年度", "0件")),
        ("label", 1, ("2024", "H1", "刘\n建\n国".replace("\n", ""))),
    ],
)
def test_the_other_papers_as_pdf(home, clerk, sheet, pages, parts):
    with pdf(body(printed(clerk, sheet, "pdf"))) as (count, text):
        assert count == pages
        for part in parts:
            assert part in text, (part, text)


@pytest.mark.parametrize("sheet", ["card", "handbook", "cover", "label"])
def test_as_word(home, clerk, sheet):
    answer = printed(clerk, sheet, "docx")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    content = body(answer)
    text = words(content)
    for part in ("刘建国", "第三村民小组") if sheet == "label" else ("刘建国", "溪背村126号<附3>&"):
        assert part in text, (part, text)
    for left in ("{{", "{%", IDENTITY):
        assert left not in text
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert any(name.startswith("word/media/") for name in archive.namelist())
        xml = archive.read("word/document.xml").decode()
    assert 'w:w="11906" w:h="16838"' in xml or ('w:w="11905"' in xml and "16837" in xml)
    assert ("w:tblHeader" in xml) is (sheet in {"card", "handbook"})


def test_as_a_page_to_print(home, clerk):
    page = printed(clerk, "card", "html").content.decode()
    assert "溪背村126号&lt;附3&gt;&amp;" in page
    assert "360***********022X" in page
    assert "<svg" in page
    assert "style=" not in page.split('<article class="sheet', 1)[1].split("</article>")[0]


def test_papers_are_in_chinese_whatever_the_language_of_the_pages(home, clerk):
    answer = clerk.post(
        "/households/H1/print/",
        {"sheet": "card", "shape": "pdf", "as_of": AS_OF},
        headers={"accept-language": "en"},
    )
    with pdf(body(answer)) as (_pages, text):
        for part in ("农户信息卡", "脱贫不稳定户", "普通劳动力", "工资性收入"):
            assert part in text


def test_as_of_a_day_gone_by(home, clerk):
    with pdf(body(printed(clerk, "card", "pdf", as_of="2012-01-01"))) as (_pages, text):
        assert "刘家1" in text  # born 2010
        assert "一般农户" in text
        assert "脱贫不稳定户" not in text
        assert "2023-05-01" not in text


def test_as_it_was_before_a_correction(home, clerk):
    with entered(Scope.everywhere()):
        grounds = Grounds(
            by=factories.account(), at=factories.AT, true_since=date(2024, 7, 1), reason="搬家"
        )
        change(household="H1", edits=[Edit("address", "新村9号")], grounds=grounds)
    with pdf(body(printed(clerk, "card", "pdf", as_of="2024-06-30"))) as (_pages, text):
        assert "溪背村126号" in text
    with pdf(body(printed(clerk, "card", "pdf", as_of="2024-07-01"))) as (_pages, text):
        assert "新村9号" in text


def test_each_is_recorded_and_can_be_verified_by_anybody(home, clerk):
    body(printed(clerk, "card", "pdf"))
    body(printed(clerk, "cover", "docx"))
    with entered(Scope.everywhere()):
        first, second = Printing.objects.select_related("verification").order_by("pk")
        entry = JournalEntry.objects.get(act="papers.print", evidence__sheet="card")
    assert entry.evidence["first"] == first.verification.number
    assert entry.subject_id == str(home.pk)
    anybody = Client()
    page = anybody.get(reverse("paper_verify", args=[first.verification.code]))
    shown = page.content.decode()
    for part in ("户卡", first.verification.number, "象湖镇人民政府"):
        assert part in shown
    for secret in ("刘", "H1", "溪背"):
        assert secret not in shown
    assert first.verification.number != second.verification.number
    listed = clerk.get("/households/H1/print/").content.decode()
    assert first.verification.number in listed


def test_an_unknown_code_is_no_paper_of_ours(db):
    anybody = Client()
    answer = anybody.get(reverse("paper_verify", args=["0000000000000000"]))
    assert answer.status_code == 404
    assert "没有这个验证码" in answer.content.decode()
    assert anybody.get("/papers/verify/").status_code == 200
    moved = anybody.get("/papers/verify/?code=7k3m-9qxw-2b4n-8tyz")
    assert moved.headers["Location"] == "/papers/verify/7K3M9QXW2B4N8TYZ/"


def test_without_chinese_fonts_pdf_is_refused_and_nothing_recorded(home, clerk, monkeypatch):
    monkeypatch.setattr(fonts, "_families", lambda: frozenset({"DejaVu Sans"}))
    assert not rendering.has_chinese()
    answer = printed(clerk, "card", "pdf")
    assert answer.status_code == 302
    page = clerk.get(answer.headers["Location"]).content.decode()
    assert "fonts-noto-cjk" in page
    assert 'value="pdf"' not in page
    assert Verification.objects.count() == 0
    body(printed(clerk, "card", "docx"))


def own_template(data, build) -> None:
    (data / "word").mkdir()
    document = building.build(rendering_sheet("card"))
    build(document)
    document.save(str(data / "word" / "card.docx"))


def rendering_sheet(name: str):
    return next(one for one in building.Sheet if one.value == name)


def test_an_office_uses_its_own_template(home, clerk, data):
    own_template(data, lambda document: document.add_paragraph("本县格式：{{ house.head }}"))
    assert "本县格式：刘建国" in words(body(printed(clerk, "card", "docx")))


@pytest.mark.parametrize(
    "line", ["{{ house.nothing.more }}", "{% for one in %}", "{{ ''.__class__.__mro__ }}"]
)
def test_a_template_that_is_broken_says_so(home, clerk, data, line):
    own_template(data, lambda document: document.add_paragraph(line))
    answer = printed(clerk, "card", "docx")
    assert "Word 模板 card.docx 套不上" in clerk.get(answer.headers["Location"]).content.decode()
    assert Verification.objects.count() == 0


def test_a_file_that_is_no_template_says_so(home, clerk, data):
    (data / "word").mkdir()
    (data / "word" / "card.docx").write_bytes(b"nonsense")
    answer = printed(clerk, "card", "docx")
    assert "套不上" in clerk.get(answer.headers["Location"]).content.decode()


def test_a_day_that_has_not_come_is_refused(home, clerk):
    answer = printed(clerk, "card", "pdf", as_of="2999-01-01")
    assert "日期还没有到" in answer.content.decode()


def test_of_another_place_nothing_is_printed(home, visitor):
    stranger = visitor(Kind.TOWNSHIP_CLERK, "360781101")
    assert printed(stranger, "card", "pdf").status_code == 404


def test_a_paper_costs_the_same_for_any_number_of_members(home, clerk):
    with entered(Scope.everywhere()):
        family("H2", size=9)
    body(printed(clerk, "handbook", "pdf"))
    counts = []
    for number in ("H1", "H2"):
        with CaptureQueriesContext(connection) as asked:
            body(printed(clerk, "handbook", "pdf", number))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_default_day_is_not_empty(home, clerk):
    page = clerk.get("/households/H1/print/").content.decode()
    assert 'value="2024-07-01"' in page
    with entered(Scope.everywhere()):
        factories.income(home, month=date.today().replace(day=1))  # noqa: DTZ011
    page = clerk.get("/households/H1/print/").content.decode()
    assert f'value="{date.today()}"' in page  # noqa: DTZ011
