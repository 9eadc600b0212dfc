"""Lending a duty of one's own for some days, and giving it back."""

from datetime import datetime

from django.db import transaction

from shouwang.kernel.findings import Finding, Reading, refused
from shouwang.people import queries, rules
from shouwang.people.errors import NotEntitled
from shouwang.people.models import Account, Duty
from shouwang.people.operations.duties import end_locked, write_checked
from shouwang.people.rules import Loan, Wish


@transaction.atomic
def lend_duty(
    *, by: Account, at: datetime, duty: Duty, to: str, wish: Wish, reason: str
) -> Reading[Duty]:
    """Let the account of that name stand in; the wish's holder is filled in. Findings say why not.

    The other must be in office in the same county: an account without a duty is nobody's stand-in.
    """
    on = queries.day_of(at)
    other = Account.objects.filter(username=to.strip().lower(), is_active=True).first()
    theirs = queries.duties_of(other) if other else ()
    if other is None or not any(
        held.period.contains(on) and held.region.county == wish.region.county for held in theirs
    ):
        return refused("no_such_colleague", "本县没有这个用户名的在岗人员，请核对用户名")
    held = duty.held()
    if duty.account_id != by.pk or held is None:
        raise NotEntitled(act="委托职责")
    own = Wish(other.pk, wish.kind, wish.region, wish.period)
    findings = rules.refusals_of_loan(Loan(held, own), by.pk, on)
    findings += rules.conflicts(theirs, own)
    if not reason.strip():
        findings = (*findings, Finding("no_reason", "请写明委托的原因，例如休假、外出培训"))
    if findings:
        return Reading(None, findings)
    return write_checked(by=by, at=at, wish=own, reason=reason, lent_from=duty)


@transaction.atomic
def give_back(*, by: Account, at: datetime, duty: Duty) -> None:
    """End a lent duty today: its lender takes it back, or its holder returns it.

    Raises NotEntitled for anybody else. One that is over stays as it is.
    """
    with queries.people_scope((duty.region,)):
        duty = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
        if duty.lent_from_id is None or by.pk not in {duty.granted_by_id, duty.account_id}:
            raise NotEntitled(act="收回委托")
        if duty.until > queries.day_of(at):
            taken = by.pk == duty.granted_by_id
            end_locked(by=by, at=at, duty=duty, reason="委托人收回" if taken else "受托人交回")
