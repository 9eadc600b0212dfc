"""What the office changes about people: each view parses, calls one operation, answers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from shouwang.people import operations, permits, places, queries, rules
from shouwang.people.errors import NotEntitled, NotManaged
from shouwang.people.forms import CorrectForm, DutyForm, EngageForm, ReasonForm, first_values
from shouwang.people.models import Account
from shouwang.people.rules import Act
from shouwang.people.views.lists import find
from shouwang.people.views.shown import shown_duties, signed_in


@permits.requires(Act.MANAGE_PEOPLE)
def engage(request: HttpRequest) -> HttpResponse:
    """A new person with a first duty; the password is shown once."""
    form = EngageForm(request.POST or None, initial=first_values(), **offers(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        reading = operations.engage(
            by=signed_in(request),
            at=timezone.now(),
            username=data["username"],
            display_name=data["display_name"],
            telephone=data["telephone"],
            wish=form.wish(),
            reason=data["reason"],
        )
        if reading.value is not None:
            return password_page(request, reading.value.account, reading.value.password)
        form.show(reading.findings)
    return TemplateResponse(request, "people/engage.html", {"form": form})


@permits.requires(Act.MANAGE_PEOPLE)
def grant(request: HttpRequest, username: str) -> HttpResponse:
    """One more duty for somebody who is there."""
    subject = find(request, username)
    form = DutyForm(request.POST or None, initial=first_values(), **offers(request))
    if request.method == "POST" and form.is_valid():
        reading = operations.grant_duty(
            by=signed_in(request),
            at=timezone.now(),
            wish=form.wish(subject.pk),
            reason=form.cleaned_data["reason"],
        )
        if reading.value is not None:
            messages.success(request, _("已授予职责"))
            return redirect("people_person", username=username)
        form.show(reading.findings)
    return TemplateResponse(request, "people/grant.html", {"form": form, "subject": subject})


@permits.requires(Act.MANAGE_PEOPLE)
def end_duty(request: HttpRequest, username: str, duty: int) -> HttpResponse:
    """End a duty today, with a reason; asks first."""
    subject, on = find(request, username), timezone.localdate()
    with queries.people_scope(queries.people_places(permits.duties(request), on)):
        row = subject.duties.filter(pk=duty).first()
    if row is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.end_duty(
                by=signed_in(request),
                at=timezone.now(),
                duty=row,
                reason=form.cleaned_data["reason"],
            )
        except NotEntitled:
            return permits.forbidden(request)
        messages.success(request, _("职责已终止，对方的登录已全部结束"))
        return redirect("people_person", username=username)
    context = {"form": form, "subject": subject, "row": shown_duties([row], on)[0]}
    return TemplateResponse(request, "people/end_duty.html", context)


@permits.requires(Act.MANAGE_PEOPLE)
@sensitive_post_parameters("telephone")
def correct(request: HttpRequest, username: str) -> HttpResponse:
    """A name misspelt, or a new telephone; the old number is not shown."""
    subject = find(request, username)
    form = CorrectForm(request.POST or None, initial={"display_name": subject.display_name})
    if request.method == "POST" and form.is_valid():
        try:
            operations.correct_account(
                by=signed_in(request), at=timezone.now(), account=subject, **form.cleaned_data
            )
        except NotManaged:
            return permits.forbidden(request)
        messages.success(request, _("已更正"))
        return redirect("people_person", username=username)
    context = {"form": form, "subject": subject}
    return TemplateResponse(request, "people/correct.html", context)


@permits.requires(Act.MANAGE_PEOPLE)
@require_POST
@sensitive_variables("password")
def reset_password(request: HttpRequest, username: str) -> HttpResponse:
    """A new password, shown once."""
    subject = find(request, username)
    try:
        password = operations.reset_password(
            by=signed_in(request), at=timezone.now(), account=subject
        )
    except NotManaged:
        return permits.forbidden(request)
    return password_page(request, subject, password)


@permits.requires(Act.MANAGE_PEOPLE)
@require_POST
def unlock(request: HttpRequest, username: str) -> HttpResponse:
    """Forgive the failed tries."""
    subject = find(request, username)
    try:
        operations.unlock(account=subject, by=signed_in(request), at=timezone.now())
    except NotManaged:
        return permits.forbidden(request)
    messages.success(request, _("已解锁，对方现在可以登录"))
    return redirect("people_person", username=username)


@permits.requires(Act.MANAGE_PEOPLE)
@require_POST
def switch(request: HttpRequest, username: str) -> HttpResponse:
    """Switch the account off, or on again."""
    subject = find(request, username)
    off = request.POST.get("to") == "off"
    try:
        operations.switch_off(by=signed_in(request), at=timezone.now(), account=subject, off=off)
    except NotManaged:
        return permits.forbidden(request)
    messages.success(request, _("账号已停用，登录已全部结束") if off else _("账号已启用"))
    return redirect("people_person", username=username)


def offers(request: HttpRequest) -> dict[str, Any]:
    """The kinds and places that the person may grant."""
    duties, on = permits.duties(request), timezone.localdate()
    kinds = rules.grantable_kinds(duties, on)
    inside = rules.places(duties, Act.MANAGE_PEOPLE, on)
    return {"kinds": kinds, "places": places.choices(inside, kinds, on)}


@sensitive_variables("password")
def password_page(request: HttpRequest, account: Account, password: str) -> HttpResponse:
    """The page that shows a new password once."""
    context = {"subject": account, "password": password}
    return TemplateResponse(request, "people/password.html", context)
