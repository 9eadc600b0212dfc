"""Papers about one household: the application, and the notice that it left."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, requires
from shouwang.people.rules import Act
from shouwang.procedures import queries as procedures
from shouwang.procedures.errors import CaseUnknown
from shouwang.watch.papers import rendering
from shouwang.watch.papers.errors import FontsMissing, PapersError
from shouwang.watch.papers.rules import Letter
from shouwang.watch.papers.views import frame as papers
from shouwang.watch.registry.models import Household
from shouwang.watch.reviews import operations, queries
from shouwang.watch.reviews.views import frame


@requires(Act.HANDLE_CASES)
def print_application(request: HttpRequest, number: str) -> HttpResponseBase:
    """An application with the authorisation to check; POST makes it."""
    home = papers.household_or_404(number)
    if not frame.may_handle(request, home.region_code):
        return forbidden(request)
    if request.method == "POST":
        wish = frame.wish(request, Letter.APPLICATION, home.region_code)
        try:
            return frame.file_of(operations.print_application(wish, home))
        except PapersError as refusal:
            messages.error(request, str(refusal))
            return redirect("review_application", number)
    return _page(request, home, _("申请书暨家庭信息核对授权书"))


@requires(Act.HANDLE_CASES)
def print_exit_notice(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """What was decided, told to the household; POST makes it."""
    try:
        case = procedures.case(number)
    except CaseUnknown as error:
        raise Http404 from error
    if not operations.is_told(case):
        raise Http404
    home = papers.household_or_404(case.subject_id)
    if not frame.may_handle(request, home.region_code):
        return forbidden(request)
    if request.method == "POST":
        wish = frame.wish(request, Letter.EXIT_NOTICE, home.region_code)
        desk = queries.desk_of(home.region_code)
        try:
            return frame.file_of(operations.print_exit_notice(wish, case, home, desk))
        except PapersError as refusal:
            messages.error(request, str(refusal))
            return redirect("exit_notice", number)
    return _page(request, home, _("退出或风险消除通知书"))


def _page(request: HttpRequest, home: Household, title: str) -> HttpResponseBase:
    papers.note_look(request, home, "print")
    return TemplateResponse(
        request,
        "reviews/print.html",
        {
            "title": title,
            "household": home,
            "dossier_href": papers.dossier_href(home.number),
            "office": papers.office_of(home.region_code),
            "region_path": frame.region_path(RegionCode(home.region_code)),
            "no_fonts": "" if rendering.has_chinese() else str(FontsMissing()),
        },
    )
