"""What the person before the screen may do: for views, templates and menus."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.regioncode import RegionCode
from shouwang.people import queries, rules
from shouwang.people.models import KIND_NAMES, Account
from shouwang.people.rules import Act, HeldDuty

View = Callable[..., HttpResponseBase]


def duties(request: HttpRequest) -> tuple[HeldDuty, ...]:
    """The duties of the person logged in, read once per request; none for a visitor."""
    account = getattr(request, "user", None)
    return queries.duties_once(account) if isinstance(account, Account) else ()


def acts(request: HttpRequest) -> frozenset[Act]:
    """Every act that the person may do somewhere today."""
    return rules.acts_of(duties(request), timezone.localdate())


def permits(request: HttpRequest, act: Act, region: RegionCode | None = None) -> bool:
    """Whether the person may do the act in the region today; None means anywhere."""
    return rules.may(duties(request), act, region, timezone.localdate())


def requires(*acts: Act) -> Callable[[View], View]:
    """The view is for those who may do one of the acts; others get the page that says so."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not any(permits(request, act) for act in acts):
                return forbidden(request)
            return view(request, *args, **kwargs)

        return login_required(answer)

    return decorate


def forbidden(request: HttpRequest) -> HttpResponse:
    """The page that says, in plain words, that one's duties do not open this page."""
    return TemplateResponse(request, "403.html", status=403)


def context(request: HttpRequest) -> dict[str, Any]:
    """For templates: `permitted.see_clues` and the like, and what the account menu shows."""
    account = getattr(request, "user", None)
    if not isinstance(account, Account):
        return {"permitted": {}}
    on = timezone.localdate()
    held = [duty for duty in duties(request) if duty.period.contains(on)]
    return {
        "permitted": {act.value: True for act in acts(request)},
        "account_name": account.display_name,
        "duties": "、".join(dict.fromkeys(str(KIND_NAMES[duty.kind]) for duty in held)),
        "account_links": [{"href": reverse("people_account"), "label": _("我的账号")}],
    }
