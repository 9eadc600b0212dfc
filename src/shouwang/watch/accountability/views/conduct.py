"""Recognition and accountability: the list, a proposal, one record; open to whom it concerns."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.findings import Finding as Said
from shouwang.kernel.findings import Reading, refused
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models import Account
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.watch.accountability import operations, queries
from shouwang.watch.accountability.forms import ConductForm
from shouwang.watch.accountability.models import ConductRecord
from shouwang.watch.accountability.operations.conduct import Proposal
from shouwang.watch.accountability.queries import codes
from shouwang.watch.accountability.queries.conduct import record
from shouwang.watch.accountability.views import frame


@requires(Act.SEE_SUPERVISION)
def conduct_page(request: HttpRequest) -> HttpResponseBase:
    """Records of one's place for whoever supervises; for anybody else those about oneself."""
    place = frame.asked_place(request)
    sees_all = permits(request, Act.SUPERVISE, place)
    own = None if sees_all else signed_in(request).pk
    found = queries.records(place.prefix, of_account=own)
    page = Paginator(found, frame.PAGE_SIZE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "accountability/records.html",
        {
            "columns": _columns(),
            "rows": _lines(page.object_list),
            "page": page,
            "sees_all": sees_all,
        },
    )


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "who", "label": _("对谁"), "href": "href", "note": "place"},
        {"key": "kind", "label": _("种类"), "note": "side"},
        {"key": "document", "label": _("依据文号")},
        {"key": "on", "label": _("日期"), "kind": "date"},
        {"key": "counts_until", "label": _("影响期至"), "kind": "date"},
        {"key": "step", "label": _("状态")},
    ]


def _lines(found: Iterable[ConductRecord]) -> list[dict[str, Any]]:
    rows, words = list(found), frame.language()
    names = frame.names_of(one.region_code for one in rows)
    kinds = codes.words(codes.KINDS, words)
    sides = {"recognition": _("表彰"), "accountability": _("问责")}
    return [
        {
            "who": str(one.account) if one.account else names.get(one.region_code, ""),
            "href": reverse("accountability_record", args=[one.pk]),
            "place": names.get(one.region_code, "") if one.account else _("单位"),
            "kind": kinds.get(one.kind, one.kind),
            "side": sides.get(codes.side_of(one.kind), ""),
            "document": one.document,
            "on": one.on,
            "counts_until": one.counts_until,
            "step": queries.step_label(one.case, words),
        }
        for one in rows
    ]


@requires(Act.SUPERVISE)
def new_record(request: HttpRequest) -> HttpResponseBase:
    """Propose a record; another person decides."""
    form = ConductForm(request.POST or None, codes.words(codes.KINDS, frame.language()).items())
    refusals: tuple[Said, ...] = ()
    if request.method == "POST" and form.is_valid():
        if not permits(request, Act.SUPERVISE, form.cleaned_data["place"]):
            return forbidden(request)
        reading = _propose(request, form)
        if reading.value is not None:
            messages.success(request, _("已提出，请另一位县级办公室人员审定。"))
            return redirect("accountability_record", reading.value.pk)
        refusals = reading.findings
    context = {"form": form, "refusals": refusals}
    return TemplateResponse(request, "accountability/new_record.html", context)


def _propose(request: HttpRequest, form: ConductForm) -> Reading[ConductRecord]:
    kept = form.cleaned_data
    username, account = kept["username"].strip(), None
    if username:
        account = Account.objects.filter(username=username).first()
        if account is None:
            return refused("account_unknown", "没有这个账号：请核对。")
    finding = queries.finding(kept["finding"]) if kept["finding"] else None
    if kept["finding"] and finding is None:
        return refused("finding_unknown", "没有这个编号的督查问题：请核对，或留空。")
    proposal = Proposal(
        place=kept["place"],
        kind=kept["kind"],
        document=kept["document"],
        reason=kept["reason"],
        on=kept["on"],
        account=account,
        finding=finding,
        counts_until=kept["counts_until"],
    )
    return operations.propose(
        by=signed_in(request), at=timezone.now(), number=form.sent_number, proposal=proposal
    )


@requires(Act.SEE_SUPERVISION)
def record_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One record, for whoever supervises there and for the person concerned."""
    found = record(number)
    if found is None:
        raise Http404
    supervises = permits(request, Act.SUPERVISE, RegionCode(found.region_code))
    concerned = found.account_id == signed_in(request).pk
    if not (supervises or concerned):
        raise Http404
    context, taken_way = frame.moving(request, found.case)
    if taken_way:
        messages.success(request, _("已办理。"))
        return redirect("accountability_record", number)
    kinds = codes.words(codes.KINDS, frame.language())
    return TemplateResponse(
        request,
        "accountability/record.html",
        {
            **context,
            "record": found,
            "kind": kinds.get(found.kind, found.kind),
            "place_name": frame.names_of([found.region_code]).get(found.region_code, ""),
        },
    )
