"""Entering and withdrawing policy values: findings, the journal, the database's last word."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from tests import factories
from tests.factories import COUNTY, ON, TOWN

from shouwang.kernel.findings import Reading
from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.scope import Scope, entered
from shouwang.policies import operations, queries
from shouwang.policies.errors import ValueUnknown, ValueWithdrawn
from shouwang.policies.models import EnteredValue

AT = datetime(2024, 7, 1, 2, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county(db):
    with entered(Scope(("360781",))):
        yield


@pytest.fixture
def clerk(db):
    return factories.account(username="clerk", display_name="县办")


def entry(by, **given) -> Reading[EnteredValue]:
    plain = {
        "parameter": "monitoring_line", "region_code": COUNTY, "from_on": date(2024, 7, 1),
        "to_on": date(2025, 1, 1), "value": 900_000, "unit": "fen",
        "document": "瑞乡振〔2024〕1号", "clause": "第二条",
    }  # fmt: skip
    return operations.enter_value(by=by, at=AT, **{**plain, **given})


def codes(reading: Reading[EnteredValue]) -> list[str]:
    assert reading.value is None
    return [finding.code for finding in reading.findings]


def test_a_value_is_saved_and_written_down(clerk):
    saved = entry(clerk).value
    assert (saved.value, saved.entered_by, saved.entered_at) == (900_000, clerk, AT)
    written = JournalEntry.objects.get(act="policies.enter_value")
    assert written.evidence == {
        "parameter": "monitoring_line", "value": 900_000, "unit": "fen", "from_on": "2024-07-01",
        "to_on": "2025-01-01", "document": "瑞乡振〔2024〕1号", "clause": "第二条",
    }  # fmt: skip
    assert (written.actor, written.region_code) == (str(clerk.pk), COUNTY)


def test_refusals(clerk):
    assert codes(entry(clerk, parameter="poverty")) == ["unknown_parameter"]
    assert codes(entry(clerk, unit="yuan")) == ["unit_differs"]
    assert codes(entry(clerk, document=" ")) == ["no_document"]
    assert codes(entry(clerk, to_on=date(2024, 7, 1))) == ["period_empty"]
    assert codes(entry(clerk, value=-1)) == ["negative", "implausible_change"]
    assert EnteredValue.objects.count() == 0


def test_overlap_is_refused_until_the_old_value_is_withdrawn(clerk):
    old = entry(clerk).value
    assert codes(entry(clerk, from_on=date(2024, 12, 31), to_on=None)) == ["period_overlaps"]
    assert entry(clerk, from_on=date(2025, 1, 1), to_on=None).value is not None
    assert entry(clerk, region_code=TOWN).value is not None
    operations.withdraw_value(by=clerk, at=AT, number=old.pk, reason="文件作废")
    assert entry(clerk, value=910_000).value is not None
    assert JournalEntry.objects.get(act="policies.withdraw_value").reason == "文件作废"


def test_withdrawing_twice_or_nothing(clerk):
    saved = entry(clerk).value
    operations.withdraw_value(by=clerk, at=AT, number=saved.pk, reason="错")
    with pytest.raises(ValueWithdrawn):
        operations.withdraw_value(by=clerk, at=AT, number=saved.pk, reason="错")
    with pytest.raises(ValueUnknown):
        operations.withdraw_value(by=clerk, at=AT, number=saved.pk + 1, reason="错")


def test_an_implausible_change_asks(clerk):
    assert codes(entry(clerk, value=1_275_001)) == ["implausible_change"]
    assert entry(clerk, value=1_275_000).findings == ()
    saved = entry(clerk, value=90_000_000, region_code=TOWN, confirmed=True)
    assert (saved.value.value, [f.code for f in saved.findings]) == (
        90_000_000,
        ["implausible_change"],
    )


def test_the_database_refuses_overlap_and_a_value_without_document(clerk):
    factories.entered_value(clerk)
    for given in ({"from_on": date(2024, 12, 31), "to_on": None}, {"document": "", "to_on": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.entered_value(clerk, **given)


def test_a_place_outside_the_scope(clerk):
    assert codes(entry(clerk, region_code="360782000000")) == ["place_outside_scope"]
    with pytest.raises(ProgrammingError), transaction.atomic():
        factories.entered_value(clerk, region_code="360782000000")


def test_the_pack_of_a_place(clerk):
    plain = queries.current_pack(COUNTY)
    entry(clerk, from_on=date(2024, 1, 1))
    entry(clerk, from_on=date(2024, 1, 1), region_code=TOWN, value=950_000)
    pack = queries.current_pack(COUNTY)
    assert pack.resolve("monitoring_line", "360781101201", ON).value == 900_000
    assert pack.resolve("monitoring_line", "360781100201", ON).value == 950_000
    assert pack.resolve("monitoring_line", "360782100201", ON).value == 850_000
    assert pack.version.startswith(f"{plain.version}+")
    assert len(pack.version) == len(plain.version) + 9
    with entered(Scope(("360781100",))):
        assert queries.current_pack(TOWN).version == pack.version


def test_the_policy_page(clerk, django_assert_num_queries):
    saved = entry(clerk, from_on=date(2024, 1, 1)).value
    with django_assert_num_queries(1):
        lines = {line.name: line for line in queries.parameters(COUNTY, ON)}
    line = lines["monitoring_line"]
    assert (line.label, line.unit, line.in_force.value) == ("监测线", "fen", 900_000)
    assert (line.in_force.entered, line.in_force.verified) == (saved, True)
    assert [(value.value, value.verified, value.in_force) for value in line.values] == [
        (900_000, True, True), (850_000, False, False), (730_000, False, False),
        (600_000, False, False),
    ]  # fmt: skip
    assert lines["medical_share_registered"].in_force.source.startswith("报道")
