"""What the market hands over, by its own role: applications, alarms, a table of earnings."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from shouwang.bridge import operations as bridge
from shouwang.bridge import queries
from shouwang.bridge.errors import KeyReused, LinkUnknown
from shouwang.bridge.models import Alarm, Application, Attribution, Link
from shouwang.bridge.operations import Attributed

AT = datetime(2024, 5, 6, 2, tzinfo=UTC)
VILLAGE, COUNTY = "360781100201", "360781000000"
SUPPLIER = UUID(int=7)
_LINK = (
    "INSERT INTO bridge_link (id, number, supplier_id, region_code, agreed_on, withdrawn_on,"
    " pass_digest) VALUES (%s, %s, %s, %s, %s, %s, '')"
)
_TABLE = (
    "CREATE TEMP TABLE earned (key text, link_id uuid, month date, kind text, stage text,"
    " product text, fen bigint, grams bigint, buyer_kind text, order_line uuid, ordered_on date,"
    " settled_on date, farm_gate_fen bigint) ON COMMIT DROP"
)


@pytest.fixture
def links(committed, owner) -> tuple[UUID, UUID]:
    """A live link, and one that was withdrawn on 1 May; only the watch writes links."""
    bridge.put_card(id=SUPPLIER, name="绿源合作社", kind="cooperative", region_code=COUNTY)
    live, withdrawn = UUID(int=1), UUID(int=2)
    owner.execute("SET shouwang.scope = '*'")
    since = date(2024, 3, 1)
    owner.execute(_LINK, [live, "LA", SUPPLIER, VILLAGE, since, None])
    owner.execute(_LINK, [withdrawn, "LB", SUPPLIER, VILLAGE, since, date(2024, 5, 1)])
    return live, withdrawn


def hand_over(*rows: tuple[str, UUID, date, int]) -> Attributed:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TABLE)
        for key, link, ordered_on, fen in rows:
            cursor.execute(
                "INSERT INTO earned VALUES (%s, %s, '2024-05-01', 'business', 'delivered', '脐橙',"
                " %s, 500, 'person', %s, %s, '2024-05-20', 0)",
                [key, link, fen, uuid4(), ordered_on],
            )
        return bridge.attribute_table("earned")


def test_a_table_is_appended_once_and_withdrawn_links_are_withheld(links):
    live, withdrawn = links
    rows = (
        ("a", live, date(2024, 5, 10), 100),
        ("b", live, date(2024, 5, 11), -30),
        ("c", withdrawn, date(2024, 5, 1), 50),
        ("d", withdrawn, date(2024, 5, 2), 70),
        ("e", UUID(int=9), date(2024, 5, 2), 70),
    )
    assert hand_over(*rows) == Attributed(added=3, known=0, withheld=2)
    assert hand_over(*rows, ("f", live, date(2024, 5, 12), 5)) == Attributed(1, 3, 2)
    found = Attribution.objects.order_by("key").values_list("key", "fen", "region_code")
    assert list(found) == [
        ("a", 100, VILLAGE),
        ("b", -30, VILLAGE),
        ("c", 50, VILLAGE),
        ("f", 5, VILLAGE),
    ]
    assert [one["fen"] for one in queries.earned(live)] == [100, -30, 5]


def application(number: UUID, **given: object) -> Application:
    plain = {
        "id": number,
        "supplier_id": SUPPLIER,
        "supplier_name": "绿源合作社",
        "region_code": VILLAGE,
        "product": "脐橙",
        "category": "fruit",
        "unit": "斤",
        "price_fen": 600,
        "submitted_at": AT,
    }
    return Application(**plain | given)


def test_an_application_is_handed_over_once_with_links_that_hold(links):
    live, withdrawn = links
    number = uuid4()
    for _click in range(2):
        assert bridge.apply(application(number), {live: AT}).pk == number
    assert list(Application.objects.values_list("state", "links__link")) == [("submitted", live)]
    for wrong in (withdrawn, UUID(int=9)):
        with pytest.raises(LinkUnknown):
            bridge.apply(application(uuid4()), {live: AT, wrong: AT})
    bridge.put_card(id=UUID(int=8), name="别家", kind="company", region_code=COUNTY)
    with pytest.raises(KeyReused):
        bridge.apply(application(number, supplier_id=UUID(int=8)), {})
    with pytest.raises(LinkUnknown):
        bridge.apply(application(uuid4(), supplier_id=UUID(int=8)), {live: AT})
    assert Application.objects.count() == 1


def test_an_alarm_is_raised_once(links):
    given = {"id": uuid4(), "supplier": SUPPLIER, "kind": "other", "region_code": VILLAGE}
    evidence = [{"label": "批次", "value": "B1"}]
    raised = [bridge.raise_alarm(**given, evidence=evidence, at=AT) for _click in range(2)]
    assert raised == [True, False]
    assert Alarm.objects.get().evidence == evidence


def test_links_that_hold_are_told_by_the_day(links):
    live, withdrawn = links
    both = {live, withdrawn}
    assert queries.live_links(both, on=date(2024, 5, 1)) == both
    assert queries.live_links(both, on=date(2024, 5, 2)) == {live}
    assert queries.live_links(both, on=date(2024, 2, 29)) == set()
    assert [one.number for one in queries.links_of(SUPPLIER)] == ["LA", "LB"]
    assert Link.objects.count() == 2
