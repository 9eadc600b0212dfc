"""委托: a duty of one's own lent for some days, taken back or returned."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwang.people import operations, permits, places, queries, rules
from shouwang.people.errors import NotEntitled
from shouwang.people.forms import LendForm
from shouwang.people.models import Duty
from shouwang.people.rules import Kind
from shouwang.people.views.shown import shown_duties, signed_in


@login_required
def lend(request: HttpRequest, number: int) -> HttpResponse:
    """Lend a duty of one's own to a colleague."""
    on, row = timezone.localdate(), _own(request, number)
    held = row.held()
    if held is None or not rules.lendable((held,), on):
        raise Http404
    form = LendForm(
        request.POST or None,
        initial={"begins_on": on, "last_on": on + timedelta(days=6), "place": row.region_code},
        places=places.choices((row.region,), (Kind(row.kind),), on),
    )
    if request.method == "POST" and form.is_valid():
        reading = operations.lend_duty(
            by=signed_in(request),
            at=timezone.now(),
            duty=row,
            to=form.cleaned_data["username"],
            wish=form.wish(Kind(row.kind)),
            reason=form.cleaned_data["reason"],
        )
        if reading.value is not None:
            messages.success(request, _("已委托，对方下次打开页面就能办理"))
            return redirect("people_account")
        form.show(reading.findings)
    context = {"form": form, "row": shown_duties([row], on)[0]}
    return TemplateResponse(request, "people/lend.html", context)


@login_required
@require_POST
def give_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take back what one has lent, or return what was lent to one."""
    own = signed_in(request)
    lent = [*queries.loans_of(own, timezone.localdate()), *queries.duty_rows_of(own)]
    row = next((one for one in lent if one.pk == number), None)
    if row is None:
        raise Http404
    try:
        operations.give_back(by=own, at=timezone.now(), duty=row)
    except NotEntitled:
        return permits.forbidden(request)
    messages.success(request, _("委托已结束"))
    return redirect("people_account")


def _own(request: HttpRequest, number: int) -> Duty:
    row = queries.own_duty(signed_in(request), number)
    if row is None:
        raise Http404
    return row
