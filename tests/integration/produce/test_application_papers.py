"""Papers of an application at the desk: named, opened, and only inside one's own scope."""

import io
from uuid import UUID, uuid4

import psycopg
import pytest
from django.test import Client
from django.urls import reverse
from tests import factories_bridge as make
from tests.factories import AT
from tests.factories_papers import PDF, photo
from tests.integration.people.factories import someone

from shouwang.bridge import vault
from shouwang.kernel.journal.models import JournalEntry as Entry
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.watch.produce import operations

EVERYWHERE = Scope.everywhere()


def browser(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def hand_over(market: psycopg.Connection, application: UUID, **given: object) -> int:
    row = {"application_id": application, "kind": "test", "name": "检测报告.pdf", **given}
    columns = ", ".join(row)
    places = ", ".join(["%s"] * len(row))
    made = market.execute(
        f"INSERT INTO bridge_applicationfile ({columns}) VALUES ({places}) RETURNING id",
        list(row.values()),
    ).fetchone()
    return made[0]


@pytest.fixture
def papers(market, supplier, settings, tmp_path) -> tuple[UUID, int, int]:
    """An application with a report and a proof of origin."""
    settings.DATA = tmp_path
    report = vault.keep(supplier, io.BytesIO(PDF))
    proof = vault.keep(supplier, io.BytesIO(photo()))
    tests = [{"test": "residues", "on": "2024-04-20", "by": "县检测中心", "result": "未检出",
              "passed": True, "digest": report}]  # fmt: skip
    number = make.application(market, supplier, quality=tests)
    given = {"region_code": "", "media_type": "application/pdf", "size": len(PDF)}
    first = hand_over(market, number, digest=report, **given)
    given |= {"kind": "origin", "name": "产地证明.jpg", "media_type": "image/jpeg", "size": 9}
    return number, first, hand_over(market, number, digest=proof, **given)


def test_the_desk_names_and_opens_them(office, papers):
    number, report, proof = papers
    client = browser(office)
    page = client.get(reverse("produce_application", args=[number])).content.decode()
    assert all(words in page for words in ("农药残留", "检测报告.pdf", "产地证明.jpg"))
    answer = client.get(reverse("produce_application_file", args=[number, report]))
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    picture = client.get(reverse("produce_application_file", args=[number, proof]))
    assert picture.headers["Content-Disposition"].startswith("inline")
    assert client.get(reverse("produce_application_file", args=[uuid4(), proof])).status_code == 404


def test_a_file_that_is_gone_is_said_to_be(office, papers, supplier):
    number, report, _proof = papers
    for _supplier, files in vault.kept():
        for path in files:
            path.unlink()
    answer = browser(office).get(reverse("produce_application_file", args=[number, report]))
    assert answer.status_code == 410


def test_nobody_opens_them_outside_their_scope(papers):
    number, report, _proof = papers
    with entered(EVERYWHERE):
        elsewhere = someone("elsewhere", Kind.TOWNSHIP_CLERK, RegionCode.of("360781101"))
    answer = browser(elsewhere).get(reverse("produce_application_file", args=[number, report]))
    assert answer.status_code == 404


def test_the_department_that_is_asked_opens_them_and_the_journal_says_so(papers, office):
    number, report, _proof = papers
    href = reverse("produce_application_file", args=[number, report])
    with entered(EVERYWHERE):
        agriculture = someone("agriculture", Kind.AGRICULTURE_OFFICER)
        case = operations.take_application_up(
            by=office, at=AT, act_id=uuid4(), application=number
        ).value
    client = browser(agriculture)
    assert client.get(href).status_code == 404  # not asked yet
    with entered(EVERYWHERE):
        operations.move(
            by=office, at=AT, act_id=uuid4(), case=case.pk, revision=case.revision,
            transition="pass_township", text="材料齐全",
        )  # fmt: skip
    shown = client.get(reverse("produce_application", args=[number])).content.decode()
    assert ("检测报告.pdf" in shown, "材料齐全" in shown) == (True, True)
    assert b"".join(client.get(href).streaming_content) == PDF
    assert b"".join(browser(office).get(href).streaming_content) == PDF
    with entered(EVERYWHERE):
        lines = Entry.objects.filter(act="produce.open_paper")
        assert [one.subject_id for one in lines] == [str(report)]


def test_what_crossed_stays_as_it_crossed(market, papers):
    for statement in (
        "UPDATE bridge_applicationfile SET name = 'x'",
        "DELETE FROM bridge_applicationfile",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            market.execute(statement)
