"""Every request of a logged-in account runs in its scope, in one transaction."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.module_loading import import_string

from shouwang.kernel.scope.entering import entered

_SERVER_ERROR = 500
_FAILED = "_shouwang_failed"


class ScopeMiddleware:
    """Enter the account's scope around the view; an anonymous request sees no row with a place.

    `SHOUWANG_SCOPE_OF` names a function `(account, on=date) -> Scope`. A view that raises rolls
    its transaction back, as Django's ATOMIC_REQUESTS does. Must stand after authentication and
    last, for an exception in a middleware further inside would not be seen here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.scope_of = import_string(settings.SHOUWANG_SCOPE_OF)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.get_response(request)
        with entered(self.scope_of(request.user, on=timezone.localdate())):
            response = self.get_response(request)
            if response.status_code >= _SERVER_ERROR or getattr(request, _FAILED, False):
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Remember that the view raised: Django has turned it into a response by then."""
        setattr(request, _FAILED, True)
