"""Members as the operator finds them: kept out for a reason, let in again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwang.kernel.pages import page_of
from shouwang.market.members import blocking
from shouwang.market.members.errors import NotToBeBlocked
from shouwang.market.members.models import Member
from shouwang.market.members.views import signed_in
from shouwang.market.suppliers.forms import BlockForm, MembersForm
from shouwang.market.suppliers.guards import for_operator
from shouwang.market.suppliers.queries import staff_of

PAGE = 50


@for_operator
@require_safe
def members(request: HttpRequest) -> HttpResponseBase:
    """Members by name, the newest first."""
    form = MembersForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    words, blocked = asked.get("q", "").strip(), asked.get("blocked") == "yes"
    wanted = request.GET.get("page", "1")
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 6 else 1
    page = page_of(blocking.found_by(words, only_blocked=blocked), number, PAGE)
    return TemplateResponse(request, "suppliers/members.html", {"form": form, "page": page})


@for_operator
@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, number: int) -> HttpResponseBase:
    """One member: for whom it acts, its blocks; block or let in again."""
    found = get_object_or_404(Member, pk=number)
    at, by = timezone.now(), signed_in(request)
    if request.method == "POST" and "unblock" in request.POST:
        if blocking.unblock(member=number, by=by, at=at):
            messages.success(request, _("已恢复，可以登录了。"))
        return redirect("operator_member", number)
    form = BlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            blocking.block(id=form.act_id, member=number, reason=reason, by=by, at=at)
        except NotToBeBlocked as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已停用，登录状态已全部退出。"))
            return redirect("operator_member", number)
    given = {
        "one": found,
        "staff": staff_of(found),
        "form": form,
        "entries": _entries(found),
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "suppliers/member.html", given, status=status)


def _entries(found: Member) -> list[dict[str, object]]:
    """Blocks and their ends, the latest first."""
    rows: list[dict[str, object]] = []
    for one in blocking.blocks_of(found):
        if one.ended_at is not None:
            rows.append({"at": one.ended_at, "title": _("恢复"), "by": str(one.ended_by)})
        begun = {"at": one.began_at, "title": _("停用"), "text": str(one.reason)}
        rows.append(begun | {"by": str(one.by)})
    return rows
