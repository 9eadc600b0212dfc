"""A cadre's photo of the roof, a card, a roll and all cards of a village, in a real browser."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from shouwang.kernel.scope import Scope, entered
from shouwang.watch.papers import operations
from shouwang.watch.papers.models import PrintJob
from tests import factories
from tests.e2e import site
from tests.e2e.site import VILLAGE, log_in, look
from tests.factories_papers import PDF, photo

pytestmark = pytest.mark.e2e


def _household() -> None:
    with entered(Scope.everywhere()):
        home = factories.household(
            number="360781102201-0007",
            region_code=VILLAGE,
            head_name="刘建国",
            group="第三村民小组",
            address="洗心村第三村民小组老屋下自然村126号（原粮站宿舍后面第二排，靠近水渠的两层房屋）",
            registered_on=date(2014, 3, 12),
        )
        factories.member(home, name="刘建国", identity="36079919850624022X", sex=1)
        for at in range(1, 12):
            factories.member(home, name=f"刘家{at}", relation="之兄弟姐妹", labour="weak")
        factories.category_period(home)
        factories.cause(home)
        factories.housing(home, grade="B")
        factories.water(home)
        factories.income(home, month=date(2024, 6, 1), amount_fen=1_234_500)


@pytest.fixture
def address(owner: psycopg.Connection, committed: None) -> Iterator[str]:
    """The site with the demonstration accounts and one large household."""
    site.prepare(owner)
    _household()
    with site.serving() as address:
        yield address


def text_of(file: Path) -> list[str]:
    document = pypdfium2.PdfDocument(file.read_bytes())
    try:
        return ["".join(one.get_textpage().get_text_range().split()) for one in document]
    finally:
        document.close()


def test_photos_of_a_household(page: Page, address: str, tmp_path: Path) -> None:
    files = {"屋顶.jpg": photo(size=(1600, 1200), turned=True), "申请.pdf": PDF, "坏.jpg": PDF}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    log_in(page, address, "xian", "/households/360781102201-0007/papers/")
    expect(page.get_by_role("heading", level=1)).to_have_text("刘建国户的材料和照片")
    assert page.get_by_label("照片或文件").get_attribute("capture") is None
    look(page, "papers-empty")
    page.get_by_label("照片或文件").set_input_files([tmp_path / name for name in files])
    page.get_by_label("名称").fill("屋顶漏雨处")
    page.get_by_role("button", name="上传并保存").click()
    expect(page.get_by_role("alert")).to_contain_text("坏.jpg：文件名以“.jpg”结尾，内容却是PDF")
    look(page, "papers-refused")
    page.goto(f"{address}/households/360781102201-0007/papers/")
    picture = page.locator(".paper img")
    picture.scroll_into_view_if_needed()
    expect(picture).not_to_have_js_property("naturalHeight", 0)
    assert picture.evaluate("one => one.naturalHeight > one.naturalWidth")
    look(page, "papers")
    page.locator(".paper").first.get_by_text("移除", exact=True).click()
    page.locator(".paper").first.get_by_label("移除的原因").fill("拍错户")
    page.get_by_role("button", name="移除这份材料").first.click()
    expect(page.locator(".undo")).to_contain_text("已移除")
    look(page, "papers-undo")
    page.get_by_role("button", name="撤销移除").click()
    expect(page.locator(".paper")).to_have_count(2)


def test_papers_of_a_household(page: Page, address: str, tmp_path: Path) -> None:
    log_in(page, address, "xian", "/households/360781102201-0007/print/")
    look(page, "print")
    with page.expect_download() as download:
        page.get_by_role("button", name="PDF").click()
    download.value.save_as(tmp_path / "card.pdf")
    (text,) = text_of(tmp_path / "card.pdf")
    assert "农户信息卡" in text
    assert "刘家11" in text
    page.get_by_role("button", name="网页打印").click()
    expect(page.get_by_role("heading", name="农户信息卡")).to_be_visible()
    look(page, "print-page")
    page.goto(f"{address}/households/360781102201-0007/print/")
    page.locator("#printed").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("这份材料是本系统制发的")
    look(page, "verify")
    page.goto(f"{address}/papers/verify/0000000000000000/")
    look(page, "verify-unknown")


def test_roll_and_cards_of_a_village(page: Page, address: str, tmp_path: Path) -> None:
    log_in(page, address, "xian", f"/places/{VILLAGE}/roll/")
    look(page, "roll")
    with page.expect_download() as download:
        page.get_by_role("button", name="PDF").first.click()
    download.value.save_as(tmp_path / "roll.pdf")
    assert "共1户12人" in text_of(tmp_path / "roll.pdf")[0]
    page.get_by_role("button", name="PDF").last.click()
    expect(page.get_by_text("进行中")).to_be_visible()
    look(page, "job")
    with entered(Scope.everywhere()):
        job = PrintJob.objects.get()
    operations.print_many(job.pk)
    expect(page.get_by_text("已做好")).to_be_visible()
    look(page, "job-done")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载").click()
    download.value.save_as(tmp_path / "cards.pdf")
    assert len(text_of(tmp_path / "cards.pdf")) == 1
    page.goto(f"{address}/places/{VILLAGE}/roll/")
    look(page, "roll-after")
