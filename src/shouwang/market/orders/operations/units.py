"""Units that buy instead of donating: founded, joined by a word, and what they promised."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac

from shouwang.kernel.findings import Reading, refused
from shouwang.market.members.models import Member
from shouwang.market.orders.models import Pledge, Unit, UnitMember

_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@transaction.atomic
def found_unit(*, by: Member, at: datetime, unit: UUID, name: str) -> Reading[tuple[Unit, str]]:
    """A new unit, managed by whoever founds it; with the word by which others join, shown once."""
    known = Unit.objects.filter(pk=unit, members__member=by).first()
    if known is not None:
        return Reading((known, ""))
    if Unit.objects.filter(name=name).exists():
        return refused("name", "这个单位已经登记：请向管理员要加入口令。")
    word = "".join(secrets.choice(_SIGNS) for _ in range(8))
    made = Unit.objects.create(pk=unit, name=name, joining_digest=_digest(word), made_at=at)
    UnitMember.objects.create(unit=made, member=by, is_manager=True, joined_at=at)
    return Reading((made, word))


@transaction.atomic
def join_unit(*, by: Member, at: datetime, word: str) -> Reading[Unit]:
    """Join by the word that the manager passes on; again changes nothing."""
    found = Unit.objects.filter(joining_digest=_digest(word.strip().upper())).first()
    if found is None:
        return refused("word", "没有用这个口令的单位：请核对后再填。")
    UnitMember.objects.get_or_create(unit=found, member=by, defaults={"joined_at": at})
    return Reading(found)


@transaction.atomic
def pledge(
    *, by: Member, at: datetime, pledge: UUID, unit: UUID, year: int, amount_fen: int
) -> Reading[Pledge]:
    """A manager promises what the unit will buy in a year; the last promise holds."""
    if not UnitMember.objects.filter(unit=unit, member=by, is_manager=True).exists():
        return refused("manager", "只有单位管理员能填认购金额。")
    made, _is_new = Pledge.objects.get_or_create(
        pk=pledge,
        defaults={"unit_id": unit, "year": year, "amount_fen": amount_fen, "by": by, "at": at},
    )
    return Reading(made)


def _digest(word: str) -> str:
    return salted_hmac("shouwang.market.units", word, algorithm="sha256").hexdigest()
