"""Opening a case for a household, and everything under way or done about one household."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, requires
from shouwang.people.rules import Act as Permission
from shouwang.people.views.shown import signed_in
from shouwang.procedures.errors import ProcedureError
from shouwang.watch.casework import operations
from shouwang.watch.casework.forms import OpenForm
from shouwang.watch.casework.queries import of_household, wording
from shouwang.watch.casework.queries.opening import Openable, openable
from shouwang.watch.casework.views import frame
from shouwang.watch.casework.views.lines import columns, lines
from shouwang.watch.monitoring.models import Clue
from shouwang.watch.monitoring.views import frame as shared
from shouwang.watch.registry.models import Household


def _household_or_404(number: str) -> Household:
    found = Household.objects.filter(number=number).first()
    if found is None:
        raise Http404
    return found


@requires(Permission.HANDLE_CASES)
def open_case(request: HttpRequest, number: str) -> HttpResponseBase:
    """Which procedures can be opened for the household; POST opens one."""
    household = _household_or_404(number)
    if not frame.may_handle(request, household.region_code):
        return forbidden(request)
    found = openable(household, frame.held(request), timezone.localdate())
    offered = [(one.declaration.key, wording.title(one.declaration)) for one in found if one.can]
    clue = _clue(request, household)
    if request.method == "POST":
        # a click that comes again meets a procedure that is open by now: its number decides
        every = [(one.declaration.key, wording.title(one.declaration)) for one in found]
        form = OpenForm(every, request.POST)
        if form.is_valid():
            opened = _opened(request, household, form, clue)
            if opened is not None:
                return opened
    else:
        wanted = request.GET.get("procedure", "")
        initial = {
            "act_id": uuid4(),
            "clue": clue.pk if clue else None,
            "procedure": wanted if wanted in dict(offered) else "",
            "reason": _("线索核实") if clue else "",
        }
        form = OpenForm(offered, initial=initial)
    path = shared.region_path(RegionCode(household.region_code))
    context = {
        "household": household,
        "form": form,
        "offered": offered,
        "rest": [_rest(one) for one in found if not one.can],
        "clue": clue,
        "place_name": shared.village_name(path),
        "region_path": path,
    }
    return TemplateResponse(request, "casework/open.html", context)


def _opened(
    request: HttpRequest, household: Household, form: OpenForm, clue: Clue | None
) -> HttpResponseBase | None:
    values = form.cleaned_data
    try:
        reading = operations.open_for(
            household,
            by=signed_in(request),
            at=timezone.now(),
            act_id=values["act_id"],
            procedure=values["procedure"],
            reason=values["reason"],
            clue=clue.pk if clue else None,
        )
    except ProcedureError as refusal:
        form.add_error(None, str(refusal))
        return None
    for finding in reading.findings:
        form.add_error(None, finding.message)
    if reading.value is None:
        return None
    messages.success(request, _("已发起，经过从这里开始记录。"))
    return redirect("casework_case", reading.value.pk)


def _clue(request: HttpRequest, household: Household) -> Clue | None:
    """The clue that the address or the form names, if it is one of this household."""
    text = request.POST.get("clue") or request.GET.get("clue") or ""
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        return None
    return Clue.objects.filter(pk=int(text), household=household).first()


def _rest(one: Openable) -> dict[str, Any]:
    declaration = one.declaration
    return {
        "title": wording.title(declaration),
        "href": reverse("casework_case", args=[one.running]) if one.running else "",
        "by": "、".join(wording.role(declaration, role) for role in declaration.opens),
    }


@requires(Permission.SEE_CASES)
def household_cases(request: HttpRequest, number: str) -> HttpResponseBase:
    """Everything about one household: the open cases, then the latest to end."""
    household = _household_or_404(number)
    found, today = of_household(number), timezone.localdate()
    path, names = shared.path_and_names(RegionCode(household.region_code), [household.region_code])
    under_way = [case for case in found if case.finished_on is None]
    finished = [case for case in found if case.finished_on is not None]
    may = frame.may_handle(request, household.region_code) and household.ended_on is None
    context = {
        "household": household,
        "place_name": names[household.region_code],
        "region_path": path,
        "open_href": reverse("casework_open", args=[number]) if may else "",
        "household_href": frame.address("household", number),
        "columns": _of_one(columns()),
        "rows": lines(under_way, names, today),
        "finished_columns": _of_one(columns(finished=True)),
        "finished": lines(finished, names, today),
    }
    return TemplateResponse(request, "casework/household.html", context)


def _of_one(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The columns without household and place: the procedure leads."""
    first = {"key": "procedure", "label": _("程序"), "href": "href"}
    return [first, *(one for one in found if one["key"] not in {"head", "procedure", "place"})]
