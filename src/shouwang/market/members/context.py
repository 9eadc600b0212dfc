"""What every page of the market shows of whoever looks."""

from typing import Any

from django.http import HttpRequest

from shouwang.market.members.models import Member


def context(request: HttpRequest) -> dict[str, Any]:
    """`member`: who is logged in, or None."""
    user = getattr(request, "user", None)
    return {"member": user if isinstance(user, Member) else None}
