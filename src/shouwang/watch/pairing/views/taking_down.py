"""Taking helpers down: one, or a pasted list; correcting what is known of one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.findings import Finding
from shouwang.kernel.regioncode import RegionCode
from shouwang.people import places as people_places
from shouwang.people.permits import duties, permits, requires
from shouwang.people.rules import Act, Kind
from shouwang.people.rules import places as places_of
from shouwang.people.views.shown import signed_in
from shouwang.watch.monitoring.views import frame
from shouwang.watch.pairing import operations, policy, rules
from shouwang.watch.pairing.forms import HelperForm, ListForm
from shouwang.watch.pairing.views.helpers import helper_or_404

_PLACES = (Kind.COUNTY_OFFICE, Kind.TOWNSHIP_CLERK, Kind.VILLAGE_CADRE)


@requires(Act.PAIR_HELPERS)
def new_helper(request: HttpRequest) -> HttpResponseBase:
    """Take down one helper."""
    form = _helper_form(request)
    if request.method == "POST" and form.is_valid() and _is_mine(request, form):
        made = operations.take_down(
            by=signed_in(request),
            at=timezone.now(),
            row=form.row(),
            account=form.cleaned_data["account"],
        )
        messages.success(request, _("已登记。"))
        return redirect("pairing_helper", made.pk)
    return TemplateResponse(request, "pairing/helper_form.html", {"form": form})


@requires(Act.PAIR_HELPERS)
def correct_helper(request: HttpRequest, number: int) -> HttpResponseBase:
    """Correct what is known of a helper."""
    one = helper_or_404(number)
    known = {name: getattr(one, name) for name in ("name", "unit", "post", "rank")}
    known |= {"place": one.region_code, "account": one.account.username if one.account else ""}
    form = _helper_form(request, known)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid() and _is_mine(request, form):
        reading = operations.correct(
            by=signed_in(request),
            at=timezone.now(),
            number=number,
            row=form.row(),
            account=form.cleaned_data["account"],
        )
        if reading.value is not None:
            messages.success(request, _("已保存。"))
            return redirect("pairing_helper", number)
        findings = reading.findings
    context = {"form": form, "helper": one, "findings": findings}
    return TemplateResponse(request, "pairing/helper_form.html", context)


def _helper_form(request: HttpRequest, initial: Any = None) -> HelperForm:
    mine = places_of(duties(request), Act.PAIR_HELPERS, timezone.localdate())
    choices = people_places.choices(mine, _PLACES, timezone.localdate())
    ranks = policy.rank_names(frame.language())
    return HelperForm(request.POST or None, ranks, choices, initial)


def _is_mine(request: HttpRequest, form: HelperForm) -> bool:
    if permits(request, Act.PAIR_HELPERS, RegionCode(form.cleaned_data["place"])):
        return True
    form.add_error("place", _("这个地点不在您的职责范围。"))
    return False


@requires(Act.PAIR_HELPERS)
def paste_helpers(request: HttpRequest) -> HttpResponseBase:
    """Take down a list pasted from a sheet: all of it, or what is wrong with each row."""
    form, findings = ListForm(request.POST or None), list[Finding]()
    if request.method == "POST" and form.is_valid():
        names = policy.rank_names()
        mine = places_of(duties(request), Act.PAIR_HELPERS, timezone.localdate())
        reading = rules.read_rows(
            form.cleaned_data["rows"],
            {name: rank for rank, name in names.items()} | {rank: rank for rank in names},
            people_places.by_name(mine, timezone.localdate()),
        )
        if reading.value is not None:
            done = operations.take_list(
                by=signed_in(request), at=timezone.now(), rows=reading.value
            )
            said = _("名单里 %(named)s 人，新登记 %(new)s 人。")
            messages.success(request, said % {"named": done.named, "new": done.new})
            return redirect("pairing")
        findings = list(reading.findings)
    context = {"form": form, "findings": findings, "ranks": policy.rank_names(frame.language())}
    return TemplateResponse(request, "pairing/paste.html", context)
