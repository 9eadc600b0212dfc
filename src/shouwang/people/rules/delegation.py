"""Standing in: a holder lends a duty for some days; it never grows on the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from shouwang.kernel.findings import Finding
from shouwang.kernel.periods import Period
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.rules.duties import LEVELS, HeldDuty, Kind, Wish

LONGEST_DAYS = 30
# An administrator only grants, and an auditor is appointed in person: neither can be lent.
NOT_LENT = frozenset({Kind.ADMINISTRATOR, Kind.AUDITOR})


@dataclass(frozen=True, slots=True)
class Loan:
    """A duty that its holder wants to lend: the duty, and what is asked for."""

    duty: HeldDuty
    wish: Wish


def lendable(duties: Iterable[HeldDuty], on: date) -> tuple[HeldDuty, ...]:
    """The duties that may be lent on the day: one's own, in force, of a kind that is lent."""
    return tuple(
        duty
        for duty in duties
        if duty.period.contains(on) and not duty.on_behalf_of and duty.kind not in NOT_LENT
    )


def refusals_of_loan(loan: Loan, lender: int, on: date) -> tuple[Finding, ...]:
    """Why the duty cannot be lent so; empty when it can."""
    duty, wish, findings = loan.duty, loan.wish, []
    if lender == wish.holder:
        findings.append(Finding("self_grant", "不能委托给自己"))
    if duty.on_behalf_of:
        findings.append(Finding("lent_on", "受托的职责不能再转托，请原负责人自己办理"))
    if duty.kind in NOT_LENT:
        findings.append(Finding("not_lent", "这种职责不能委托，请由有权的人另行授予"))
    if wish.kind != duty.kind or not _inside(duty.region, wish):
        findings.append(Finding("wider_place", "委托的职责和地区不能超出自己的"))
    findings.extend(_refusals_of_days(duty.period, wish.period, on))
    return tuple(findings)


def _inside(region: RegionCode, wish: Wish) -> bool:
    return region.contains(wish.region) and wish.region.level in LEVELS[wish.kind]


def _refusals_of_days(own: Period, asked: Period, on: date) -> list[Finding]:
    if asked.start is None or asked.end is None:
        return [Finding("no_expiry", "请填写起止日期：委托要有期限")]
    if asked.end <= on:
        return [Finding("already_over", "最后一天不能早于今天")]
    if asked.end - asked.start > timedelta(days=LONGEST_DAYS):
        return [Finding("too_long", f"一次委托最长{LONGEST_DAYS}天")]
    if not own.contains(asked.start) or (own.end is not None and asked.end > own.end):
        return [Finding("longer_than_own", "委托的日期不能超出自己这项职责的期限")]
    return []
