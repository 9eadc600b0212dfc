"""Entering as a supplier, a supplier's own page, and the operator's list of entries."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shouwang.market.members.models import Member
from shouwang.market.members.views import signed_in
from shouwang.market.suppliers import operations, queries
from shouwang.market.suppliers.errors import SuppliersError
from shouwang.market.suppliers.forms import DecisionForm, EntryForm, ShareForm, StaffForm
from shouwang.market.suppliers.guards import for_operator, for_staff
from shouwang.market.suppliers.models import Role, Staff, State, Supplier
from shouwang.market.suppliers.places import place_names
from shouwang.market.suppliers.rules import HEAD, NEXT


@login_required
@sensitive_post_parameters("proof", "contact_name", "telephone")
@require_http_methods(["GET", "POST"])
def supplier_new(request: HttpRequest) -> HttpResponseBase:
    """Apply to supply; who already does is sent to the supplier's page."""
    held = queries.supplier_of(signed_in(request))
    if held is not None and held.state != State.REFUSED:
        return redirect("supplier_home")
    form = EntryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.enter(
                number=form.act_id, entry=form.entry(), by=signed_in(request), at=timezone.now()
            )
        except SuppliersError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("申请已提交，平台审核后这里会显示结果。"))
            return redirect("supplier_home")
    given = {"form": form, "refused": held}
    return TemplateResponse(
        request, "suppliers/new.html", given, status=422 if form.is_bound else 200
    )


@login_required
@require_http_methods(["GET"])
def supplier_home(request: HttpRequest) -> HttpResponseBase:
    """A supplier's own page: where the entry stands, people, the households' share."""
    held = queries.staff_of(signed_in(request))
    if held is None:
        return redirect("supplier_new")
    return _home(request, held.supplier, held.role)


def _home(
    request: HttpRequest,
    supplier: Supplier,
    role: str,
    *,
    staff_form: StaffForm | None = None,
    share_form: ShareForm | None = None,
) -> HttpResponseBase:
    today = timezone.localdate()
    given: dict[str, Any] = {
        "supplier": supplier,
        "place": place_names([supplier.village_code], on=today).get(supplier.village_code, ""),
        "is_owner": role == Role.OWNER,
        "people": queries.people(supplier),
        "events": [
            {
                "at": one.at,
                "title": one.get_state_display(),
                "text": one.words,
                "by": str(one.by or ""),
            }
            for one in queries.events(supplier)
        ],
        "agreements": queries.agreements(supplier),
        "staff_form": staff_form or StaffForm(),
        "share_form": share_form or ShareForm(initial={"from_on": today}),
    }
    if supplier.is_active:
        given |= _waits(supplier, role, today)
    refused = (staff_form or share_form) is not None
    return TemplateResponse(request, "suppliers/home.html", given, status=422 if refused else 200)


def _waits(supplier: Supplier, role: str, today: date) -> Mapping[str, Any]:
    """What rooms above say waits: the function whose path the setting holds."""
    path = getattr(settings, "SHOUWANG_SUPPLIER_WAITS", "")
    return import_string(path)(supplier, role, today) if path else {}


@for_staff(HEAD)
@require_POST
def staff_add(request: HttpRequest, supplier: Supplier) -> HttpResponseBase:
    """Appoint somebody by the user name."""
    form = StaffForm(request.POST)
    if form.is_valid():
        name = form.cleaned_data["username"].strip().lower()
        member = Member.objects.filter(username=name, is_active=True).first()
        if member is None:
            form.add_error("username", _("商城里没有这个用户名"))
        else:
            try:
                operations.appoint(
                    supplier=supplier,
                    member=member,
                    role=Role(form.cleaned_data["role"]),
                    by=signed_in(request),
                    at=timezone.now(),
                )
            except SuppliersError as refusal:
                form.add_error("username", str(refusal))
            else:
                messages.success(request, _("已加入。"))
                return redirect("supplier_home")
    return _home(request, supplier, Role.OWNER, staff_form=form)


@for_staff(HEAD)
@require_POST
def staff_end(request: HttpRequest, supplier: Supplier, staff: int) -> HttpResponseBase:
    """Somebody no longer acts for the supplier."""
    found = get_object_or_404(Staff, pk=staff, supplier=supplier)
    operations.dismiss(staff=found, by=signed_in(request), at=timezone.now())
    messages.success(request, _("已移出。"))
    return redirect("supplier_home")


@for_staff(HEAD)
@require_POST
def share_add(request: HttpRequest, supplier: Supplier) -> HttpResponseBase:
    """A new version of the agreement with the households."""
    form = ShareForm(request.POST)
    if form.is_valid():
        try:
            operations.agree_share(
                act_id=form.act_id,
                supplier=supplier,
                from_on=form.cleaned_data["from_on"],
                share_per_mille=form.share_per_mille,
                wage_per_mille=form.wage_per_mille,
                by=signed_in(request),
                at=timezone.now(),
            )
        except SuppliersError as refusal:
            form.add_error("from_on", str(refusal))
        else:
            messages.success(request, _("新的分成已登记，从起始日期起的订单按它结算。"))
            return redirect("supplier_home")
    return _home(request, supplier, Role.OWNER, share_form=form)


@for_operator
@require_http_methods(["GET"])
def operator(request: HttpRequest) -> HttpResponseBase:
    """Entries to look at, and every supplier with what may become of it."""
    return _operator(request, None)


@for_operator
@require_POST
def supplier_decide(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """The operator's answer."""
    get_object_or_404(Supplier, pk=number)
    form = DecisionForm(request.POST, auto_id=_ids(number))
    if form.is_valid():
        try:
            operations.decide(
                act_id=form.act_id,
                number=number,
                state=State(form.cleaned_data["state"]),
                words=form.cleaned_data["words"],
                by=signed_in(request),
                at=timezone.now(),
            )
        except SuppliersError as refusal:
            form.add_error("words", str(refusal))
        else:
            messages.success(request, _("已办理。"))
            return redirect("operator")
    return _operator(request, (number, form))


def _ids(number: UUID) -> str:
    """Many forms stand on the page: each field is named by its supplier."""
    return f"id_{number}_%s"


def _decision(number: UUID) -> DecisionForm:
    return DecisionForm(auto_id=_ids(number))


def _operator(request: HttpRequest, refused: tuple[UUID, DecisionForm] | None) -> HttpResponseBase:
    listed = [*queries.waiting()[:100], *Supplier.objects.exclude(
        state=State.APPLIED
    ).order_by("-applied_at", "pk")[:200]]  # fmt: skip
    names = place_names((one.village_code for one in listed), on=timezone.localdate())
    rows = [
        {
            "supplier": one,
            "place": names.get(one.village_code, one.village_code),
            "ways": [(way.value, way.label) for way in State if way in NEXT[one.state]],
            "form": refused[1] if refused and refused[0] == one.pk else _decision(one.pk),
        }
        for one in listed
    ]
    given = {
        "rows": rows,
        "waiting": sum(one.state == State.APPLIED for one in listed),
        "refused": refused[1] if refused else None,
    }
    return TemplateResponse(
        request, "suppliers/operator.html", given, status=422 if refused else 200
    )
