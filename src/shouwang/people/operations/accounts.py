"""Making accounts and renewing their passwords."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from shouwang.kernel.findings import Finding, Reading, refused
from shouwang.people.models import Account, Duty
from shouwang.people.operations.duties import grant_duty
from shouwang.people.operations.logins import require_management
from shouwang.people.operations.sessions import end_sessions
from shouwang.people.operations.trace import trace
from shouwang.people.passwords import refusals_for
from shouwang.people.rules import Wish

# no letters or digits that are mistaken for one another when read out
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
# addresses of pages stand where a user name would
_RESERVED = frozenset({"import", "log-ins", "new", "requests", "review"})
# a demonstration account whose password was changed is no longer shown with the known one
_PASSWORD_FIELDS = ("password", "must_change_password", "is_demonstration")


@dataclass(frozen=True, slots=True)
class Engaged:
    """A person who has just been given an account: the password is shown once."""

    account: Account
    duty: Duty
    password: str


@transaction.atomic
def create_account(
    *,
    by: Account | None,
    at: datetime,
    username: str,
    display_name: str,
    telephone: str = "",
    password: str | None = None,
    must_change_password: bool = True,
) -> Reading[Account]:
    """Make an account without any duty; None as password makes one that cannot log in.

    `by` is None for the command line and the demonstration: the system itself.
    """
    account = Account(
        username=username.strip().lower(),
        display_name=display_name.strip(),
        telephone=telephone or None,
        must_change_password=must_change_password,
    )
    if account.username in _RESERVED:
        return refused("username_taken", "这个用户名系统留作他用，请换一个")
    if Account.objects.filter(username=account.username).exists():
        return refused("username_taken", "这个用户名已有人使用")
    if password is not None:
        findings = refusals_for(password, account)
        if findings:
            return Reading(None, findings)
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        return refused("username_taken", "这个用户名已有人使用或不合要求")
    trace(by, "people.account_created", subject=account)
    return Reading(account)


def engage(
    *,
    by: Account,
    at: datetime,
    username: str,
    display_name: str,
    telephone: str,
    wish: Wish,
    reason: str,
) -> Reading[Engaged]:
    """Make an account with its first duty, both or neither. The wish's holder is filled in."""
    password = new_password()
    with transaction.atomic():
        made = create_account(
            by=by,
            at=at,
            username=username,
            display_name=display_name,
            telephone=telephone,
            password=password,
        )
        if made.value is None:
            return Reading(None, made.findings)
        own = Wish(made.value.pk, wish.kind, wish.region, wish.period)
        granted = grant_duty(by=by, at=at, wish=own, reason=reason)
        if granted.value is None:
            transaction.set_rollback(True)
            return Reading(None, granted.findings)
        return Reading(Engaged(made.value, granted.value, password))


@transaction.atomic
def reset_password(*, by: Account | None, at: datetime, account: Account) -> str:
    """Give the account a new password, to be changed at its first use, and end its sessions.

    Returns the password, which is kept nowhere. Raises NotManaged.
    """
    if by is not None:
        require_management(by, account, at)
    password = new_password()
    account.set_password(password)
    account.must_change_password, account.is_demonstration = True, False
    account.save(update_fields=_PASSWORD_FIELDS)
    end_sessions(account=account)
    trace(by, "people.password_reset", subject=account)
    return password


@transaction.atomic
def change_password(
    *, account: Account, at: datetime, password: str, session: str | None
) -> tuple[Finding, ...]:
    """The holder's own change; every session but the given one ends. Findings say why not."""
    findings = refusals_for(password, account)
    if account.check_password(password):
        findings = (*findings, Finding("same_password", "新密码不能与旧密码相同"))
    if findings:
        return findings
    account.set_password(password)
    account.must_change_password = account.is_demonstration = False
    account.save(update_fields=_PASSWORD_FIELDS)
    end_sessions(account=account, but=session)
    trace(account, "people.password_changed", subject=account)
    return ()


@transaction.atomic
def correct_account(
    *, by: Account, at: datetime, account: Account, display_name: str, telephone: str = ""
) -> tuple[str, ...]:
    """Put the name right, and the telephone where one is given; returns which fields changed.

    The journal keeps the former name, under which earlier entries stand. Raises NotManaged.
    """
    require_management(by, account, at)
    wanted = {"display_name": display_name.strip(), "telephone": telephone or account.telephone}
    former = account.display_name
    changed = tuple(name for name, value in wanted.items() if getattr(account, name) != value)
    for name in changed:
        setattr(account, name, wanted[name])
    if changed:
        account.save(update_fields=changed)
        trace(by, "people.account_corrected", subject=account, changed=changed, former_name=former)
    return changed


@transaction.atomic
def switch_off(*, by: Account | None, at: datetime, account: Account, off: bool = True) -> None:
    """Switch an account off, ending its sessions, or on again. Raises NotManaged."""
    if by is not None:
        require_management(by, account, at)
    account.is_active = not off
    account.save(update_fields=["is_active"])
    if off:
        end_sessions(account=account)
    trace(by, "people.switched_off" if off else "people.switched_on", subject=account)


def new_password() -> str:
    """A random password that can be read out: four groups of four, 79 bits."""
    groups = ("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(4))
    return "-".join(groups)
