"""Dull makers of accounts and duties."""

from datetime import UTC, date, datetime, timedelta

from shouwang.kernel.periods import Period
from shouwang.kernel.regioncode import RegionCode
from shouwang.people import operations, queries
from shouwang.people.models import Account, Duty
from shouwang.people.operations.duties import write_duty
from shouwang.people.rules import Kind, Wish

AT = datetime(2024, 6, 30, 2, tzinfo=UTC)
ON = date(2024, 6, 30)
PASSWORD = "rice-and-honey-24"
COUNTY, OTHER_COUNTY = RegionCode.of("360781"), RegionCode.of("360732")
TOWN, OTHER_TOWN = RegionCode.of("360781102"), RegionCode.of("360781103")
VILLAGE = RegionCode.of("360781102201")
YEAR = Period(ON, date(2025, 6, 30))


def make_account(username: str, *, password: str | None = PASSWORD, must: bool = False) -> Account:
    account = Account(username=username, display_name=f"姓名 {username}", must_change_password=must)
    account.set_password(password)
    account.save()
    return account


def make_duty(
    account: Account, kind: Kind, region: RegionCode = COUNTY, period: Period = YEAR
) -> Duty:
    wish = Wish(account.pk, kind, region, period)
    with queries.people_scope((region,)):
        return write_duty(by=operations.system_account(AT), at=AT, wish=wish, reason="分工")


def someone(username: str, kind: Kind, region: RegionCode = COUNTY) -> Account:
    """An account with one duty that counts both on the tests' day and on the real one."""
    account = make_account(username)
    real = Period(date(2024, 1, 1), date.today() + timedelta(days=30))  # noqa: DTZ011
    make_duty(account, kind, region, real)
    return account
