"""A form posted after the session had ended: the log-in that keeps its words, the form again."""

from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure

from shouwang.people import typed
from shouwang.people.forms import LogInForm
from shouwang.people.models import Account
from shouwang.people.refilling import Fields, refill
from shouwang.people.typed import Typed


def wants_log_in(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether a posted form was answered with the way to the log-in."""
    if request.user.is_authenticated or not typed.is_kept(request):
        return False
    to = urlsplit(response.headers.get("Location", ""))
    return to.path == resolve_url(settings.LOGIN_URL) and "next=" in to.query


def log_in_again(request: HttpRequest) -> HttpResponseBase:
    """The log-in page with the fields in it; one sentence where a part of a page was asked for."""
    if request.headers.get("HX-Request"):
        return HttpResponse(_("登录已过期。提交时会请您重新登录，写的不会丢。"))
    kept = typed.sealed(request, owner=typed.owner_of(request), at=timezone.now())
    page = typed.page_of(request)
    context = {
        "form": LogInForm(request=request),
        "redirect_field": format_html('<input type="hidden" name="next" value="{}">', page),
        "typed": kept,
        "ended": True,
    }
    answer = TemplateResponse(request, "account/login.html", context)
    return answer.render()


def carry_over(request: HttpRequest, response: HttpResponseBase) -> None:
    """After a password that was right: what the log-in page carried goes into the session."""
    if request.method != "POST" or response.status_code != HTTPStatus.FOUND:
        return
    text = request.POST.get(typed.FIELD, "")
    if request.path == resolve_url(settings.LOGIN_URL) and text:
        what = typed.unsealed(text, at=timezone.now())
        if what is not None:
            request.session[typed.FIELD] = text


def waiting(request: HttpRequest) -> Typed | None:
    """What this page is to be filled with. Posting the form puts an end to it."""
    if not isinstance(request.user, Account) or typed.FIELD not in request.session:
        return None
    what = typed.waiting(request.session, request.user, at=timezone.now())
    if what is None or (request.method == "POST" and request.path == what.path):
        del request.session[typed.FIELD]
        return None
    if request.method != "GET" or request.headers.get("HX-Request"):
        return None
    return what if request.path == urlsplit(what.page).path else None


def filled(request: HttpRequest, response: HttpResponseBase, what: Typed) -> HttpResponseBase:
    """The page with its form filled; the words alone where the form cannot be shown any more."""
    if response.status_code in {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER} or response.streaming:
        return response
    assert isinstance(response, HttpResponse)
    if response.status_code != HTTPStatus.OK:
        return _words(request, what)
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return response
    page = refill(response.content.decode(), page=what.page, path=what.path, fields=what.fields)
    notice = _notice(request, words(page.left), found=page.found)
    html = page.html[: page.main] + notice + page.html[page.main :]
    response.content = html.encode()
    return response


def words(fields: Fields) -> list[str]:
    """The values that a person may have typed: neither empty nor made by the page."""
    return [value for name, value in fields if value.strip() and not _is_made(name, value)]


def refused_token(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """A form whose token is an older log-in's comes back filled; a stranger's is refused.

    Only a browser can say that the form came from a page of ours, by the header Origin.
    """
    ours = request.headers.get("origin") in {
        f"{request.scheme}://{request.get_host()}",
        *cast("list[str]", settings.CSRF_TRUSTED_ORIGINS),
    }
    known = request.user.is_authenticated or settings.SESSION_COOKIE_NAME in request.COOKIES
    if not ours or not known or not typed.is_kept(request) or request.headers.get("HX-Request"):
        return csrf_failure(request, reason)
    if not isinstance(request.user, Account):
        return log_in_again(request)
    text = typed.sealed(request, owner=request.user.pk, at=timezone.now())
    if not text:
        return csrf_failure(request, reason)
    request.session[typed.FIELD] = text
    return HttpResponseRedirect(typed.page_of(request))


def _is_made(name: str, value: str) -> bool:
    if name in {"revision", "act"} or not value.strip():
        return True
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def _notice(request: HttpRequest, left: list[str], *, found: bool) -> str:
    return render_to_string("people/typed_notice.html", {"left": left, "found": found}, request)


def _words(request: HttpRequest, what: Typed) -> HttpResponseBase:
    del request.session[typed.FIELD]
    context: dict[str, Any] = {"left": words(what.fields)}
    return TemplateResponse(request, "people/typed.html", context).render()
