"""Between log-in and page: sessions in use, passwords that must be changed, second factors."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from shouwang.people import permits, rules, sessions
from shouwang.people.models import Account
from shouwang.people.views import typed

# what a person may open who must first change the password or switch the second factor on
ALWAYS_OPEN = {
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "set_language",
}
FOR_SECOND_FACTOR = ALWAYS_OPEN | {
    "mfa_activate_totp",
    "mfa_view_recovery_codes",
    "mfa_reauthenticate",
}


class PeopleMiddleware:
    """Settles what stands before any page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Note that the session is in use, then answer."""
        account = request.user
        if isinstance(account, Account):
            now = timezone.now()
            if sessions.touch(request.session, at=now):
                Account.objects.filter(pk=account.pk).update(seen_at=now)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Send to the password page or the second-factor page whoever must go there first."""
        account, name = request.user, getattr(request.resolver_match, "url_name", None)
        if not isinstance(account, Account):
            return None
        if account.must_change_password and name not in ALWAYS_OPEN:
            return HttpResponseRedirect(reverse("account_change_password"))
        if _lacks_second_factor(request, account) and name not in FOR_SECOND_FACTOR:
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        return None


class TypedMiddleware:
    """What was typed survives the end of a session, in every form: see `people.typed`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; with the log-in that keeps the words, or the form filled with them again."""
        what = typed.waiting(request)
        response = self.get_response(request)
        if typed.wants_log_in(request, response):
            return typed.log_in_again(request)
        typed.carry_over(request, response)
        return response if what is None else typed.filled(request, response, what)


def _lacks_second_factor(request: HttpRequest, account: Account) -> bool:
    if not rules.SECOND_FACTOR_REQUIRED:
        return False
    demanded = rules.second_factor_required(permits.duties(request), timezone.localdate())
    return demanded and not is_mfa_enabled(account)
