"""What is past its retention goes, is counted and journalled; a dry run says so first."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from tests import factories, factories_linkage, factories_privacy

from shouwang.kernel.journal.models import JournalEntry
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models import Account, AccountRequest, LogIn
from shouwang.people.queries import people_scope
from shouwang.watch.intake import keeping
from shouwang.watch.linkage.models import Candidate
from shouwang.watch.privacy import operations
from shouwang.watch.privacy.models import CorrectionRequest
from shouwang.watch.registry.models import Look, Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everywhere")]
AT = factories.AT
LONG_AGO = AT - timedelta(days=4000)


@pytest.fixture
def old_and_new(everywhere):
    """One old and one new of each."""
    home, reader = factories.household(), factories.account()
    for at in (LONG_AGO, AT):
        factories_privacy.look(home, reader, at=at)
        LogIn.objects.create(at=at, name_digest="x", outcome="failed")
        factories_privacy.correction(
            home, state="refused", answer="已核对", answered_at=at, answered_by=reader
        )
        pair = factories.person(home, name="甲"), factories.person(home, name="乙")
        factories_linkage.candidate(*pair, state="ceased", found_at=at)
    factories_linkage.candidate(factories.person(home), factories.person(home), found_at=LONG_AGO)
    factories.person(
        home, name="先人", died_on=date(2010, 1, 1), identity="360781193506240226",
        identity_tail="0226", telephone="13800001234",
    )  # fmt: skip
    for state in ("waiting", "refused"):
        for at in (LONG_AGO, AT):
            account_request(state, at, reader)
    factories.person(home, name="新亡", died_on=AT.date(), identity="360781193506240234")


WENT = {
    "registry.Look": 1,
    "people.LogIn": 1,
    "privacy.CorrectionRequest": 1,
    "linkage.Candidate": 1,
    "registry.Person": 1,
    "people.AccountRequest": 2,
}


def account_request(state: str, at: datetime, by: Account) -> AccountRequest:
    decided = {"decided_by": by, "decided_at": at} if state != "waiting" else {}
    with people_scope((RegionCode.of(""),)):
        return AccountRequest.objects.create(
            display_name="李华",
            telephone="13800001234",
            office="壬田镇人民政府",
            kind="township_clerk",
            region_code=factories.TOWN,
            asked_at=at,
            state=state,
            **decided,
        )


def requests_left() -> int:
    with people_scope((RegionCode.of(""),)):
        return AccountRequest.objects.count()


def went(gone: list[operations.Gone]) -> dict[str, int]:
    rows: Counter[str] = Counter()
    for one in gone:
        rows[one.table] += one.rows
    return dict(+rows)


def counts() -> dict[str, int]:
    return {
        "registry.Look": Look.objects.count(),
        "people.LogIn": LogIn.objects.count(),
        "privacy.CorrectionRequest": CorrectionRequest.objects.count(),
        "linkage.Candidate": Candidate.objects.count(),
        "registry.Person": Person.objects.filter(identity__isnull=False).count(),
        "people.AccountRequest": requests_left(),
    }


@pytest.mark.usefixtures("old_and_new")
def test_a_dry_run_says_what_would_go_and_changes_nothing():
    before = counts()
    gone = operations.retain(by=None, at=AT, dry=True)
    assert went(gone) == WENT
    assert counts() == before
    assert not JournalEntry.objects.filter(act="privacy.retain").exists()


@pytest.mark.usefixtures("old_and_new")
def test_what_is_old_goes_once_and_is_journalled():
    before = counts()
    gone = operations.retain(by=None, at=AT)
    assert went(gone) == WENT
    assert {table: before[table] - left for table, left in counts().items()} == WENT
    entries = JournalEntry.objects.filter(act="privacy.retain")
    assert sum(sum(entry.evidence["rows"].values()) for entry in entries) == sum(WENT.values())
    assert not any(one.rows for one in operations.retain(by=None, at=AT))


@pytest.mark.usefixtures("old_and_new")
def test_the_dead_keep_their_place_in_the_household_without_their_numbers():
    operations.retain(by=None, at=AT)
    forefather = Person.objects.get(name="先人")
    assert (forefather.identity, forefather.telephone, forefather.identity_tail) == (None, None, "")
    assert forefather.died_on == date(2010, 1, 1)
    assert Person.objects.get(name="新亡").identity == "360781193506240234"


def test_the_directory_of_a_batch_that_is_gone_is_removed_after_a_day():
    directory = keeping.root() / "batch-987654321"
    directory.mkdir(parents=True)
    (directory / "upload.sealed").touch()
    now = timezone.now()
    assert (operations.sweep_batches(at=now), directory.exists()) == (0, True)
    assert operations.sweep_batches(at=now + timedelta(days=2)) >= 1
    assert not directory.exists()


@pytest.mark.usefixtures("old_and_new")
def test_a_county_that_enters_its_own_days_is_followed():
    """Looks and log-ins of 40 days ago: the county keeps them for 30, the package for longer."""
    clerk = Account.objects.order_by("pk").first()
    home = factories.household(head_name="别户")
    elsewhere = factories.household(head_name="外县", region_code=factories.OTHER_COUNTY_VILLAGE)
    at = AT - timedelta(days=40)
    for one in (home, elsewhere):
        Look.objects.create(household=one, region_code=one.region_code, by=clerk, at=at, page="x")
    operations.retain(by=None, at=AT)
    before = Look.objects.count()
    factories.entered_value(
        clerk, parameter="retention_look_days", value=30, unit="days",
        from_on=date(2020, 1, 1), to_on=None,
    )  # fmt: skip
    gone = [one for one in operations.retain(by=None, at=AT) if one.rows]
    assert [(one.table, one.days, one.place, one.rows) for one in gone] == [
        ("registry.Look", 30, "360781", 1)
    ]
    assert Look.objects.count() == before - 1
    assert Look.objects.filter(household=elsewhere).exists()
    entry = JournalEntry.objects.filter(act="privacy.retain").latest("id")
    assert (entry.evidence["days"], entry.county) == (30, "360781")


@pytest.mark.usefixtures("old_and_new")
def test_rows_of_no_place_follow_the_county_that_has_the_installation_to_itself():
    clerk = Account.objects.order_by("pk").first()
    factories.entered_value(
        clerk, parameter="retention_log_in_days", value=30, unit="days",
        from_on=date(2020, 1, 1), to_on=None,
    )  # fmt: skip
    (gone,) = [one for one in operations.retain(by=None, at=AT, dry=True)
               if one.table == "people.LogIn"]  # fmt: skip
    assert gone.days == 30
    factories.household(head_name="外县", region_code=factories.OTHER_COUNTY_VILLAGE)
    (gone,) = [one for one in operations.retain(by=None, at=AT, dry=True)
               if one.table == "people.LogIn"]  # fmt: skip
    assert gone.days > 30
