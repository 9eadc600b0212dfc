"""A household's papers and photos: look, add, remove, take back."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.watch.papers import checking, operations, queries
from shouwang.watch.papers.errors import PapersError
from shouwang.watch.papers.forms import MOST_FILES, PaperFilterForm, PaperForm
from shouwang.watch.papers.models import Paper, PaperKind
from shouwang.watch.papers.rules import Limits
from shouwang.watch.papers.views import frame
from shouwang.watch.registry.models import Household, Person
from shouwang.watch.registry.queries import lives_under

_BESIDE_FILES = 1 << 20  # what a form needs beside its files


def limits() -> Limits:
    """What the installation takes."""
    megabytes, megapixels = settings.SHOUWANG_PAPER_MB, settings.SHOUWANG_PAPER_MEGAPIXELS
    return Limits(int(str(megabytes)) << 20, int(str(megapixels)) * 1_000_000)


@csrf_exempt  # checked inside: a body that is too long is refused before anything reads it
def household_papers(request: HttpRequest, number: str) -> HttpResponseBase:
    """The papers of a household; POST adds some."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if int(length) > limits().bytes * MOST_FILES + _BESIDE_FILES:
        context = {"sentence": checking.too_large(limits()), "number": number}
        return TemplateResponse(request, "papers/too_large.html", context, status=413)
    return _household_papers(request, number)


@csrf_protect
@requires(Act.SEE_HOUSEHOLDS)
def _household_papers(request: HttpRequest, number: str) -> HttpResponseBase:
    home = frame.household_or_404(number)
    members = list(Person.objects.filter(household=home).order_by("pk"))
    today = timezone.localdate()
    if request.method == "POST":
        if not permits(request, Act.EDIT_DOSSIER, RegionCode(home.region_code)):
            return forbidden(request)
        form = PaperForm(request.POST, request.FILES, members=members, today=today)
        if form.is_valid() and _add(request, home, form, today):
            return redirect("household_papers", number)
    else:
        form = PaperForm(members=members, today=today)
    return _page(request, home, form)


def _add(request: HttpRequest, home: Household, form: PaperForm, today: date) -> bool:
    """Keep what can be kept; of the rest the form says why. Returns whether all was kept."""
    kept = 0
    for file in form.cleaned_data["uploads"]:
        refusal = _add_one(request, home, form, file, today)
        if refusal:
            form.add_error("uploads", f"{file.name}：{refusal}")
        else:
            kept += 1
    if kept:
        messages.success(request, _("已保存 %(n)s 份材料") % {"n": kept})
    return not form.errors


def _add_one(
    request: HttpRequest, home: Household, form: PaperForm, file: UploadedFile, today: date
) -> str:
    """Why the file is not kept; "" when it is."""
    reading = checking.look(file.name or "", file.file, limits())  # type: ignore[arg-type]
    if reading.value is None:
        return reading.findings[0].message
    values = form.cleaned_data
    label = str(PaperKind(values["kind"]).label)
    try:
        operations.add_paper(
            by=signed_in(request),
            at=timezone.now(),
            household=home,
            ready=reading.value,
            kind=values["kind"],
            title=values["title"].strip() or f"{label} {values['taken_on'] or today}",
            taken_on=values["taken_on"],
            person=values["person"],
        )
    except PapersError as refusal:
        return str(refusal)
    except OSError:
        return _("服务器磁盘写不进去（可能满了），文件没有保存。请联系管理员。")
    return ""


def _page(request: HttpRequest, home: Household, form: PaperForm) -> HttpResponseBase:
    place = RegionCode(home.region_code)
    frame.note_look(request, home, "papers")
    filters = PaperFilterForm(request.GET, auto_id="filter_%s")
    chosen = filters.cleaned_data if filters.is_valid() else {}
    removed = bool(chosen.get("removed"))
    path = frame.region_path(place)
    return TemplateResponse(
        request,
        "papers/household.html",
        {
            "household": home,
            "lives_under": home.merged_into,
            "dossier_href": frame.dossier_href(home.number),
            "place_name": " ".join(step["name"] for step in path[-2:]),
            "region_path": path,
            "papers": queries.papers(home, chosen.get("kind", ""), removed=removed),
            "removed": removed,
            "filters": filters,
            "form": form,
            "most": settings.SHOUWANG_PAPER_MB,
            "most_files": MOST_FILES,
            "may_edit": permits(request, Act.EDIT_DOSSIER, place),
            "undo": _undo(request),
        },
    )


def _undo(request: HttpRequest) -> Any:
    """The paper that was just removed."""
    text = request.GET.get("undo", "")
    paper = queries.paper(int(text)) if text.isascii() and text.isdecimal() else None
    return paper if paper is not None and paper.removed_at else None


@require_POST
@requires(Act.EDIT_DOSSIER)
def remove_paper(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take a paper out of sight, with a reason; the page then offers to take it back."""
    paper = frame.paper_or_404(number)
    if not permits(request, Act.EDIT_DOSSIER, RegionCode(paper.region_code)):
        return forbidden(request)
    address = _folder_of(paper)
    try:
        operations.remove_paper(
            by=signed_in(request),
            at=timezone.now(),
            paper=paper,
            reason=request.POST.get("reason", "")[:200],
        )
    except PapersError as refusal:
        messages.error(request, str(refusal))
        return redirect(address)
    return redirect(f"{address}?undo={paper.pk}")


@require_POST
@requires(Act.EDIT_DOSSIER)
def restore_paper(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take a removal back."""
    paper = frame.paper_or_404(number)
    if not permits(request, Act.EDIT_DOSSIER, RegionCode(paper.region_code)):
        return forbidden(request)
    try:
        operations.restore_paper(by=signed_in(request), paper=paper)
        messages.success(request, _("已恢复“%(title)s”") % {"title": paper.title})
    except PapersError as refusal:
        messages.error(request, str(refusal))
    return redirect(_folder_of(paper))


def _folder_of(paper: Paper) -> str:
    """The page on which a paper is found: that of the household its people live in now."""
    return reverse("household_papers", args=[lives_under(paper.household).number])
