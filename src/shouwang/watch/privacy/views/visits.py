"""Self-service without an account: number and code open one household's page for a while.

The visit lives in the session: the person, the village, and when it ends. Each answer enters that
village's scope and no other, reads, and leaves it. Nothing is cached, nothing stands in addresses.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from shouwang.kernel import scope
from shouwang.watch.privacy import operations, queries
from shouwang.watch.privacy.forms import CorrectionForm, IdentityForm, VisitForm
from shouwang.watch.privacy.rules import ACCESS
from shouwang.watch.privacy.senders import sender
from shouwang.watch.registry.models import Household

_VISIT = "privacy_visit"
View = Callable[..., HttpResponseBase]


@never_cache
@sensitive_post_parameters("identity", "code")
def visit(request: HttpRequest) -> HttpResponseBase:
    """Ask for number and code; every refusal is the same sentence."""
    if request.user.is_authenticated:
        return redirect("privacy_counter")
    form = VisitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        visitor = operations.redeem(
            identity=form.cleaned_data["identity"],
            code=form.cleaned_data["code"],
            address=_address(request),
            at=timezone.now(),
        )
        if visitor is not None:
            _begin(request, visitor)
            return redirect("privacy_visit_household")
        form.add_error(
            None,
            _("号码或验证码不对，或验证码已过期、试的次数太多。请过15分钟再试，或请工作人员重发。"),
        )
    return _asked(request, form)


def _asked(request: HttpRequest, form: VisitForm) -> HttpResponseBase:
    context = {"form": form, "by_hand": sender().by_hand}
    return TemplateResponse(request, "privacy/visit.html", context)


def _address(request: HttpRequest) -> str | None:
    return get_client_ip(request)


def _begin(request: HttpRequest, visitor: operations.Visitor) -> None:
    request.session.cycle_key()
    until = timezone.now() + ACCESS.session
    request.session[_VISIT] = {
        "person": visitor.person, "place": visitor.place, "until": until.isoformat()
    }  # fmt: skip


@never_cache
@require_POST
@sensitive_post_parameters("identity")
def send(request: HttpRequest) -> HttpResponseBase:
    """Send a code where a gateway is plugged in; the answer is the same for every number."""
    form = IdentityForm(request.POST)
    if not form.is_valid():
        return _asked(request, VisitForm({"identity": request.POST.get("identity", "")}))
    operations.send_code(
        identity=form.cleaned_data["identity"], address=_address(request), at=timezone.now()
    )
    messages.success(
        request, _("如果登记了手机，验证码已发出，请查看短信；没有收到请找村干部或乡镇窗口。")
    )
    return redirect("privacy_visit")


def _visiting(view: View) -> View:
    """Run the view in the village of the visitor; without a visit, or after it, ask again."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        held = request.session.get(_VISIT)
        if request.user.is_authenticated or not held:
            return redirect("privacy_visit")
        if timezone.now() >= datetime.fromisoformat(held["until"]):
            request.session.flush()
            messages.error(request, _("查看时间已到，请重新验证。"))
            return redirect("privacy_visit")
        with scope.entered(scope.Scope((held["place"],))):
            household = queries.household_of(held["person"])
            if household is None:
                request.session.flush()
                return redirect("privacy_visit")
            response = view(request, household, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()  # what it reads must be read inside the scope
            return response

    return never_cache(answer)


@_visiting
def visit_household(request: HttpRequest, household: Household) -> HttpResponseBase:
    """What the county holds about the visitor's household."""
    return _shown(request, household, CorrectionForm())


def _shown(request: HttpRequest, household: Household, form: CorrectionForm) -> HttpResponseBase:
    now = timezone.now()
    context = {
        "held": queries.held(household, timezone.localdate(now)),
        "form": form,
        "now": now,
        "until": datetime.fromisoformat(request.session[_VISIT]["until"]),
    }
    return TemplateResponse(request, "privacy/visit_household.html", context)


@require_POST
@_visiting
def visit_request(request: HttpRequest, household: Household) -> HttpResponseBase:
    """The household asks for something to be corrected: the one thing a visit can do."""
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _shown(request, household, form)
    made = operations.request_correction(
        by=None, at=timezone.now(), household=household, **form.cleaned_data
    )
    messages.success(
        request,
        _("已收到您的申请，第 %(n)s 号，%(day)s 前答复。再次进入本页可以看到答复。")
        % {"n": made.pk, "day": made.due_on},
    )
    return redirect("privacy_visit_household")


@require_POST
def leave(request: HttpRequest) -> HttpResponseBase:
    """End the visit: on a borrowed phone nothing stays behind."""
    if not request.user.is_authenticated:
        request.session.flush()
        messages.success(request, _("已退出。"))
    return redirect("privacy_visit")
