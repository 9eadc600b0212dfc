"""Photos and papers are added, seen, removed and taken back; by whom it may be, and safely kept."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from tests import factories
from tests.factories_papers import PDF, photo

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.watch.papers import vault
from shouwang.watch.papers.models import Paper

pytestmark = pytest.mark.django_db
PAGE = "/households/H1/papers/"


def upload(client, *files: tuple[str, bytes], **given):
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(PAGE, {"uploads": uploads, "kind": "house", **given})


def papers() -> list[Paper]:
    with entered(Scope.everywhere()):
        return list(Paper.objects.order_by("pk"))


def test_several_at_once_and_what_is_wrong_is_said(home, clerk):
    long = PDF.replace(b"trailer", b"%" + b"0" * (3 << 20) + b"\ntrailer")  # waits on the disk
    answer = upload(clerk, ("房.jpg", photo()), ("申请.pdf", long), ("坏.pdf", b"%PDF-1.4"))
    page = answer.content.decode()
    assert "坏.pdf：PDF 不完整" in page
    assert [(one.media_type, one.kind) for one in papers()] == [
        ("image/jpeg", "house"),
        ("application/pdf", "house"),
    ]
    assert papers()[0].title.startswith("住房照片 ")
    again = upload(clerk, ("房.jpg", photo()), title="再来一次")
    assert "已有内容相同的材料" in again.content.decode()


def test_a_photo_is_served_upright_and_bare_to_those_who_may_see_it(home, clerk, visitor):
    assert upload(clerk, ("房.jpg", photo(turned=True)), title="屋顶").status_code == 302
    (paper,) = papers()
    answer = clerk.get(reverse("paper_file", args=[paper.pk]))
    content = b"".join(answer.streaming_content)
    with Image.open(io.BytesIO(content)) as image:
        assert (image.size, dict(image.getexif())) == ((200, 400), {})
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("inline; filename*=utf-8''%E5%B1%8B")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert len(content) == paper.size
    small = clerk.get(reverse("paper_small", args=[paper.pk]))
    assert b"".join(small.streaming_content).startswith(b"\xff\xd8\xff")
    stranger = visitor(Kind.TOWNSHIP_CLERK, "360781101")
    for name in ("paper_file", "paper_small"):
        assert stranger.get(reverse(name, args=[paper.pk])).status_code == 404
    assert stranger.get(PAGE).status_code == 404
    assert stranger.post(reverse("paper_remove", args=[paper.pk])).status_code == 404


def test_an_auditor_looks_and_changes_nothing(home, clerk, visitor):
    upload(clerk, ("房.jpg", photo()))
    auditor = visitor(Kind.AUDITOR, "360781")
    page = auditor.get(PAGE).content.decode()
    assert "住房照片" in page
    assert 'id="add"' not in page
    assert upload(auditor, ("b.jpg", photo(colour="green"))).status_code == 403
    assert auditor.post(reverse("paper_remove", args=[papers()[0].pk])).status_code == 403


def test_removed_with_a_reason_and_taken_back(home, clerk):
    upload(clerk, ("房.jpg", photo()), title="屋顶")
    (paper,) = papers()
    clerk.post(reverse("paper_remove", args=[paper.pk]), {"reason": " "})
    assert papers()[0].removed_at is None
    answer = clerk.post(reverse("paper_remove", args=[paper.pk]), {"reason": "拍错户"})
    assert answer.headers["Location"] == f"{PAGE}?undo={paper.pk}"
    page = clerk.get(answer.headers["Location"]).content.decode()
    assert "已移除“屋顶”" in page
    assert "还没有材料和照片" in page
    assert "拍错户" in clerk.get(f"{PAGE}?removed=1").content.decode()
    clerk.post(reverse("paper_restore", args=[paper.pk]))
    assert papers()[0].removed_reason == ""
    with entered(Scope.everywhere()):
        acts = JournalEntry.objects.filter(act__startswith="papers.").order_by("pk")
        assert list(acts.values_list("act", "reason")) == [
            ("papers.add", ""),
            ("papers.remove", "拍错户"),
            ("papers.restore", ""),
        ]


def test_a_removed_paper_whose_content_came_again_stays_removed(home, clerk):
    upload(clerk, ("房.jpg", photo()))
    (paper,) = papers()
    clerk.post(reverse("paper_remove", args=[paper.pk]), {"reason": "拍错户"})
    upload(clerk, ("房.jpg", photo()))
    clerk.post(reverse("paper_restore", args=[paper.pk]))
    assert [one.removed_at is None for one in papers()] == [False, True]


def test_filters_by_kind_and_names_whose_it_is(home, clerk):
    with entered(Scope.everywhere()):
        person = home.members.order_by("pk")[0]
    upload(clerk, ("证.pdf", PDF), kind="certificate", person=str(person.pk))
    upload(clerk, ("房.jpg", photo()))
    page = clerk.get(f"{PAGE}?kind=certificate").content.decode()
    assert page.count('class="paper"') == 1
    assert "刘建国 ·" in page or "· 刘建国" in page


def test_a_body_that_is_too_long_is_refused_before_it_is_read(home, clerk):
    class Unread(io.BytesIO):
        def read(self, *_size):
            raise AssertionError("the body was read")

    answer = clerk.generic(
        "POST", PAGE, b"", content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(2 << 30), **{"wsgi.input": Unread()},
    )  # fmt: skip
    assert answer.status_code == 413
    assert "文件超过 20 MB" in answer.content.decode()


def test_forms_are_protected_from_other_sites(home, clerk):
    clerk.handler.enforce_csrf_checks = True
    assert upload(clerk, ("房.jpg", photo())).status_code == 403
    assert papers() == []


def test_the_disk_tells_nothing_and_tampering_shows(home, clerk):
    upload(clerk, ("房.jpg", photo()))
    (paper,) = papers()
    (path,) = [one for files in vault.stored() for one in files if one.name == paper.sha256]
    assert path.stat().st_mode & 0o777 == 0o600
    kept = path.read_bytes()
    assert b"\xff\xd8\xff" not in kept
    for changed in (kept[:-1], kept[:-1] + bytes([kept[-1] ^ 1]), b""):
        path.write_bytes(changed)
        assert clerk.get(reverse("paper_file", args=[paper.pk])).status_code == 410
    path.unlink()
    assert clerk.get(reverse("paper_file", args=[paper.pk])).status_code == 410


def test_the_page_asks_little_of_the_database(home, clerk, django_assert_max_num_queries):
    upload(clerk, ("房.jpg", photo()), ("申请.pdf", PDF))
    clerk.get(PAGE)
    with django_assert_max_num_queries(15):
        assert clerk.get(PAGE).status_code == 200


def test_of_another_village_nothing_is_found(clerk, db):
    with entered(Scope.everywhere()):
        factories.household(number="H9", region_code=factories.OTHER_TOWN_VILLAGE)
    assert clerk.get("/households/H9/papers/").status_code == 404
