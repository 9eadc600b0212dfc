"""What was typed into a form when the session had ended: sealed, carried through the log-in.

The page that asks for the log-in carries the fields in a hidden field, encrypted; after the log-in
they lie, still encrypted, in the new session until the form is shown again. Files are not kept,
and nothing is kept of a form that asks for a password or a code. Nothing is ever submitted: the
form comes back filled, and its owner presses the button.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from shouwang.kernel.crypto import sealing
from shouwang.kernel.crypto.keyring import KeyUnknown
from shouwang.people.models import Account, AccountSession

FIELD = "typed"  # the hidden field of the log-in page, and the key in the session
KEPT_FOR = timedelta(hours=8)
LONGEST = 300_000  # characters: far above the longest form, far below what a post may carry
_PLACE = "people.typed"
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_NEVER = frozenset({"csrfmiddlewaretoken", FIELD})


@dataclass(frozen=True, slots=True)
class Typed:
    """Fields posted to `path` from `page`; `owner` is whose session it was, if that is known."""

    path: str
    page: str
    fields: tuple[tuple[str, str], ...]
    owner: int | None
    at: str

    def belongs_to(self, account: Account) -> bool:
        """Whether the account may see it: its own, or nobody knows whose."""
        return self.owner in (None, account.pk)


def is_kept(request: HttpRequest) -> bool:
    """Whether the fields of the request may be kept: a posted form without a password or code."""
    if request.method != "POST" or request.content_type not in _FORMS:
        return False
    return not any("password" in name or name == "code" for name in request.POST)


def sealed(request: HttpRequest, *, owner: int | None, at: datetime) -> str:
    """The fields of the request as text that nobody can read or change; "" when it is too long."""
    fields = tuple(
        (name, value)
        for name, values in request.POST.lists()
        if name not in _NEVER
        for value in values
        if isinstance(value, str)
    )
    what = Typed(request.path, page_of(request), fields, owner, at.isoformat())
    text = json.dumps(asdict(what), ensure_ascii=False)
    if len(text) > LONGEST:
        return ""
    return urlsafe_b64encode(sealing.seal(text, _PLACE)).decode()


def unsealed(text: str, *, at: datetime) -> Typed | None:
    """What was sealed; None when it is none of ours or older than KEPT_FOR."""
    try:
        read = json.loads(sealing.unseal(urlsafe_b64decode(text), _PLACE))
    except (NotBase64, ValueError, sealing.SealBroken, KeyUnknown):
        return None
    read["fields"] = tuple((name, value) for name, value in read["fields"])
    what = Typed(**read)
    return what if at - datetime.fromisoformat(what.at) < KEPT_FOR else None


def page_of(request: HttpRequest) -> str:
    """The page on which the form stood: where it was posted from, else where it was posted to."""
    came_from = request.headers.get("referer", "")
    hosts = {request.get_host()}
    if came_from and url_has_allowed_host_and_scheme(came_from, hosts, request.is_secure()):
        parts = urlsplit(came_from)
        if parts.path and parts.path != resolve_url(settings.LOGIN_URL):
            return parts.path + (f"?{parts.query}" if parts.query else "")
    return request.get_full_path()


def owner_of(request: HttpRequest) -> int | None:
    """Whose session it was that ended, as long as its row is there."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    rows = AccountSession.objects.filter(session_key=key).values_list("account_id", flat=True)
    return rows.first() if key else None


def waiting(session: SessionBase, account: Account, *, at: datetime) -> Typed | None:
    """What waits in the session to be filled in again by the account."""
    text = session.get(FIELD, "")
    what = unsealed(text, at=at) if text else None
    return what if what is not None and what.belongs_to(account) else None
