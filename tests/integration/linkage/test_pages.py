"""The pages of linkage: what each township sees, few statements, decisions through the form."""

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests import factories, factories_linkage
from tests.integration.people.factories import someone

from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.scope import Scope, entered
from shouwang.people.rules import Kind
from shouwang.watch.linkage.models import Candidate

pytestmark = pytest.mark.django_db
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT set_config('shouwang.scope', ''")
TOWN, OTHER_TOWN = RegionCode.of("360781100"), RegionCode.of("360781101")
NUMBERS = "360781198506240226", "360781198506240234"


def pair(other_village: str = factories.OTHER_TOWN_VILLAGE) -> Candidate:
    with entered(Scope.everywhere()):
        one = factories.household(head_name="赖户主")
        other = factories.household(region_code=other_village, head_name="钟户主")
        return factories_linkage.candidate(
            factories.person(one, name="赖福生", identity=NUMBERS[0]),
            factories.person(other, name="赖福声", identity=NUMBERS[1]),
        )


def browser(kind: Kind, region: RegionCode) -> Client:
    client = Client()
    client.force_login(someone(f"{kind.value}{region.prefix}", kind, region))
    return client


def office() -> Client:
    return browser(Kind.COUNTY_OFFICE, RegionCode.of("360781"))


def test_the_list_and_a_pair_take_few_statements_for_one_pair_and_for_three():
    client, counts = office(), []
    for more in (1, 2):
        pairs = [pair() for _ in range(more)]
        client.get(reverse("linkage"))
        for path in (reverse("linkage"), reverse("linkage_pair", args=[pairs[0].pk])):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            counts.append(
                len([q for q in asked.captured_queries if not q["sql"].startswith(CONTROL)])
            )
    assert counts[:2] == counts[2:]
    assert max(counts) <= 15


def test_the_county_sees_both_records_masked():
    found = pair()
    page = office().get(reverse("linkage_pair", args=[found.pk])).content.decode()
    assert [name in page for name in ("赖福生", "赖福声", "360***********0226")] == [True] * 3
    assert [number in page for number in NUMBERS] == [False, False]


def test_a_township_sees_its_own_record_and_a_sentence():
    found = pair()
    client = browser(Kind.TOWNSHIP_CLERK, TOWN)
    for path in (reverse("linkage"), reverse("linkage_pair", args=[found.pk])):
        page = client.get(path).content.decode()
        shown = [words in page for words in ("赖福生", "登记在其他乡镇", "赖福声", "钟户主")]
        assert shown == [True, True, False, False], path
    refused = client.post(
        reverse("linkage_decide", args=[found.pk]),
        {"decision": "same", "reason": "像"},
        follow=True,
    )
    assert "由能同时看到两条记录的上级办公室判定" in refused.content.decode()
    elsewhere = browser(Kind.TOWNSHIP_CLERK, RegionCode.of("360781102"))
    assert elsewhere.get(reverse("linkage_pair", args=[found.pk])).status_code == 404
    assert elsewhere.get(reverse("linkage")).context["rows"] == []


def test_a_decision_is_made_kept_and_taken_back():
    found, client = pair(factories.NEIGHBOUR_VILLAGE), browser(Kind.TOWNSHIP_CLERK, TOWN)
    address = reverse("linkage_decide", args=[found.pk])
    assert client.post(address, {"decision": "same"}).context["form"].errors.keys() == {"reason"}
    answer = {"decision": "same", "reason": "核对户口簿", "superseded": found.right_id}
    page = client.post(address, answer, follow=True).content.decode()
    assert ("核对户口簿" in page, "撤销这个判定" in page) == (True, True)
    assert client.get(reverse("linkage")).context["rows"] == []
    again = client.post(address, answer, follow=True).content.decode()
    assert "请先看清原判定" in again
    client.post(reverse("linkage_reopen", args=[found.pk]), {"reason": "认错人"})
    with entered(Scope.everywhere()):
        found.refresh_from_db()
    assert (found.state, found.superseded_id) == ("open", None)


def test_the_list_is_taken_as_excel_with_masked_numbers():
    pair()
    answer = office().get(reverse("linkage_export"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    assert [rows[1][0], rows[1][1], rows[1][3], rows[1][6]] == [
        "赖福生", "360***********0226", "赖福声", 93.0
    ]  # fmt: skip


def test_a_cadre_has_no_list_and_the_clerk_asks_for_a_check():
    cadre = browser(Kind.VILLAGE_CADRE, RegionCode(factories.VILLAGE))
    assert cadre.get(reverse("linkage")).status_code == 403
    page = browser(Kind.TOWNSHIP_CLERK, TOWN).post(reverse("linkage_check"), follow=True)
    assert "已开始查重" in page.content.decode()
