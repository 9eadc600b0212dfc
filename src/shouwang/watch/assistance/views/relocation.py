"""Resettled households: by site with what is open; the list of one household."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.people.views.taking import taken
from shouwang.watch.assistance import operations, policy, queries
from shouwang.watch.assistance.forms import ResettleForm, SettleForm
from shouwang.watch.assistance.views import frame, proofs
from shouwang.watch.monitoring.views.frame import asked_place, language, region_path


@requires(Act.SEE_HOUSEHOLDS)
def relocation_page(request: HttpRequest) -> HttpResponseBase:
    """The resettled households of a place, those with open points first; POST takes one up."""
    place = asked_place(request)
    form = ResettleForm(request.POST or None)
    if request.method == "POST":
        if not permits(request, Act.PLAN_HELP, place):
            return forbidden(request)
        if form.is_valid() and _taken_up(request, form):
            return redirect("relocation_household", form.cleaned_data["household"].strip())
    found = queries.relocated(place)
    return TemplateResponse(
        request,
        "assistance/relocation.html",
        {
            "region_path": region_path(place),
            "form": form,
            "sites": _sites(found),
            "site_columns": _site_columns(),
            "columns": _columns(),
            "rows": _rows(found),
            "may_plan": permits(request, Act.PLAN_HELP, place),
            "export": reverse("relocation_export") if permits(request, Act.EXPORT, place) else "",
        },
    )


@requires(Act.EXPORT)
def relocation_export(request: HttpRequest) -> HttpResponseBase:
    """The same households as an Excel file."""
    place = asked_place(request)
    if not permits(request, Act.EXPORT, place):
        return forbidden(request)
    rows = _rows(queries.relocated(place))
    return taken(
        request, _("搬迁后续"), _columns(), rows, act="assistance.relocation_exported", region=place
    )


def _taken_up(request: HttpRequest, form: ResettleForm) -> bool:
    kept = form.cleaned_data
    home = queries.household(kept["household"].strip())
    if home is None:
        form.add_error("household", _("没有这个编号的户，或者不在您的辖区内。"))
        return False
    if not frame.may_plan(request, home.region_code):
        form.add_error("household", _("您的职责不包括这个地方。"))
        return False
    reading = operations.take_up(
        by=signed_in(request),
        at=timezone.now(),
        household=home,
        site=kept["site"],
        moved_on=kept["moved_on"],
        children=kept["children"],
    )
    frame.refuse(form, reading.findings)
    return reading.value is not None


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "head", "label": _("户主"), "href": "href", "note": "number"},
        {"key": "site", "label": _("安置点")},
        {"key": "moved_on", "label": _("搬迁日期"), "kind": "date"},
        {"key": "left", "label": _("未办结"), "kind": "number"},
        {"key": "open", "label": _("还差")},
    ]


def _rows(found: list[queries.Followed]) -> list[dict[str, Any]]:
    items, words = policy.codes("relocation_items"), language()
    ordered = sorted(found, key=lambda one: (-len(one.open), one.resettlement.site))
    return [
        {
            "head": one.resettlement.household.head_name,
            "number": one.resettlement.household.number,
            "href": reverse("relocation_household", args=[one.resettlement.household.number]),
            "site": one.resettlement.site,
            "moved_on": one.resettlement.moved_on,
            "left": len(one.open),
            "open": "、".join(policy.word(items, code, words) for code in one.open),
        }
        for one in ordered
    ]


def _site_columns() -> list[dict[str, Any]]:
    return [
        {"key": "site", "label": _("安置点")},
        {"key": "households", "label": _("户数"), "kind": "number"},
        {"key": "waiting", "label": _("有未办结的户"), "kind": "number"},
        {"key": "open", "label": _("未办结事项"), "kind": "number"},
    ]


def _sites(found: list[queries.Followed]) -> list[dict[str, Any]]:
    sites: dict[str, dict[str, Any]] = {}
    for one in found:
        name = one.resettlement.site
        line = sites.setdefault(name, {"site": name, "households": 0, "waiting": 0, "open": 0})
        line["households"] += 1
        line["waiting"] += bool(one.open)
        line["open"] += len(one.open)
    return sorted(sites.values(), key=lambda line: (-line["open"], line["site"]))


@requires(Act.SEE_HOUSEHOLDS)
def relocation_household(request: HttpRequest, number: str) -> HttpResponseBase:
    """The list of one household; POST settles a point with its proof."""
    followed = queries.relocation_of(number)
    if followed is None:
        raise Http404
    home = followed.resettlement.household
    may = frame.may_plan(request, home.region_code) and home.ended_on is None
    items, words = policy.codes("relocation_items"), language()
    form = SettleForm(
        request.POST or None,
        request.FILES or None,
        items=[(code, policy.word(items, code, words)) for code in followed.open],
        papers=proofs.choices(home),
        initial={"act_id": uuid4(), "on": timezone.localdate()},
    )
    if request.method == "POST":
        if not may:
            return forbidden(request)
        if form.is_valid() and _settled(request, followed, form):
            return redirect("relocation_household", number)
    return TemplateResponse(
        request,
        "assistance/relocation_household.html",
        {
            "household": home,
            "resettlement": followed.resettlement,
            "lines": [
                {
                    "label": policy.word(items, code, words),
                    "proof": items[code]["proof"],
                    "step": followed.steps.get(code),
                    "open": code in followed.open,
                }
                for code in items
                if code in followed.steps or code in followed.open
            ],
            "form": form,
            "may_plan": may,
            "region_path": region_path(RegionCode(home.region_code)),
        },
    )


@transaction.atomic
def _settled(request: HttpRequest, followed: queries.Followed, form: SettleForm) -> bool:
    kept = form.cleaned_data
    proof = proofs.proof_of(request, followed.resettlement.household, form)
    if proof.findings:
        frame.refuse(form, proof.findings)
        return False
    reading = operations.settle(
        by=signed_in(request),
        at=timezone.now(),
        act_id=kept["act_id"],
        resettlement=followed.resettlement,
        item=kept["item"],
        done_on=kept["on"],
        proof=proof.value,
    )
    frame.refuse(form, reading.findings)
    if reading.value is None:
        transaction.set_rollback(True)
        return False
    messages.success(request, _("已登记办结。"))
    return True
