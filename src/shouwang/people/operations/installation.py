"""What the system itself does, before anybody holds a duty."""

from datetime import datetime

from django.db import transaction

from shouwang.kernel.findings import Finding, Reading, refused
from shouwang.kernel.regioncode import RegionCode
from shouwang.people import queries, rules
from shouwang.people.models import Account
from shouwang.people.operations.accounts import create_account
from shouwang.people.operations.duties import write_duty
from shouwang.people.rules import LEVELS, Kind, Wish

SYSTEM = "shouwang"


def system_account(at: datetime) -> Account:
    """The account that stands for the program itself. It has no password and cannot log in."""
    account = Account.objects.filter(username=SYSTEM).first()
    if account is None:
        account = create_account(by=None, at=at, username=SYSTEM, display_name="守望（系统）").value
        assert account is not None
        account.is_active = False
        account.save(update_fields=["is_active"])
    return account


@transaction.atomic
def install_administrator(
    *, at: datetime, username: str, display_name: str, region: RegionCode, password: str
) -> Reading[Account]:
    """Make an administrator for a year on behalf of the system: for the command line only."""
    on = queries.day_of(at)
    if region.level not in LEVELS[Kind.ADMINISTRATOR]:
        return refused("wrong_level", "请填县级（6位）、地级（4位）或省级（2位）区划代码")
    if not display_name.strip():
        return Reading(None, (Finding("no_name", "请填写姓名"),))
    made = create_account(
        by=None,
        at=at,
        username=username,
        display_name=display_name,
        password=password,
        must_change_password=False,
    )
    if made.value is None:
        return made
    wish = Wish(made.value.pk, Kind.ADMINISTRATOR, region, rules.default_period(on))
    with queries.people_scope((region,)):
        write_duty(by=system_account(at), at=at, wish=wish, reason="系统安装时设立")
    return made
