"""Asking for an account without having one, and deciding about it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from shouwang.kernel import journal
from shouwang.kernel.findings import Finding, Reading
from shouwang.kernel.regioncode import RegionCode
from shouwang.people import queries, rules
from shouwang.people.errors import NotEntitled, RequestDecided
from shouwang.people.models import Account, AccountRequest
from shouwang.people.operations.accounts import Engaged, engage
from shouwang.people.rules import AskingLimits, HeldDuty, Kind, Wish


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """What the page without log-in asks: the person, where to call back, and the duty."""

    display_name: str
    telephone: str
    office: str
    kind: Kind
    region: RegionCode
    reason: str


@transaction.atomic
def ask_for_account(
    *,
    asked: Asked,
    address: str | None,
    at: datetime,
    limits: AskingLimits = rules.ASKING_LIMITS,
) -> bool:
    """Write the request down; False when too many came from the address, or for the county.

    Nothing is compared with the accounts there are: the answer cannot tell whether one exists.
    """
    digest = salted_hmac("shouwang.people.request", address or "", algorithm="sha256").hexdigest()
    county = RegionCode.of(asked.region.county)
    _lock(f"request {county.code}")
    since = at - limits.window
    with queries.people_scope((county,)):
        recent = AccountRequest.objects.filter(asked_at__gt=since)
        if rules.asks_too_often(
            of_address=recent.filter(address_digest=digest).count(),
            of_county=recent.count(),
            limits=limits,
        ):
            return False
        request = AccountRequest.objects.create(
            display_name=asked.display_name.strip(),
            telephone=asked.telephone,
            office=asked.office.strip(),
            kind=asked.kind.value,
            region_code=asked.region.code,
            reason=asked.reason.strip(),
            asked_at=at,
            address_digest=digest,
        )
    _trace(None, "people.account_asked", request)
    return True


@transaction.atomic
def approve_request(
    *, by: Account, at: datetime, request: AccountRequest, username: str, wish: Wish, reason: str
) -> Reading[Engaged]:
    """Make the account with the duty that was settled on; findings say why not.

    Raises NotEntitled, RequestDecided.
    """
    request = _waiting(by, at, request)
    reading = engage(
        by=by,
        at=at,
        username=username,
        display_name=request.display_name,
        telephone=request.telephone,
        wish=wish,
        reason=reason,
    )
    if reading.value is not None:
        _decide(request, by, at, AccountRequest.State.APPROVED, reason, reading.value.account)
        _trace(by, "people.request_approved", request, reason)
    return reading


@transaction.atomic
def refuse_request(
    *, by: Account, at: datetime, request: AccountRequest, reason: str
) -> tuple[Finding, ...]:
    """Refuse it, with a reason. Raises NotEntitled, RequestDecided."""
    if not reason.strip():
        return (Finding("no_reason", "请写明不通过的原因，打电话时好告诉对方"),)
    request = _waiting(by, at, request)
    _decide(request, by, at, AccountRequest.State.REFUSED, reason, None)
    _trace(by, "people.request_refused", request, reason)
    return ()


def may_decide(duties: tuple[HeldDuty, ...], request: AccountRequest, at: datetime) -> bool:
    """Whether the holder of the duties could grant what is asked for, there."""
    wish = HeldDuty(
        Kind(request.kind),
        RegionCode(request.region_code),
        rules.default_period(queries.day_of(at)),
    )
    return rules.may_end(duties, wish, queries.day_of(at))


def _waiting(by: Account, at: datetime, request: AccountRequest) -> AccountRequest:
    with queries.people_scope((RegionCode(request.region_code),)):
        found = AccountRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not may_decide(queries.duties_of(by), found, at):
        raise NotEntitled(act="办理账号申请")
    if found.state != AccountRequest.State.WAITING:
        raise RequestDecided()
    return found


def _decide(
    request: AccountRequest,
    by: Account,
    at: datetime,
    state: AccountRequest.State,
    decision: str,
    account: Account | None,
) -> None:
    request.state, request.decided_by, request.decided_at = state, by, at
    request.decision, request.account = decision.strip(), account
    with queries.people_scope((RegionCode(request.region_code),)):
        request.save(update_fields=["state", "decided_by", "decided_at", "decision", "account"])


def _trace(by: Account | None, act: str, request: AccountRequest, reason: str = "") -> None:
    journal.record(
        by=by,
        act=act,
        subject=request,
        region=request.region_code,
        reason=reason,
        evidence={"duty": request.kind, "name": request.display_name},
    )


def _lock(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
