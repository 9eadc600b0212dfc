"""Members whom the operator keeps out for a reason, and lets in again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from shouwang.market.members.errors import NotToBeBlocked
from shouwang.market.members.models import Block, Member, MemberSession


@transaction.atomic
def block(*, id: UUID, member: int, reason: str, by: Member, at: datetime) -> Block:
    """Keep a member out: no log-in any more, and every session ends.

    The same id again, or a member who is blocked already, is the block that stands. What the
    member ordered is sent and paid back as before. Raises NotToBeBlocked, Member.DoesNotExist.
    """
    found = Member.objects.select_for_update().get(pk=member)
    if known := Block.objects.filter(Q(pk=id) | Q(member=found, ended_at=None)).first():
        return known
    if found.is_operator:
        raise NotToBeBlocked
    found.is_active = False
    found.save(update_fields=["is_active"])
    MemberSession.objects.filter(member=found).delete()
    return Block.objects.create(id=id, member=found, reason=reason, by=by, began_at=at)


@transaction.atomic
def unblock(*, member: int, by: Member, at: datetime) -> bool:
    """Let a member in again; whether the member was kept out. Raises Member.DoesNotExist."""
    found = Member.objects.select_for_update().get(pk=member)
    open_blocks = Block.objects.filter(member=found, ended_at=None)
    if not open_blocks.update(ended_at=at, ended_by=by):
        return False
    found.is_active = True
    found.save(update_fields=["is_active"])
    return True


def found_by(words: str, *, only_blocked: bool = False) -> QuerySet[Member]:
    """Members by the beginning of user name or what they are called, the newest first."""
    rows = Member.objects.order_by("-created_at", "-pk")
    if only_blocked:
        rows = rows.filter(Exists(Block.objects.filter(member=OuterRef("pk"), ended_at=None)))
    if words:
        rows = rows.filter(
            Q(username__startswith=words.lower()) | Q(display_name__startswith=words)
        )
    return rows


def blocks_of(member: Member) -> list[Block]:
    """Every block, the latest first."""
    return list(member.blocks.select_related("by", "ended_by").order_by("-began_at", "pk"))
