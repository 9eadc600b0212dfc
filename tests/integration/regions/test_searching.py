"""Type-ahead, cascade and the field: ranked, and never outside the scope."""

from datetime import date

import pytest
from django import forms
from django.test import Client
from tests.integration.people.factories import someone

from shouwang.kernel.regioncode import Level, RegionCode
from shouwang.kernel.scope import NOTHING, Scope, entered
from shouwang.people.rules import Kind
from shouwang.regions import queries
from shouwang.regions.fields import RegionField
from shouwang.regions.models import Edition

ON = date(2024, 6, 30)
EVERYWHERE, COUNTY, TOWN = Scope.everywhere(), Scope(("360781",)), Scope(("360781102",))
OTHER = Scope(("360732",))
pytestmark = [pytest.mark.usefixtures("ganzhou"), pytest.mark.django_db]

RANKED = [
    ("象湖", COUNTY, ["象湖镇"]),
    ("象湖镇", COUNTY, ["象湖镇"]),
    ("湖镇", COUNTY, ["象湖镇"]),
    ("xhz", COUNTY, ["象湖镇"]),
    ("XHZ", COUNTY, ["象湖镇"]),
    ("36078110", COUNTY, ["象湖镇", "瑞林镇", "壬田镇", "九堡镇", "沙洲坝镇"]),
    ("沙洲坝", COUNTY, ["沙洲坝镇", "沙洲坝村"]),
    ("沙洲坝村委会", COUNTY, ["沙洲坝村"]),
    ("沿岗", COUNTY, ["沿岗村", "沿岗村"]),
    ("九堡 沿岗", COUNTY, ["沿岗村"]),
    ("江西省 › 赣州市 › 瑞金市 › 象湖镇", COUNTY, ["象湖镇"]),
    ("龙", COUNTY, ["龙湖村", "龙江村", "龙井村", "龙门村", "龙卧村", "龙珠社区"]),
    ("x", COUNTY, []),
    ("3", COUNTY, []),
    ("", COUNTY, []),
    ("%", COUNTY, []),
    ("_", COUNTY, []),
    ("'; DROP TABLE regions_division; --", COUNTY, []),
    ("不存在", COUNTY, []),
    ("象湖", TOWN, []),
    ("象湖", OTHER, []),
    ("360781", OTHER, []),
    ("xhz", OTHER, []),
    ("象湖", NOTHING, []),
    ("洗心", TOWN, ["洗心村"]),
]


@pytest.mark.parametrize(("words", "scope", "expected"), RANKED)
def test_ranking_inside_the_scope(words: str, scope: Scope, expected: list[str]) -> None:
    found = queries.search(words, scope=scope, on=ON)[: len(expected) or None]
    named = [one.path[-1].name for one in found]
    assert (sorted(named) if words == "龙" else named) == (
        sorted(expected) if words == "龙" else expected
    )


def test_each_match_comes_with_its_path() -> None:
    (found,) = queries.search("象湖镇", scope=COUNTY, on=ON)
    assert found.path_text == "江西省 › 赣州市 › 瑞金市 › 象湖镇"


def test_never_more_than_twenty() -> None:
    assert len(queries.search("360781", scope=EVERYWHERE, on=ON)) == 20


def test_names_and_paths_take_one_query(django_assert_num_queries) -> None:
    codes = [RegionCode.of(code) for code in ("360781", "360781100", "360781102201", "99")]
    with django_assert_num_queries(1):
        assert queries.names(codes, on=ON) == {
            "360781000000": "瑞金市",
            "360781100000": "象湖镇",
            "360781102201": "洗心村",
        }
    with django_assert_num_queries(1):
        steps = queries.path(codes[2], on=ON)
    assert [step.name for step in steps] == ["江西省", "赣州市", "瑞金市", "壬田镇", "洗心村"]


def test_children_and_tree(owner, django_assert_num_queries) -> None:
    assert queries.children(RegionCode.of("360781"), on=ON).count() == 18
    assert [row.name for row in queries.children(RegionCode.of(""), on=ON)] == ["江西省"]
    assert len(queries.tree_for("360781", on=ON)) == 266
    with django_assert_num_queries(1):
        queries.tree_for("360781", on=ON)


def test_the_tree_is_read_afresh_after_a_load(owner) -> None:
    assert queries.tree_for("360781100", on=ON)[0].name == "象湖镇"
    owner.execute("UPDATE regions_division SET name = '象湖街道' WHERE code = '360781100000'")
    assert queries.tree_for("360781100", on=ON)[0].name == "象湖镇"
    newest = Edition.objects.latest("pk")
    owner.execute(
        "INSERT INTO regions_edition (scheme, source, prefix, loaded_at, opened, closed) "
        "VALUES ('nbs', 'test', '', %s, 0, 1)",
        [newest.loaded_at],
    )
    assert queries.tree_for("360781100", on=ON)[0].name == "象湖街道"


class PlaceForm(forms.Form):
    place = RegionField(label="地点", levels=(Level.TOWNSHIP, Level.VILLAGE), on=ON)


ENTRIES = [
    ("象湖镇", "360781100000"),
    ("象湖", "360781100000"),
    ("xhz", "360781100000"),
    ("360781102201", "360781102201"),
    ("360781102", "360781102000"),
    ("江西省 › 赣州市 › 瑞金市 › 壬田镇 › 洗心村", "360781102201"),
    ("九堡镇 沿岗", "360781103205"),
]


@pytest.mark.parametrize(("text", "code"), ENTRIES)
def test_the_field_understands(text: str, code: str) -> None:
    with entered(COUNTY):
        form = PlaceForm({"place": text})
        assert form.errors == {}
        assert form.cleaned_data["place"].level is RegionCode(code).level
        if text != "九堡镇 沿岗":
            assert form.cleaned_data["place"].code == code


REFUSED = [
    ("沿岗", "several"),
    ("瑞金市", "unknown"),
    ("360732", "unknown"),
    ("不存在", "unknown"),
    ("", "required"),
    ("长" * 201, "max_length"),
]


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_the_field_refuses(text: str, code: str) -> None:
    with entered(COUNTY):
        form = PlaceForm({"place": text})
        assert [error.code for error in form.errors.as_data()["place"]] == [code]


def test_the_field_shows_a_path_and_works_without_script() -> None:
    with entered(COUNTY):
        shown = str(PlaceForm(initial={"place": RegionCode.of("360781100")})["place"])
    assert 'value="江西省 › 赣州市 › 瑞金市 › 象湖镇"' in shown
    assert '<input type="text" name="place"' in shown


def asked(kind: Kind, region: str, path: str, **headers: str):
    client = Client()
    client.force_login(someone("asker", kind, RegionCode.of(region)))
    return client.get(path, headers=headers)


def test_the_search_page_answers_json_and_options() -> None:
    response = asked(Kind.COUNTY_OFFICE, "360781", "/regions/search?q=xhz")
    assert [one["path_text"] for one in response.json()["results"]] == [
        "江西省 › 赣州市 › 瑞金市 › 象湖镇"
    ]


def test_the_search_page_answers_htmx_with_options() -> None:
    path = "/regions/search?name=place&place=象湖&level=4"
    response = asked(Kind.COUNTY_OFFICE, "360781", path, **{"HX-Request": "true"})
    assert response.content.decode().strip() == (
        '<option value="江西省 › 赣州市 › 瑞金市 › 象湖镇">象湖镇 360781100000</option>'
    )


@pytest.mark.parametrize("words", ["象湖", "xhz", "360781", "36"])
def test_an_account_elsewhere_is_offered_nothing(words: str) -> None:
    response = asked(Kind.COUNTY_OFFICE, "360732", f"/regions/search?q={words}")
    found = [one["code"] for one in response.json()["results"]]
    assert [code for code in found if not code.startswith("360732")] == []


def test_children_are_a_page_or_options() -> None:
    page = asked(Kind.COUNTY_OFFICE, "360781", "/regions/children?of=360781")
    assert page.status_code == 200
    assert page.content.decode().count("/regions/children?of=360781") >= 18


@pytest.mark.parametrize(("of", "count"), [("", 1), ("360781", 1), ("360781102", 15), ("36", 0)])
def test_children_as_options_inside_the_scope(of: str, count: int) -> None:
    path = f"/regions/children?of={of}"
    response = asked(Kind.TOWNSHIP_CLERK, "360781102", path, **{"HX-Request": "true"})
    assert response.content.decode().count("<option") - 1 == count


@pytest.mark.parametrize("of", ["三六", "360", "3607811020000"])
def test_a_wrong_code_is_not_found(of: str) -> None:
    response = asked(Kind.COUNTY_OFFICE, "360781", f"/regions/children?of={of}")
    assert response.status_code == 404


@pytest.mark.parametrize("path", ["/regions/search?q=xhz", "/regions/children"])
def test_visitors_are_sent_to_the_log_in(path: str) -> None:
    assert Client().get(path).status_code == 302
