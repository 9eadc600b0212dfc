"""Papers of an application are looked at, kept and handed over; a returned one begins filled."""

from datetime import timedelta
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from shouwang.bridge import operations as bridge
from shouwang.bridge import vault
from shouwang.bridge.errors import FileMissing
from shouwang.bridge.models import Application, ApplicationFile
from shouwang.market.certification import queries, tasks
from shouwang.market.certification.models import Draft
from shouwang.market.certification.reading import typed_from
from tests.factories_market_supply import places
from tests.market.certification.test_applying import PDF, filled, send, typed

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture(autouse=True)
def data(settings, tmp_path, committed, superuser):
    settings.DATA = tmp_path
    places(superuser)


def upload(content: bytes, name: str) -> BytesIO:
    file = BytesIO(content)
    file.name = name
    return file


def photo() -> bytes:
    file = BytesIO()
    Image.new("RGB", (60, 40), "orange").save(file, "PNG")
    return file.getvalue()


def sent(client, draft, link) -> Application:
    filled(client, draft, link)
    proof = {**typed("product"), "origin-file": upload(photo(), "产地证明.png")}
    assert send(client, draft, "product", proof).status_code == 302
    assert client.post(reverse("certification_submit", args=[draft.pk])).status_code == 302
    return Application.objects.get(pk=draft.pk)


def test_reports_and_proofs_are_kept_encrypted_and_handed_over(client, supplier, draft, link):
    sent(client, draft, link)
    report, proof = ApplicationFile.objects.order_by("-kind")
    assert (report.kind, report.name, report.media_type) == (
        "test", "检测报告.pdf", "application/pdf",
    )  # fmt: skip
    assert (proof.kind, proof.media_type) == ("origin", "image/jpeg")
    assert b"".join(vault.opened(supplier.pk, report.digest)) == PDF
    assert report.size == len(PDF)
    [(whose, files)] = vault.kept()
    assert (whose, len(files)) == (supplier.pk, 2)
    assert all(b"%PDF" not in path.read_bytes() for path in files)
    with pytest.raises(FileMissing):
        list(vault.opened(uuid4(), report.digest))


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.pdf", "文件是空的"),
        (b"<html><script>", "a.pdf", "只收 JPG、PNG、WebP 照片和 PDF"),
        (PDF, "a.jpg", "内容却是PDF"),
        (b"%PDF-1.4 cut", "a.pdf", "PDF 不完整"),
    ],
)
def test_what_is_no_paper_is_refused_beside_its_field(client, draft, content, name, words):
    told = {**typed("quality"), "test-0-file": upload(content, name)}
    refused = send(client, draft, "quality", told)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert page.count(words) == 2  # on top, and beside the field
    assert "县检测中心" in page
    draft.refresh_from_db()
    assert not draft.entered["quality"].get("test-0-digest")


def test_a_digest_that_was_only_typed_is_no_report(client, supplier, draft, link):
    filled(client, draft, link)
    told = {**typed("quality"), "test-0-digest": "ab" * 32}
    del told["test-0-file"]
    refused = send(client, draft, "quality", told)
    assert "第1份检测还没有上传报告" in refused.content.decode()


def test_a_returned_application_begins_filled_under_the_words(
    client, superuser, supplier, draft, link
):
    before = sent(client, draft, link)
    superuser.execute("UPDATE bridge_application SET state = 'returned', words = '换近期的报告'")
    assert "按意见修改，重新提交" in client.get(reverse("certification")).content.decode()
    for _twice in range(2):
        again = {"id": uuid4(), "follows": before.pk}
        way = client.post(reverse("certification_new"), again).url
    page = client.get(way).content.decode()
    assert "换近期的报告" in page
    assert "赣南脐橙" in page
    assert "产地证明.png" in page
    after = Draft.objects.get(follows=before.pk)
    assert queries.said_in(after) == queries.said_in(draft_of(before.pk))
    assert client.post(reverse("certification_submit", args=[after.pk])).status_code == 302
    assert Application.objects.get(pk=after.pk).files.count() == 2
    assert "已改好重新提交" in client.get(reverse("certification")).content.decode()
    assert client.post(reverse("certification_new"), again).url == reverse("certification")


def draft_of(number: UUID) -> Draft:
    return Draft.objects.get(pk=number)


def test_what_was_not_returned_or_is_another_s_is_not_begun_again(client, draft, link):
    before = sent(client, draft, link)
    for follows in (before.pk, uuid4()):
        given = {"id": uuid4(), "follows": follows}
        assert client.post(reverse("certification_new"), given).status_code == 404
    assert client.post(reverse("certification_new"), {"id": "x"}).status_code == 404


def test_an_application_without_a_draft_is_read_back(client, draft, link):
    before = sent(client, draft, link)
    said = queries.said_in(Draft(supplier_id=before.supplier_id, entered=_read_back(before)))
    meant = queries.said_in(Draft.objects.get(pk=before.pk))
    assert (said.tests, said.prices, said.price_fen, said.unit, set(said.links)) == (
        meant.tests, meant.prices, meant.price_fen, meant.unit, set(meant.links),
    )  # fmt: skip


def _read_back(application: Application) -> dict:
    agreed = application.links.values_list("link_id", "agreed_at")
    return typed_from(application, {one: timezone.localdate(at) for one, at in agreed})


def test_the_bridge_hands_the_same_application_over_once(client, supplier, draft, link):
    before = sent(client, draft, link)
    again = bridge.apply(before, {}, [])
    assert (again.pk, again.files.count()) == (before.pk, 2)


def test_papers_that_nobody_names_are_swept_after_a_while(client, supplier, draft, link):
    sent(client, draft, link)
    client.post(reverse("certification_new"), {"id": uuid4()})
    begun = Draft.objects.get(submitted_at=None)
    proof = {**typed("product"), "origin-file": upload(PDF + b"2 %%EOF", "b.pdf")}
    send(client, begun, "product", proof)
    lost = vault.keep(supplier.pk, upload(PDF + b"3 %%EOF", "c.pdf"))
    now = timezone.now()
    assert tasks.sweep(at=now) == 0
    assert tasks.sweep(at=now + tasks.GRACE + timedelta(hours=1)) == 1
    assert not vault.has(supplier.pk, lost)
    assert sum(len(files) for _supplier, files in vault.kept()) == 3


def test_papers_are_encrypted_anew_with_the_keys(client, supplier, draft, link, settings):
    report = sent(client, draft, link).files.get(kind="test")
    assert vault.renew() == 0
    settings.SHOUWANG_KEYS = settings.SHOUWANG_KEYS.with_new_key()
    assert vault.renew() == 2
    assert b"".join(vault.opened(supplier.pk, report.digest)) == PDF
