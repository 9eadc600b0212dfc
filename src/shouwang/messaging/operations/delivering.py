"""Handing what is due to its senders: at most once each, whatever dies in between.

`sending` is committed before the sender is called, and a lock of the database session held until
the end is written. A message in that state whose lock nobody holds was cut off: the sender is asked
whether it has it, and where it cannot tell, a person decides. See docs/explanation/messages.md.
"""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import cache

from django.utils import timezone

from shouwang.kernel import scope
from shouwang.kernel.work import Lock
from shouwang.messaging.errors import MessagingError, NotTaken, Rejected
from shouwang.messaging.models import Outgoing, Preference
from shouwang.messaging.rules import pause, quiet_until
from shouwang.messaging.senders import Parcel, Sender, senders
from shouwang.messaging.sentences import render
from shouwang.messaging.terms import Terms, terms_of

logger = logging.getLogger(__name__)
LOCK = Lock(7401)
MOST = 200  # messages of one round: the next begins within a minute
State = Outgoing.State
_CUT_OFF = "发送中断，发送方无法查询是否收到"
_NO_SENDER = "这个渠道没有配置发送方"
_NO_ADDRESS = "收信人没有登记这个渠道的地址"
_REFUSED = "收信人已关闭这个渠道"


def deliver(*, clock: Callable[[], datetime] = timezone.now) -> Counter[str]:
    """Put right what was cut off, then send what is due; how many ended in which state.

    Several may run at once: each message is taken by one. Must not run inside a transaction.
    """
    done: Counter[str] = Counter()
    terms = cache(terms_of)
    for number in _numbers(state=State.SENDING):
        done += _locked(number, lambda pk: _put_right(pk, clock()))
    for number in _numbers(state=State.WAITING, due_at__lte=clock()):
        done += _locked(number, lambda pk: _send(pk, clock, terms))
    return done


def _numbers(**which: object) -> list[int]:
    with scope.entered(scope.Scope.everywhere()):
        found = Outgoing.objects.filter(**which).order_by("due_at", "pk")
        return list(found.values_list("pk", flat=True)[:MOST])


def _locked(number: int, act: Callable[[int], str]) -> Counter[str]:
    with LOCK.held(number) as ours:
        ended = act(number) if ours else ""
    return Counter([ended] if ended else [])


def _put_right(number: int, at: datetime) -> str:
    """What its worker left in the middle: sent, to be sent again, or uncertain."""
    with scope.entered(scope.Scope.everywhere()):
        row = Outgoing.objects.filter(pk=number, state=State.SENDING).first()
    return _ask(row, senders().get(row.channel), _CUT_OFF, at) if row else ""


def _ask(row: Outgoing, sender: Sender | None, fault: str, at: datetime) -> str:
    """The end of a message of which only the sender can say whether it has it."""
    try:
        known = sender.knows(row.number) if sender else None
    except Exception:  # the same
        logger.exception("the sender of %s could not be asked", row.channel)
        known = None
    if known:
        return _end(row, State.SENT, at, receipt="asked")
    if known is None:
        return _end(row, State.UNCERTAIN, at, fault=fault)
    return _end(row, State.WAITING, at, due_at=at, fault=fault)


def _send(number: int, clock: Callable[[], datetime], terms: Callable[..., Terms]) -> str:
    row = _take(number, clock(), terms)
    if row is None:
        return ""
    sender, parcel = senders().get(row.channel), None
    try:
        parcel = _parcel(row)
        if sender is None:
            raise Rejected(_NO_SENDER)
        receipt = sender.send(parcel)
    except Rejected as refusal:
        return _end(row, State.FAILED, clock(), fault=str(refusal))
    except NotTaken as refusal:
        return _try_later(row, str(refusal), clock(), terms)
    except MessagingError as refusal:
        return _end(row, State.FAILED, clock(), fault=str(refusal))
    except Exception as error:  # a sender is somebody else's code: it may fail in any way
        logger.exception("the sender of %s failed", row.channel)
        fault = f"{type(error).__name__}: {_CUT_OFF}"
        return _ask(row, sender, fault, clock())
    return _end(row, State.SENT, clock(), receipt=receipt.reference)


def _take(number: int, at: datetime, terms: Callable[..., Terms]) -> Outgoing | None:
    """Commit that it is being sent; None when another took it, or the hours are quiet."""
    with scope.entered(scope.Scope.everywhere()):
        rows = Outgoing.objects.select_for_update(skip_locked=True, of=("self",))
        row = rows.filter(pk=number, state=State.WAITING, due_at__lte=at).first()
        if row is None:
            return None
        here, hours = timezone.localtime(at), terms(row.region_code, timezone.localdate(at))
        later = None if row.urgent else quiet_until(here, hours.quiet_from, hours.quiet_until)
        if later is not None:
            row.due_at = later
            row.save(update_fields=["due_at"])
            return None
        row.state, row.begun_at, row.attempts = State.SENDING, at, row.attempts + 1
        row.save(update_fields=["state", "begun_at", "attempts"])
        return row


def _parcel(row: Outgoing) -> Parcel:
    """What the sender is given. Raises Rejected, TemplateRefused."""
    text = render(row.template, row.parameters)
    return Parcel(row.number, row.channel, _address(row), text, row.template, row.parameters)


def _address(row: Outgoing) -> str:
    if row.telephone:
        return row.telephone
    with scope.entered(scope.Scope.everywhere()):
        account = row.account
        wants = Preference.objects.filter(pk=row.account_id).first()
    if account is None or (wants and row.channel in wants.refused):
        raise Rejected(_REFUSED)
    addresses = {
        Outgoing.Channel.SMS: account.telephone,
        Outgoing.Channel.WECHAT: wants.wechat if wants else None,
        Outgoing.Channel.CONSOLE: account.username,
    }
    address = addresses[Outgoing.Channel(row.channel)]
    if not address or not account.is_active:
        raise Rejected(_NO_ADDRESS)
    return str.__str__(address)


def _try_later(row: Outgoing, fault: str, at: datetime, terms: Callable[..., Terms]) -> str:
    holds = terms(row.region_code, timezone.localdate(at))
    if row.attempts >= holds.attempts:
        return _end(row, State.FAILED, at, fault=fault)
    return _end(
        row, State.WAITING, at, due_at=at + pause(row.attempts, holds.first_pause), fault=fault
    )


def _end(row: Outgoing, state: str, at: datetime, **columns: object) -> str:
    """Commit how an attempt ended."""
    if "fault" in columns:
        columns["fault"] = str(columns["fault"])[:200]
    with scope.entered(scope.Scope.everywhere()):
        Outgoing.objects.filter(pk=row.pk, state=State.SENDING).update(
            state=state, ended_at=at, **columns
        )
    return str(state)
