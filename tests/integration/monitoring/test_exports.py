"""Every long list as a file: masked, no formula, journalled; a very long one by the worker."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook
from tests import factories
from tests.factories_finding import named
from tests.integration.people.factories import someone

from shouwang.kernel import excel
from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.watch.monitoring import operations, tasks, views
from shouwang.watch.monitoring.models import Export
from shouwang.watch.monitoring.operations import exporting

IDENTITY = "36079919850624022X"
EVERYWHERE = Scope.everywhere()


@pytest.fixture(autouse=True)
def _data(settings, tmp_path: Path) -> None:
    """A directory of the test's own: the tests of another process may write such files too."""
    settings.DATA = tmp_path / "var"


def office(name: str = "office") -> Client:
    client = Client()
    client.force_login(someone(name, Kind.COUNTY_OFFICE, RegionCode.of("360781")))
    return client


def village() -> None:
    with entered(EVERYWHERE):
        home = named('=HYPERLINK("x")', "x", number="H1", identity=IDENTITY)
        factories.clue(home, factories.screening_run())
        named("王五", "ww", number="H2")


def sheet(answer) -> list[list[object]]:
    content = io.BytesIO(b"".join(answer.streaming_content))
    return CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()


@pytest.mark.django_db
def test_households_as_the_address_filters_them():
    village()
    answer = office().get(reverse("export", args=["households"]) + "?with_clues=yes&page=3")
    heading, *rows = sheet(answer)
    assert heading[:2] == ["户编号", "户主"]
    assert [row[:2] for row in rows] == [["H1", '=HYPERLINK("x")']]
    with entered(EVERYWHERE):
        entry = JournalEntry.objects.get(act="monitoring.export")
    assert entry.evidence == {"form": "xlsx", "filter": "with_clues=yes", "rows": 1}


@pytest.mark.django_db
def test_members_are_masked_and_formulas_are_text_in_csv():
    village()
    answer = office().get(reverse("export", args=["members"]) + "?form=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    _heading, *rows = csv.reader(io.StringIO(text))
    assert rows[0][:2] == ["H1", '\'=HYPERLINK("x")']
    assert rows[0][-2:] == ["360***********022X", ""]
    assert IDENTITY not in text


@pytest.mark.django_db
@pytest.mark.parametrize("which", ["households", "members", "clues"])
def test_every_list_has_its_file(which):
    village()
    client = office()
    for form in ("xlsx", "csv"):
        answer = client.get(reverse("export", args=[which]) + f"?form={form}&words=H1")
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment")
        assert b"".join(answer.streaming_content)
    assert client.get(reverse("export", args=["secrets"])).status_code == 404


@pytest.mark.django_db
def test_a_cadre_exports_nothing_and_a_neighbour_no_other_place():
    cadre = Client()
    cadre.force_login(someone("cun", Kind.VILLAGE_CADRE, RegionCode(factories.VILLAGE)))
    assert cadre.get(reverse("export", args=["households"])).status_code == 403
    clerk = Client()
    clerk.force_login(someone("xiang", Kind.TOWNSHIP_CLERK, RegionCode.of("360781101")))
    address = reverse("export", args=["households"])
    assert clerk.get(address, {"place": factories.VILLAGE}).status_code == 404


def test_a_long_list_is_written_by_the_worker_and_fetched(committed, monkeypatch):
    monkeypatch.setattr(views.exports, "MOST_AT_ONCE", 1)
    village()
    client = office()
    answer = client.get(reverse("export", args=["households"]))
    with entered(EVERYWHERE):
        asked = Export.objects.get()
    assert (asked.state, asked.total, answer["Location"]) == (
        "queued",
        2,
        reverse("export_page", args=[asked.pk]),
    )
    assert client.get(reverse("export_file", args=[asked.pk])).status_code == 302

    tasks.write_export(asked.pk)
    with entered(EVERYWHERE):
        asked.refresh_from_db()
    assert (asked.state, asked.rows) == ("done", 2)
    for name in ("export_page", "export_progress"):
        assert client.get(reverse(name, args=[asked.pk])).status_code == 200
    rows = sheet(client.get(reverse("export_file", args=[asked.pk])))
    assert [row[0] for row in rows] == ["户编号", "H1", "H2"]
    assert office("another").get(reverse("export_file", args=[asked.pk])).status_code == 404

    operations.discard_exports(at=timezone.now() + exporting.KEPT + timedelta(minutes=1))
    with entered(EVERYWHERE):
        asked.refresh_from_db()
    assert (asked.file, list(exporting.directory().iterdir())) == ("", [])


def test_a_file_that_cannot_be_written_says_so(committed):
    village()
    account = someone("office", Kind.COUNTY_OFFICE, RegionCode.of("360781"))
    with entered(Scope(("360781",))):
        asked = operations.request_export(
            by=account,
            at=timezone.now(),
            place=RegionCode.of("360781"),
            which="households",
            form="xlsx",
            query="",
            total=2,
        )

    def no_room(asked, counting):
        raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        operations.write_export(asked.pk, no_room)
    with entered(EVERYWHERE):
        asked.refresh_from_db()
    assert asked.state == "failed"
    assert "OSError" in asked.refusal


def test_an_export_whose_job_is_gone_says_so_and_one_that_waits_is_left(committed):
    account = someone("office", Kind.COUNTY_OFFICE, RegionCode.of("360781"))
    given = {"by": account, "place": RegionCode.of("360781"), "which": "households"}
    with entered(Scope(("360781",))):
        asked = operations.request_export(
            **given, at=timezone.now(), form="xlsx", query="", total=2
        )
    assert exporting.recover_exports(at=timezone.now()) == 0
    with entered(EVERYWHERE), connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    assert exporting.recover_exports(at=timezone.now()) == 1
    with entered(EVERYWHERE):
        asked.refresh_from_db()
    assert (asked.state, asked.refusal) == ("failed", exporting.CUT_OFF)


def test_a_failing_list_leaves_no_file_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def rows():
        yield ("a",)
        raise RuntimeError

    for write in (
        lambda: excel.write_csv([excel.Column("a")], rows()),
        lambda: excel.write("a", [excel.Column("a")], rows(), []),
    ):
        with pytest.raises(RuntimeError):
            write()
    assert list(Path(tmp_path).iterdir()) == []
