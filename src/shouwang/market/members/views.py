"""Logging in, signing up, another password, logging out; who is asking."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shouwang.market.members import operations
from shouwang.market.members.asking import address_of
from shouwang.market.members.errors import NameTaken
from shouwang.market.members.forms import LogInForm, PasswordForm, SignUpForm
from shouwang.market.members.models import Member


def signed_in(request: HttpRequest) -> Member:
    """The member who asks; only for views behind `login_required`."""
    return cast("Member", request.user)


@require_http_methods(["GET", "POST"])
def log_in_page(request: HttpRequest) -> HttpResponseBase:
    """Log in and go on where one was."""
    form = LogInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        member = operations.log_in(
            **form.cleaned_data, address=address_of(request), at=timezone.now()
        )
        if member is not None:
            _begin_session(request, member)
            return redirect(_next(request))
        form.add_error(None, _("用户名或密码不对；连续输错多次要等一刻钟再试。"))
    return _shown(request, "members/log_in.html", form)


@require_http_methods(["GET", "POST"])
def sign_up_page(request: HttpRequest) -> HttpResponseBase:
    """Sign up, and be logged in."""
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = operations.sign_up(**form.cleaned_data, at=timezone.now())
        except NameTaken as refusal:
            form.add_error("username", str(refusal))
        else:
            _begin_session(request, member)
            messages.success(request, _("注册好了，欢迎。"))
            return redirect(_next(request))
    return _shown(request, "members/sign_up.html", form)


@login_required
@require_http_methods(["GET", "POST"])
def password_page(request: HttpRequest) -> HttpResponseBase:
    """Another password; who else was logged in by the old one no longer is."""
    member = signed_in(request)
    form = PasswordForm(request.POST or None, member)
    if request.method == "POST" and form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        if operations.change_password(
            member=member, old=old, new=new, address=address_of(request), at=timezone.now()
        ):
            request.session.flush()
            _begin_session(request, member)
            messages.success(request, _("密码改好了，其他设备上的登录已退出。"))
            return redirect("/")
        form.add_error("old", _("现在的密码不对；连续输错多次要等一刻钟再试。"))
    return render(
        request, "members/password.html", {"form": form}, status=422 if form.is_bound else 200
    )


@require_POST
def log_out(request: HttpRequest) -> HttpResponseBase:
    """End this session."""
    logout(request)
    return redirect("/")


def _begin_session(request: HttpRequest, member: Member) -> None:
    # types are checked under the watch's settings, whose accounts are others
    login(request, cast("Any", member), backend=settings.AUTHENTICATION_BACKENDS[0])


def _shown(request: HttpRequest, template: str, form: LogInForm | SignUpForm) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    given = {"form": form, "next": wanted}
    return render(request, template, given, status=422 if form.is_bound else 200)


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    return str(settings.LOGIN_REDIRECT_URL)
