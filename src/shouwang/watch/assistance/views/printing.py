"""The plan of a household as PDF or Word."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from shouwang.people.permits import requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.watch.assistance import queries
from shouwang.watch.assistance.operations import print_plan
from shouwang.watch.assistance.views import frame
from shouwang.watch.papers.errors import PapersError
from shouwang.watch.papers.operations import Request
from shouwang.watch.papers.rules import Letter, Shape
from shouwang.watch.papers.views.files import download
from shouwang.watch.papers.views.frame import note_look, office_of, verify_address


@requires(Act.SEE_HOUSEHOLDS)
def plan_print(request: HttpRequest, number: str) -> HttpResponseBase:
    """The plan of a year as a file to be signed; `shape=docx` gives Word."""
    home = frame.household_or_404(number)
    plan = queries.plan_of(home, frame.year_of(request))
    if plan is None:
        raise Http404
    now, today = timezone.now(), timezone.localdate()
    wish = Request(
        sheet=Letter.PLAN,
        shape=Shape.WORD if request.GET.get("shape") == "docx" else Shape.PDF,
        as_of=today,
        office=office_of(home.region_code),
        address=verify_address(request),
        by=signed_in(request),
        at=now,
        on=today,
    )
    try:
        made = print_plan(wish, plan)
    except PapersError as refusal:
        messages.error(request, str(refusal))
        return redirect("household_plan", number)
    note_look(request, home, "plan_print")
    return download(iter([made.content]), made.media_type, made.name, len(made.content))
