"""The accounts of the demonstration county: one for each duty, all with one known password.

They are made together with the demonstration county and never otherwise.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from shouwang.kernel.periods import Period
from shouwang.kernel.regioncode import RegionCode
from shouwang.people import operations, queries
from shouwang.people.models import KIND_NAMES, Account
from shouwang.people.operations.duties import write_duty
from shouwang.people.rules import Kind, Wish
from shouwang.people.rules.duties import years_after

PASSWORD = "shouwang-demo-2024"


@dataclass(frozen=True, slots=True)
class Role:
    """An account of the demonstration."""

    username: str
    display_name: str
    kind: Kind
    region: RegionCode


ROLES = (
    Role("xian", "县办 刘主任", Kind.COUNTY_OFFICE, RegionCode.of("360781")),
    Role("xiangzhen", "壬田镇 钟经办", Kind.TOWNSHIP_CLERK, RegionCode.of("360781102")),
    Role("cun", "洗心村 赖书记", Kind.VILLAGE_CADRE, RegionCode.of("360781102201")),
    Role("yibao", "医保局 谢科员", Kind.MEDICAL_OFFICER, RegionCode.of("360781")),
    Role("jiaoyu", "教体局 邱科员", Kind.EDUCATION_OFFICER, RegionCode.of("360781")),
    Role("zhujian", "住建局 温科员", Kind.HOUSING_OFFICER, RegionCode.of("360781")),
    Role("shuili", "水利局 曾科员", Kind.WATER_OFFICER, RegionCode.of("360781")),
    Role("minzheng", "民政局 罗科员", Kind.CIVIL_AFFAIRS_OFFICER, RegionCode.of("360781")),
    Role("canlian", "残联 廖科员", Kind.DISABILITY_OFFICER, RegionCode.of("360781")),
    Role("renshe", "人社局 邓科员", Kind.EMPLOYMENT_OFFICER, RegionCode.of("360781")),
    Role("yingji", "应急局 许科员", Kind.DISASTER_OFFICER, RegionCode.of("360781")),
    Role("gongan", "公安局 胡科员", Kind.SECURITY_OFFICER, RegionCode.of("360781")),
    Role("nongye", "农业农村局 赖科员", Kind.AGRICULTURE_OFFICER, RegionCode.of("360781")),
    Role("rexian", "县热线 丁接线员", Kind.HOTLINE_OPERATOR, RegionCode.of("360781")),
    Role("shenji", "审计局 杨审计", Kind.AUDITOR, RegionCode.of("360781")),
)


@transaction.atomic
def create(*, at: datetime | None = None) -> tuple[Role, ...]:
    """Make what is missing of the accounts and renew duties that have run out; idempotent.

    Run as the site's own role (watch). Returns the roles, for the address line of `make run`.
    """
    at = at or timezone.now()
    system = operations.system_account(at)
    for role in ROLES:
        _duty(_account(role, system, at), role, system, at)
    return ROLES


def present() -> list[dict[str, str]]:
    """What the log-in page lists: name, duty and password of those that exist; else nothing."""
    names = {role.username: role for role in ROLES}
    found = set(
        Account.objects.filter(
            username__in=names, is_demonstration=True, is_active=True
        ).values_list("username", flat=True)
    )
    return [
        {
            "username": name,
            "title": role.display_name,
            "kind": str(KIND_NAMES[role.kind]),
            "password": PASSWORD,
        }
        for name, role in names.items()
        if name in found
    ]


def table() -> str:
    """The accounts and their password as lines of text, for the end of `make run`."""
    shown = present()
    if not shown:
        return ""
    lines = [f"  {one['username']:<10} {one['kind']}（{one['title']}）" for one in shown]
    return "\n".join([f"演示账号（密码都是 {PASSWORD}）:", *lines, ""])


def _account(role: Role, system: Account, at: datetime) -> Account:
    account = Account.objects.filter(username=role.username).first()
    if account is None:
        account = operations.create_account(
            by=system,
            at=at,
            username=role.username,
            display_name=role.display_name,
            password=PASSWORD,
            must_change_password=False,
        ).value
        assert account is not None
        account.is_demonstration = True
        account.save(update_fields=["is_demonstration"])
    return account


def _duty(account: Account, role: Role, system: Account, at: datetime) -> None:
    on = queries.day_of(at)
    if any(held.period.contains(on) for held in queries.duties_of(account)):
        return
    wish = Wish(account.pk, role.kind, role.region, Period(on, years_after(on, 1)))
    with queries.people_scope((role.region,)):
        write_duty(by=system, at=at, wish=wish, reason="演示县账号")
