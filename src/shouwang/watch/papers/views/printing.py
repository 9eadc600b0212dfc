"""Printing the papers of one household."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.watch.papers import operations, queries, rendering
from shouwang.watch.papers.errors import FontsMissing, PapersError
from shouwang.watch.papers.forms import SheetForm
from shouwang.watch.papers.rules import Shape, Sheet
from shouwang.watch.papers.views import frame
from shouwang.watch.papers.views.files import download
from shouwang.watch.registry.models import Household


@requires(Act.SEE_HOUSEHOLDS)
def household_print(request: HttpRequest, number: str) -> HttpResponseBase:
    """Choose a paper and its form; POST makes it."""
    home = frame.household_or_404(number)
    today = timezone.localdate()
    if request.method == "POST":
        form = SheetForm(request.POST, today=today)
        if form.is_valid():
            return _printed(request, home, form)
    else:
        initial = {"as_of": queries.default_day(home, today)}
        form = SheetForm(initial=initial, today=today)
    return _page(request, home, form)


def _printed(request: HttpRequest, home: Household, form: SheetForm) -> HttpResponseBase:
    sheet, shape = Sheet(form.cleaned_data["sheet"]), Shape(form.cleaned_data["shape"])
    now = timezone.now()
    wish = operations.Request(
        sheet=sheet,
        shape=shape,
        as_of=form.cleaned_data["as_of"],
        office=frame.office_of(home.region_code),
        address=frame.verify_address(request),
        by=signed_in(request),
        at=now,
        on=timezone.localdate(now),
    )
    try:
        made = operations.print_sheet(wish, home)
    except PapersError as refusal:
        messages.error(request, str(refusal))
        return redirect("household_print", home.number)
    if shape is Shape.PAGE:
        context = {"paper": made.fields, "sheet": sheet.value, "household": home}
        return TemplateResponse(request, "papers/page.html", context)
    return download(iter([made.content]), made.media_type, made.name, len(made.content))


def _page(request: HttpRequest, home: Household, form: SheetForm) -> HttpResponseBase:
    frame.note_look(request, home, "print")
    path = frame.region_path(RegionCode(home.region_code))
    return TemplateResponse(
        request,
        "papers/print.html",
        {
            "household": home,
            "dossier_href": frame.dossier_href(home.number),
            "place_name": " ".join(step["name"] for step in path[-2:]),
            "region_path": path,
            "form": form,
            "office": frame.office_of(home.region_code),
            "no_fonts": "" if rendering.has_chinese() else str(FontsMissing()),
            "printings": queries.printings(home),
        },
    )
