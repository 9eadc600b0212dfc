"""A photo proves a rectification: kept whole, shown to whom the act is shown, never swept away."""

import os
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone
from tests import factories_accountability as made
from tests import factories_papers
from tests.integration.accountability.test_pages import browser, cadre, everything, page
from tests.integration.people.factories import OTHER_TOWN

from shouwang.people.rules import Kind
from shouwang.watch.accountability.models import Finding, Statement
from shouwang.watch.papers import operations as papers
from shouwang.watch.papers import vault
from shouwang.watch.papers.models import Enclosure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("divisions")]


@pytest.fixture
def finding() -> Finding:
    with everything():
        found = made.finding(made.office(), on=date(2024, 7, 1))
        made.moved(made.cadre(), found.case, "accept")
        return found


def photo(name: str = "p.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, factories_papers.photo(colour="red"), "image/jpeg")


def sent(**given):
    return {"act": uuid4(), "revision": 2, "way": "hand_in", "text": "", **given}


def test_a_photo_alone_is_proof(finding):
    client, address = cadre(), reverse("accountability_finding", args=[finding.pk])
    words = sent()
    assert client.post(address, {**words, "proof": photo()}).status_code == 302
    assert client.post(address, {**words, "proof": photo()}).status_code == 302  # the same click
    with everything():
        proof = Statement.objects.get(kind="rectification_proof")
        assert (proof.text, Enclosure.objects.count()) == ("", 1)
    href = reverse("accountability_proof", args=[proof.pk])
    assert href in page(client.get(address))
    shown = client.get(href)
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(shown.streaming_content)[:3] == b"\xff\xd8\xff"
    assert browser(Kind.TOWNSHIP_CLERK, OTHER_TOWN).get(href).status_code == 404
    with everything():
        other = Statement.objects.get(kind="note")
        with pytest.raises(ProgrammingError), transaction.atomic():
            Enclosure.objects.all()._raw_delete("default")
    assert client.get(reverse("accountability_proof", args=[other.pk])).status_code == 404


def test_a_file_that_is_not_what_it_says_comes_back_with_the_words(finding):
    client, address = cadre(), reverse("accountability_finding", args=[finding.pk])
    answer = client.post(address, sent(text="已经改好", proof=photo("p.pdf")))
    assert list(answer.context_data["form"].errors) == ["proof"]
    assert "已经改好" in page(answer)
    stale = client.post(address, sent(revision=1, text="已经改好", proof=photo()))
    assert list(stale.context_data["form"].errors) == ["proof"]
    with everything():
        assert Enclosure.objects.count() == 0


def test_the_sweep_leaves_it(finding):
    address = reverse("accountability_finding", args=[finding.pk])
    cadre().post(address, sent(proof=photo()))
    with everything():
        kept = Enclosure.objects.get()
    old = (timezone.now() - timedelta(days=3)).timestamp()
    os.utime(vault.root() / kept.sha256[:2] / kept.sha256, (old, old))
    papers.sweep(at=timezone.now())
    assert b"".join(vault.opened(kept.sha256))[:3] == b"\xff\xd8\xff"
