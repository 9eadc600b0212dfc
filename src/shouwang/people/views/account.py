"""我的账号: duties, sessions, password, second factor."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwang.people import operations, queries
from shouwang.people.views.shown import shown_duties, signed_in


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """One's own account."""
    own, now = signed_in(request), timezone.now()
    rows, on = queries.duty_rows_of(own), timezone.localdate()
    return TemplateResponse(
        request,
        "people/account.html",
        {
            "account": own,
            "rows": shown_duties(rows, on),
            "lent": shown_duties(queries.loans_of(own, on), on),
            "sessions": queries.sessions_of(own, now),
            "current_session": request.session.session_key,
            "second_factor": is_mfa_enabled(own),
        },
    )


@login_required
@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """End one of one's own sessions, or with no key all others."""
    own, key = signed_in(request), request.POST.get("key", "")
    if key:
        operations.end_session(account=own, key=key)
    else:
        operations.end_other_sessions(account=own, but=request.session.session_key)
    messages.success(request, _("已结束所选的登录"))
    return redirect("people_account")
