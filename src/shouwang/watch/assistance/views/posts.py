"""Posts: the list, opening one, who holds it, giving it and ending that."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwang.kernel.pages import page_of
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.people.views.taking import taken
from shouwang.watch.assistance import operations, policy, queries
from shouwang.watch.assistance.forms import EndHoldingForm, GiveForm, PostForm, fen
from shouwang.watch.assistance.models import Post
from shouwang.watch.assistance.views import frame
from shouwang.watch.monitoring.views.frame import (
    asked_place,
    language,
    names_inside,
    page_number,
    place_name,
    region_path,
)
from shouwang.watch.quality.views.frame import django_page, names_of
from shouwang.watch.registry.models import Person

PAGE = 30


@requires(Act.SEE_HOUSEHOLDS)
def posts_page(request: HttpRequest) -> HttpResponseBase:
    """The posts of a place with how many places are left; POST opens one."""
    place, today = asked_place(request), timezone.localdate()
    names = {place.code: place_name(place), **names_inside(place)}
    form = PostForm(
        request.POST or None,
        places=names.items(),
        language=language(),
        initial={"act_id": uuid4(), "since": today, "place": place.code},
    )
    if request.method == "POST":
        if not permits(request, Act.PLAN_HELP, place):
            return forbidden(request)
        if form.is_valid() and _opened(request, form):
            return redirect(f"{reverse('posts')}?place={place.code}")
    page = page_of(queries.posts(place, today), page_number(request), PAGE)
    found = names_of({one.region_code for one in page.rows})
    return TemplateResponse(
        request,
        "assistance/posts.html",
        {
            "place": place,
            "region_path": region_path(place),
            "form": form,
            "columns": _columns(),
            "rows": [_row(one, found) for one in page.rows],
            "page": django_page(page),
            "may_plan": permits(request, Act.PLAN_HELP, place),
            "export": reverse("posts_export") if permits(request, Act.EXPORT, place) else "",
        },
    )


@requires(Act.EXPORT)
def posts_export(request: HttpRequest) -> HttpResponseBase:
    """The posts as an Excel file."""
    place, today = asked_place(request), timezone.localdate()
    if not permits(request, Act.EXPORT, place):
        return forbidden(request)
    found = list(queries.posts(place, today))
    names = names_of({one.region_code for one in found})
    rows = [_row(one, names) for one in found]
    return taken(
        request, _("岗位"), _columns(), rows, act="assistance.posts_exported", region=place
    )


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "title", "label": _("岗位"), "href": "href", "note": "employer"},
        {"key": "kind", "label": _("岗位类型")},
        {"key": "pay", "label": _("月报酬"), "unit": _("元"), "kind": "amount"},
        {"key": "places", "label": _("名额"), "kind": "number"},
        {"key": "held", "label": _("在岗"), "kind": "number"},
        {"key": "place", "label": _("设在")},
    ]


def _row(one: Any, names: dict[str, str]) -> dict[str, Any]:
    return {
        "title": one.title,
        "employer": one.employer,
        "href": reverse("post", args=[one.pk]),
        "kind": policy.word(policy.codes("post_kinds"), one.kind, language()),
        "pay": one.pay_month_fen,
        "places": one.places,
        "held": one.held,
        "place": names[one.region_code],
    }


def _opened(request: HttpRequest, form: PostForm) -> bool:
    kept = form.cleaned_data
    if not frame.may_plan(request, kept["place"]):
        form.add_error("place", _("您的职责不包括这个地方。"))
        return False
    draft = operations.PostDraft(
        title=kept["title"],
        employer=kept["employer"],
        kind=kept["kind"],
        public_welfare=kept["public_welfare"],
        pay_month_fen=fen(kept["pay"]) or 0,
        places=kept["places"],
        since=kept["since"],
        until=kept["until"],
    )
    reading = operations.open_post(
        by=signed_in(request),
        at=timezone.now(),
        act_id=kept["act_id"],
        place=RegionCode(kept["place"]),
        draft=draft,
    )
    frame.refuse(form, reading.findings)
    if reading.value is not None:
        messages.success(request, _("已设岗位：%(title)s") % {"title": reading.value.title})
    return reading.value is not None


@requires(Act.SEE_HOUSEHOLDS)
def post(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """A post with who holds it; POST gives it to a person."""
    one = _post_or_404(number)
    form = GiveForm(request.POST or None, initial=_beginning(one))
    if request.method == "POST":
        if not frame.may_plan(request, one.region_code):
            return forbidden(request)
        if form.is_valid() and _given(request, one, form):
            return redirect("post", number)
    return _page(request, one, form)


def _page(
    request: HttpRequest, one: Post, form: GiveForm, refused: Mapping[UUID, EndHoldingForm] = {}
) -> HttpResponseBase:
    """The page of a post; `refused` are forms of holdings that come back with what was typed."""
    holders, today = list(queries.holders(one)), timezone.localdate()
    return TemplateResponse(
        request,
        "assistance/post.html",
        {
            "post": one,
            "kind": policy.word(policy.codes("post_kinds"), one.kind, language()),
            "holders": [
                {"holding": held, "now": today in held.during, "form": refused.get(held.pk)
                    or EndHoldingForm(initial={"on": today}, auto_id=f"{held.pk}_%s")}
                for held in holders
            ],
            "free": max(0, one.places - sum(today in held.during for held in holders)),
            "form": form,
            "may_plan": frame.may_plan(request, one.region_code),
            "region_path": region_path(RegionCode(one.region_code)),
        },
    )  # fmt: skip


def _beginning(one: Post) -> dict[str, Any]:
    return {"act_id": uuid4(), "since": max(timezone.localdate(), one.during.lower)}


def _post_or_404(number: UUID) -> Post:
    found = Post.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _given(request: HttpRequest, one: Post, form: GiveForm) -> bool:
    kept = form.cleaned_data
    person = Person.objects.filter(number=kept["person"].strip()).first()
    if person is None:
        form.add_error("person", _("没有这个编号的人，或者不在您的辖区内。"))
        return False
    reading = operations.give_post(
        by=signed_in(request),
        at=timezone.now(),
        act_id=kept["act_id"],
        post=one,
        person=person,
        since=kept["since"],
        until=kept["until"],
    )
    if reading.value is None:
        frame.refuse(form, reading.findings)
        return False
    for warning in reading.findings:
        messages.warning(request, warning.message)
    messages.success(request, _("已安排%(name)s在岗。") % {"name": person.name})
    return True


@require_POST
@requires(Act.PLAN_HELP)
def holding_end(request: HttpRequest, number: UUID, holding: UUID) -> HttpResponseBase:
    """End a holding; a refusal stands beside the day that was typed."""
    one = _post_or_404(number)
    if not frame.may_plan(request, one.region_code):
        return forbidden(request)
    form = EndHoldingForm(request.POST, auto_id=f"{holding}_%s")
    if form.is_valid():
        reading = operations.end_holding(
            by=signed_in(request),
            at=timezone.now(),
            holding=holding,
            on=form.cleaned_data["on"],
        )
        if reading.value is not None:
            messages.success(request, _("已登记离岗。"))
            return redirect("post", number)
        for finding in reading.findings:
            form.add_error("on", finding.message)
    return _page(request, one, GiveForm(initial=_beginning(one)), {holding: form})
