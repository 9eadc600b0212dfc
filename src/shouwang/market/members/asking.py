"""From where somebody asks: tries are counted by it."""

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The address as the outermost of one's own proxies (SHOUWANG_PROXIES) saw it.

    Counting by a proxy's address would shut everybody out after a few wrong tries of anybody.
    """
    found: str | None = get_client_ip(request)
    return found
