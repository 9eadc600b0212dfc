"""Views that are only for people of a supplier, in certain roles."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from shouwang.market.members.views import signed_in
from shouwang.market.suppliers.errors import NotYours
from shouwang.market.suppliers.queries import acting, staff_of

View = Callable[..., HttpResponseBase]


def for_staff(roles: Collection[str]) -> Callable[[View], View]:
    """The view gets the supplier in business that the member acts for in one of the roles.

    Who acts for none, or whose supplier waits or was stopped, is sent to the supplier's own page.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            member = signed_in(request)
            try:
                supplier = acting(member, roles)
            except NotYours as error:
                held = staff_of(member)
                if held is not None and held.supplier.is_active:
                    raise PermissionDenied from error
                return redirect("supplier_home" if held else "supplier_new")
            return view(request, supplier, *args, **kwargs)

        return login_required(guarded)

    return guard


def for_operator(view: View) -> View:
    """The view is for people who run the market."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not signed_in(request).is_operator:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return login_required(guarded)
