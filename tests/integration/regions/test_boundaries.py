"""The county's outline: upload, preview, save, undo; who may read and write it."""

import json
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse
from tests.integration.people.factories import someone

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import NOTHING, Scope, entered
from shouwang.people.rules import Kind
from shouwang.regions import operations, queries
from shouwang.regions.errors import BoundaryRefused, NothingToUndo
from shouwang.regions.models import Boundary

COUNTY = RegionCode.of("360781")
RING = [[115.0, 25.0], [116.0, 25.0], [116.0, 26.0], [115.0, 26.0], [115.0, 25.0]]
pytestmark = pytest.mark.django_db


def at(minute: int) -> datetime:
    return datetime(2024, 6, 30, 2, minute, tzinfo=UTC)


def square(east: float = 116.0, code: str = "360781") -> bytes:
    ring = [[east if x == 116.0 else x, y] for x, y in RING]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"code": code}, "geometry": geometry}
    return json.dumps(feature).encode()


def replace(by, minute: int, source: str) -> Boundary:
    return operations.replace_boundary(
        by=by, at=at(minute), county=COUNTY, content=square(), source=source
    )


def source_in_force() -> str:
    outline = queries.outline(COUNTY)
    assert outline is not None
    return outline.source


def test_the_default_is_the_real_polygon() -> None:
    with entered(Scope(("360781",))):
        outline = queries.outline(RegionCode.of("360781102201"))
        assert outline is not None
        assert (outline.code, outline.boundary) == ("360781000000", None)
        assert sum(len(ring) for part in outline.geometry["coordinates"] for ring in part) > 50
        assert queries.outline(RegionCode.of("110101")) is None


def test_replacing_and_undoing_step_by_step() -> None:
    office = someone("office", Kind.COUNTY_OFFICE)
    with entered(Scope(("360781",), account=str(office.pk))):
        default = source_in_force()
        replace(office, 1, "A")
        replace(office, 2, "B")
        assert source_in_force() == "B"
        operations.undo_boundary(by=office, at=at(3), county=COUNTY)
        assert source_in_force() == "A"
        replace(office, 4, "C")
        operations.undo_boundary(by=office, at=at(5), county=COUNTY)
        assert source_in_force() == "A"
        operations.undo_boundary(by=office, at=at(6), county=COUNTY)
        assert source_in_force() == default
        with pytest.raises(NothingToUndo):
            operations.undo_boundary(by=office, at=at(7), county=COUNTY)
        acts = JournalEntry.objects.filter(act__startswith="regions.").order_by("pk")
        assert [act.split("_")[0] for act in acts.values_list("act", flat=True)] == [
            "regions.replace",
            "regions.replace",
            "regions.undo",
            "regions.replace",
            "regions.undo",
            "regions.undo",
        ]


def test_a_refused_file_changes_nothing() -> None:
    office = someone("office", Kind.COUNTY_OFFICE)
    with entered(Scope(("360781",))):
        with pytest.raises(BoundaryRefused):
            operations.replace_boundary(
                by=office, at=at(1), county=COUNTY, content=b"{", source="A"
            )
        assert Boundary.objects.count() == 0


def test_who_reads_and_who_writes() -> None:
    office = someone("office", Kind.COUNTY_OFFICE)
    with entered(Scope(("360781",))):
        replace(office, 1, "A")
    for prefix in ("360781", "360781102", "360781102201", "36", ""):
        with entered(Scope((prefix,))):
            assert Boundary.objects.count() == 1, prefix
    for scope in (Scope(("360732",)), NOTHING):
        with entered(scope):
            assert Boundary.objects.count() == 0
    with entered(Scope(("360781102",))), pytest.raises(Error), transaction.atomic():
        replace(office, 2, "B")


@pytest.fixture
def office(settings, tmp_path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    client = Client()
    client.force_login(someone("office", Kind.COUNTY_OFFICE))
    return client


def upload(client: Client, content: bytes, **more: str):
    data = {"source": "市自然资源局", "file": SimpleUploadedFile("a.geojson", content), **more}
    return client.post(reverse("regions_boundaries"), data)


def test_the_page_shows_the_current_outline(office: Client) -> None:
    response = office.get(reverse("regions_boundaries"))
    assert response.status_code == 200
    assert "审图号" in response.content.decode()
    assert response.context["outline"].boundary is None


def test_preview_then_save_then_undo(office: Client) -> None:
    previewed = upload(office, square(), approval_number="赣S(2024)001号")
    assert previewed.context["reading"].findings == ()
    with entered(Scope(("360781",))):
        assert Boundary.objects.count() == 0
    data = {
        "of": "360781000000",
        "digest": previewed.context["digest"],
        "source": "市自然资源局",
        "approval_number": "赣S(2024)001号",
    }
    saved = office.post(reverse("regions_boundary_save"), data, follow=True)
    assert saved.context["outline"].approval_number == "赣S(2024)001号"
    again = office.post(reverse("regions_boundary_save"), data, follow=True)
    assert [str(message) for message in again.context["messages"]] == [
        "预览已失效，请重新上传文件。"
    ]
    undone = office.post(reverse("regions_boundary_undo"), {"of": "360781"}, follow=True)
    assert undone.context["outline"].boundary is None


def test_findings_are_shown_and_nothing_is_offered_to_save(office: Client) -> None:
    response = upload(office, square(code="360782"))
    assert [finding.code for finding in response.context["reading"].findings] == ["other_code"]
    assert "没有代码为 360781 的边界" in response.content.decode()
    assert "digest" not in response.context


def test_another_county_is_not_found(office: Client) -> None:
    assert office.get(reverse("regions_boundaries") + "?of=360732").status_code == 404
    assert upload(office, square(), of="360732000000").status_code == 404
    undo = office.post(reverse("regions_boundary_undo"), {"of": "360732"})
    assert undo.status_code == 404


@pytest.mark.parametrize("kind", [Kind.TOWNSHIP_CLERK, Kind.VILLAGE_CADRE, Kind.AUDITOR])
def test_only_who_manages_places_may_open_it(kind: Kind) -> None:
    places = {Kind.TOWNSHIP_CLERK: "360781102", Kind.VILLAGE_CADRE: "360781102201"}
    client = Client()
    client.force_login(someone("other", kind, RegionCode.of(places.get(kind, "360781"))))
    assert client.get(reverse("regions_boundaries")).status_code == 403
