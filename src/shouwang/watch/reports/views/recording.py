"""What a caller or a visitor at the counter says, written down by an operator or a clerk."""

import uuid

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from shouwang.kernel.choosing import offered
from shouwang.kernel.regioncode import Level, RegionCode
from shouwang.people import permits, rules
from shouwang.people.permits import requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.regions import queries as regions
from shouwang.watch.reports import operations, queries
from shouwang.watch.reports.forms import OperatorForm
from shouwang.watch.reports.models import Channel
from shouwang.watch.reports.operations import Told
from shouwang.watch.reports.views.reporting import TOLD, receipt_page

Choices = list[tuple[str, str | list[tuple[str, str]]]]


@requires(Act.RECORD_REPORTS)
@sensitive_post_parameters(*TOLD)
def report_new(request: HttpRequest) -> HttpResponseBase:
    """Write a report down; on the way look for the household, of which no dossier is shown."""
    villages = _villages(request)
    if request.method != "POST":
        initial = {"number": uuid.uuid4(), "channel": Channel.HOTLINE, "village": ""}
        return _asked(request, OperatorForm(initial=initial, villages=villages))
    homes = _homes(request, villages)
    form = OperatorForm(request.POST, villages=villages, homes=homes)
    if "find" in request.POST or not form.is_valid():
        return _asked(request, form, homes=homes, looked="find" in request.POST)
    told = {name: form.cleaned_data[name] for name in TOLD}
    household = form.cleaned_data["household"]
    received = operations.receive(
        by=signed_in(request),
        at=timezone.now(),
        number=form.cleaned_data["number"],
        told=Told(**told, household=int(household) if household else None),
        channel=Channel(form.cleaned_data["channel"]),
    )
    return receipt_page(request, received, form.cleaned_data)


def _asked(
    request: HttpRequest,
    form: OperatorForm,
    *,
    homes: list[queries.Home] | None = None,
    looked: bool = False,
) -> HttpResponseBase:
    if looked:  # what is not filled in yet is no mistake yet
        form = OperatorForm(
            initial=form.data.dict(),  # type: ignore[attr-defined]
            villages=offered(form, "village"),
            homes=homes or (),
        )
    context = {"form": form, "homes": homes or [], "looked": looked}
    return TemplateResponse(request, "reports/new.html", context)


def _homes(request: HttpRequest, villages: Choices) -> list[queries.Home]:
    """Only in the places for which the duty holds."""
    code, name = request.POST.get("village", ""), request.POST.get("name", "")[:20]
    towns = [inside for _town, inside in villages if isinstance(inside, list)]
    offered = {one for inside in towns for one, _name in inside}
    village = queries.village(code) if code in offered else None
    return queries.homes(village, name) if village else []


def _villages(request: HttpRequest) -> Choices:
    """The villages in which the person may record, under their townships."""
    held = permits.duties(request)
    today = timezone.localdate()
    groups: Choices = [("", _("请选择"))]
    for place in rules.places(held, Act.RECORD_REPORTS, today):
        groups += _grouped(place)
    return groups


def _grouped(place: RegionCode) -> Choices:
    tree = regions.tree_for(place.prefix, on=timezone.localdate())
    towns = {one.code: one.short_name for one in tree if one.level == Level.TOWNSHIP.value}
    inside: dict[str, list[tuple[str, str]]] = {}
    for one in tree:
        if one.level == Level.VILLAGE.value:
            inside.setdefault(towns.get(one.parent, ""), []).append((one.code, one.short_name))
    return list(inside.items())
