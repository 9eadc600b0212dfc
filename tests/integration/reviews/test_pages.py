"""The pages, from an empty list to a notice that the whole village can read."""

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document
from pypdfium2 import PdfDocument
from python_calamine import CalamineWorkbook
from tests import factories_papers
from tests import factories_reviews as made
from tests.factories_reviews import NAMES, VILLAGE, again
from tests.integration.people.factories import TOWN, someone

from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.watch.papers import rendering
from shouwang.watch.papers.models import Verification
from shouwang.watch.papers.rules import Letter
from shouwang.watch.papers.word.building import TARGET
from shouwang.watch.papers.word.letters import build
from shouwang.watch.registry.models import Household
from shouwang.watch.reviews.models import Meeting, Notice, Objection

pytestmark = pytest.mark.django_db
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT set_config")
EVERYWHERE = Scope.everywhere()
needs_fonts = pytest.mark.skipif(not rendering.has_chinese(), reason="no Chinese font here")


@pytest.fixture
def people():
    with entered(EVERYWHERE):
        return made.company_today()


def browser(account):
    client = Client()
    client.force_login(account)
    return client


def waiting(people, count=1, **home):
    with entered(EVERYWHERE):
        return [made.case_for_review(people, timezone.localdate(), **home) for _ in range(count)]


def head(number, *cases, **given):
    return {
        "number": number,
        "kind": "village",
        "cases": [str(one.pk) for one in cases],
        "held_on": timezone.localdate().isoformat(),
        "place": "村委会",
        "chair": NAMES[0],
        "recorder": NAMES[1],
        "names": "\n".join(NAMES),
        **given,
    }


def votes(case, agree=6, against=1, abstain=0, **given):
    row = {"agree": agree, "against": against, "abstain": abstain, "reason": "spending", **given}
    return {f"{case.pk}-{name}": value for name, value in row.items()}


def draft(client, people, case):
    number = uuid4()
    answer = client.post(f"{reverse('review_new')}?case={case.pk}", head(number, case))
    assert answer.status_code == 302, answer.content.decode()
    return reverse("review", args=[number])


def hung(people, client, case):
    """A notice of the meeting's draft, posted through its pages."""
    url = draft(client, people, case)
    client.post(url, {**head(0), "present": NAMES[:7], "revision": 1, **votes(case)})
    meeting = url.strip("/").split("/")[-1]
    page = client.post(
        f"{reverse('notice_new')}?meeting={meeting}",
        {
            "number": uuid4(),
            "cases": [str(case.pk)],
            f"reason-{case.pk}": "disaster",
            "posted_on": timezone.localdate().isoformat(),
            "where": "公开栏",
            "contact": "某乡 0797-2500000",
        },
    )
    assert page.status_code == 302, page.content.decode()
    photo = SimpleUploadedFile("p.jpg", factories_papers.photo(), "image/jpeg")
    answer = client.post(page.url, {"posted_on": timezone.localdate().isoformat(), "photo": photo})
    assert (answer.status_code, answer.url) == (302, url), answer.content.decode()
    return url, page.url


def test_from_the_agenda_to_the_notice(people):
    (case,) = waiting(people, head_name="刘某")
    client = browser(people.village)
    assert "刘某" in client.get(reverse("reviews")).content.decode()
    url, notice_url = hung(people, client, case)
    form = {**head(0), "present": NAMES[:7], "revision": 2, **votes(case), "action": "conclude"}
    assert client.post(url, form).url == url
    # the second click is shown what the first one did
    assert client.post(url, form).url == url
    assert "已办结" in client.get(url).content.decode()
    with entered(EVERYWHERE):
        assert again(case).step == "public_notice"
        notice = Notice.objects.get()
    shown = client.get(notice_url).content.decode()
    assert notice.number in shown
    public = Client().get(reverse("notice_public", args=[notice.code]))
    text = public.content.decode()
    assert public.status_code == 200
    assert ("刘某" in text, "遭受灾害" in text, "三组" in text) == (True, True, True)
    assert (public.headers["X-Robots-Tag"][:7], dict(public.cookies)) == ("noindex", {})
    assert 'name="robots" content="noindex' in text
    assert case.subject_id not in text


def test_a_public_page_costs_one_statement_and_tells_nothing_of_others(people):
    (case,) = waiting(people)
    with entered(EVERYWHERE):
        notice = made.posted(people.village, case, on=timezone.localdate())
        drafted = made.drafted(people.village, *waiting(people), on=timezone.localdate())
    visitor = Client()
    with CaptureQueriesContext(connection) as asked:
        over = visitor.get(reverse("notice_public", args=[notice.code.lower()]))
    assert len(asked) == 1
    # its case has not entered the notice: nothing is on notice yet
    assert "名单不再显示" in over.content.decode()
    for code in (drafted.code, "0" * 10, "x"):
        assert visitor.get(reverse("notice_public", args=[code])).status_code == 404
    assert visitor.get(reverse("notice", args=[notice.pk])).status_code == 302


def test_what_was_written_is_never_lost(people):
    (case,) = waiting(people)
    client = browser(people.village)
    url = draft(client, people, case)
    client.post(url, {**head(0), "present": NAMES, "revision": 1, **votes(case, objections="甲")})
    late = client.post(
        url,
        {**head(0), "place": "祠堂", "present": NAMES[:5], "revision": 1,
         **votes(case, objections="有人说他家有车"), f"{case.pk}-recused_0": NAMES[2],
         f"{case.pk}-why_0": "堂兄"},
    ).content.decode()  # fmt: skip
    assert "另一位记录人已保存过" in late
    for words in ("祠堂", "有人说他家有车", "堂兄"):
        assert words in late
    wrong = client.post(url, {**head(0), "revision": 2, **votes(case, agree="六")}).content.decode()
    assert "表决里有填错的地方" in wrong


def test_a_refused_case_says_why_beside_it(people):
    (case,) = waiting(people)
    client = browser(people.village)
    url = draft(client, people, case)
    form = {**head(0), "present": NAMES[:4], "revision": 1, **votes(case, 4, 0)}
    page = client.post(url, {**form, "action": "conclude"}).content.decode()
    assert "不足3 分之 2" in page
    form = {**head(0), "present": NAMES[:7], "revision": 2, **votes(case)}
    assert (
        "请先备齐：公示张贴照片"
        in client.post(url, {**form, "action": "conclude"}).content.decode()
    )
    counted = client.post(reverse("review_counted", args=[url.split("/")[-2]]), form)
    assert "同意达到 4 人为通过" in counted.content.decode()
    assert 'tag-done">通过' in counted.content.decode()


def test_a_cancelled_meeting_frees_its_cases(people):
    (case,) = waiting(people)
    client = browser(people.village)
    number = draft(client, people, case).split("/")[-2]
    listed = client.get(reverse("review_new"), {"place": VILLAGE}).content.decode()
    assert "已列入别的会议" in listed
    drop = reverse("review_drop", args=[number])
    assert "has-error" in client.post(drop, {"reason": ""}).content.decode()
    client.post(drop, {"reason": "下雨"})
    assert Meeting.objects.count() == 0  # outside a scope nothing is seen
    with entered(EVERYWHERE):
        assert Meeting.objects.get().state == "dropped"
    assert draft(client, people, case)


def test_a_meeting_that_was_held_is_not_cancelled_and_the_reason_comes_back(people):
    (case,) = waiting(people)
    client = browser(people.village)
    url, _notice = hung(people, client, case)
    client.post(
        url, {**head(0), "present": NAMES[:7], "revision": 2, **votes(case), "action": "conclude"}
    )
    drop = reverse("review_drop", args=[url.split("/")[-2]])
    shown = client.post(drop, {"reason": "雨太大"}).content.decode()
    assert ("记录不能再改" in shown, "您写的原因：雨太大" in shown) == (True, True)


def test_a_meeting_is_offered_only_to_whoever_may_conclude_it(people):
    (case,) = waiting(people)
    new = f"{reverse('review_new')}?case={case.pk}"
    for account, offered in ((people.village, True), (people.county, False)):
        client = browser(account)
        shown = client.get(reverse("reviews"), {"place": VILLAGE}).content.decode()
        assert (new in shown, "待村里开会" in shown) == (offered, not offered)
        assert client.get(new).status_code == (200 if offered else 403)


def test_an_objection_through_its_page(people):
    (case,) = waiting(people)
    client = browser(people.village)
    url, notice_url = hung(people, client, case)
    form = {**head(0), "present": NAMES[:7], "revision": 2, **votes(case), "action": "conclude"}
    client.post(url, form)
    page = f"{notice_url}object/"
    assert client.get(page).status_code == 200
    said = {
        "number": uuid4(),
        "case": str(case.pk),
        "said_on": timezone.localdate().isoformat(),
        "words": "在县城有房",
        f"revision-{case.pk}": 3,
    }
    for _ in range(2):
        assert client.post(page, said).status_code in (200, 302)
    with entered(EVERYWHERE):
        assert Objection.objects.count() == 1
        assert again(case).step == "objection_check"
    assert "在县城有房" in client.get(notice_url).content.decode()
    assert (
        client.post(f"{notice_url}down/", {"taken_down_on": timezone.localdate()}).status_code
        == 302
    )


@needs_fonts
def test_papers_are_numbered_and_of_a4(people):
    (case,) = waiting(people, head_name="刘某")
    client = browser(people.village)
    url, notice_url = hung(people, client, case)
    for page in (f"{url}print/", f"{notice_url}print/"):
        content = b"".join(client.post(page, {"shape": "pdf"}).streaming_content)
        pdf = PdfDocument(content)
        assert [round(side) for side in pdf[0].get_size()] == [595, 842]
        assert "刘某" in pdf[0].get_textpage().get_text_range()
    word = b"".join(client.post(f"{notice_url}print/", {"shape": "docx"}).streaming_content)
    assert "刘某" in [cell.text for cell in Document(io.BytesIO(word)).tables[0].rows[1].cells]
    application = reverse("review_application", args=[case.subject_id])
    assert client.get(application).status_code == 200
    content = b"".join(client.post(application).streaming_content)
    assert "授权书" in PdfDocument(content)[0].get_textpage().get_text_range()
    assert set(Verification.objects.values_list("kind", flat=True)) == {
        "minutes", "notice", "application"
    }  # fmt: skip


@needs_fonts
def test_sixty_names_go_on_over_pages_with_their_head(people):
    with entered(EVERYWHERE):
        cases = [
            made.case_for_review(people, timezone.localdate(), head_name=f"某{n:02}")
            for n in range(60)
        ]
        notice = made.drafted(people.village, *cases, on=timezone.localdate())
    client = browser(people.village)
    answer = client.post(reverse("notice_print", args=[notice.pk]), {"shape": "pdf"})
    pdf = PdfDocument(b"".join(answer.streaming_content))
    pages = ["".join(page.get_textpage().get_text_range().split()) for page in pdf]
    assert len(pages) == 3
    assert all("户主姓名" in page for page in pages)
    assert all(any(f"某{n:02}" in page for page in pages) for n in range(60))


@pytest.mark.parametrize("letter", list(Letter))
def test_the_template_is_what_the_script_builds(letter):
    packaged = Document(str(TARGET / f"{letter.value}.docx"))
    assert packaged.element.xml == build(letter).element.xml


@pytest.mark.parametrize("show", ["", "notices", "meetings"])
def test_lists_cost_the_same_however_long(people, show):
    client = browser(people.county)

    def statements():
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(reverse("reviews"), {"show": show, "place": VILLAGE})
        assert answer.status_code == 200
        return len([one for one in asked if not one["sql"].startswith(CONTROL)])

    def more(count):
        for case in waiting(people, count):
            today = timezone.localdate()
            with entered(EVERYWHERE):
                made.posted(people.village, case, on=today)
                made.saved(people.village, case, on=today, held_on=today)

    more(1)
    statements()
    one = statements()
    more(2)
    assert statements() == one
    assert one <= 15


def test_a_list_goes_to_excel(people):
    waiting(people, head_name="刘某")
    answer = browser(people.county).get(reverse("reviews_export"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.get_sheet_by_index(0).to_python()[1][0] == "刘某"
    assert browser(people.village).get(reverse("reviews_export")).status_code == 403


def test_the_desk_is_printed_on_the_next_notice(people):
    client = browser(people.town)
    url = f"{reverse('reviews_desk')}?place={TOWN.code}"
    assert client.get(url).status_code == 200
    wrong = client.post(url, {"office": "办公室", "telephone": "123"})
    assert "电话应为" in wrong.content.decode()
    assert client.post(url, {"office": "办公室", "telephone": "0797-2500000"}).status_code == 302
    (case,) = waiting(people)
    with entered(EVERYWHERE):
        meeting = made.saved(
            people.village, case, on=timezone.localdate(), held_on=timezone.localdate()
        )
    page = browser(people.village).get(f"{reverse('notice_new')}?meeting={meeting.pk}")
    assert "0797-2500000" in page.content.decode()


def test_who_may_only_see_gets_no_form(people):
    (case,) = waiting(people)
    with entered(EVERYWHERE):
        auditor = someone("auditor", Kind.AUDITOR)
        meeting = made.saved(
            people.village, case, on=timezone.localdate(), held_on=timezone.localdate()
        )
        assert Household.objects.count() == 1
    client = browser(auditor)
    shown = client.get(reverse("review", args=[meeting.pk]))
    assert shown.status_code in (200, 404)
    assert client.get(reverse("review_new")).status_code == 403
    assert client.post(reverse("review_rest", args=[meeting.pk])).status_code == 403
    for name in ("review", "notice"):
        assert browser(people.village).get(reverse(name, args=[uuid4()])).status_code == 404
