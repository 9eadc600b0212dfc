"""The roll of a village or township, all its cards, and jobs that take a while."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.regioncode import Level, RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.watch.papers import operations, queries, rendering
from shouwang.watch.papers.errors import FontsMissing, PapersError
from shouwang.watch.papers.forms import RollForm
from shouwang.watch.papers.models import PrintJob
from shouwang.watch.papers.operations.printing import MEDIA
from shouwang.watch.papers.rules import Shape, Sheet
from shouwang.watch.papers.views import frame
from shouwang.watch.papers.views.files import download, stored

AT_ONCE = 400  # rows of a roll that are made while one waits
_STATES = {"queued": "running", "running": "running", "done": "done", "failed": "failed"}


@requires(Act.EXPORT)
def village_roll(request: HttpRequest, code: str) -> HttpResponseBase:
    """Choose what is printed of a place; POST makes it, at once or as a job."""
    place = frame.place_or_404(code)
    if not permits(request, Act.EXPORT, place):
        return forbidden(request)
    today = timezone.localdate()
    if request.method == "POST":
        form = RollForm(request.POST, today=today)
        if form.is_valid():
            return _made(request, place, form)
    else:
        form = RollForm(initial={"as_of": today}, today=today)
    return _page(request, place, form)


def _made(request: HttpRequest, place: RegionCode, form: RollForm) -> HttpResponseBase:
    now = timezone.now()
    wish = operations.Request(
        sheet=form.sheet,
        shape=form.shape,
        as_of=form.cleaned_data["as_of"],
        office=frame.office_of(place.code),
        address=frame.verify_address(request),
        by=signed_in(request),
        at=now,
        on=timezone.localdate(now),
    )
    try:
        if not _is_quick(wish, place, form):
            job = operations.request_printing(
                wish, region_code=place.code, categories=form.categories
            )
            return redirect("print_job", job.pk)
        made = operations.print_roll(wish, place.prefix, form.categories)
    except PapersError as refusal:
        messages.error(request, str(refusal))
        return redirect("village_roll", place.code)
    return download(iter([made.content]), made.media_type, made.name, len(made.content))


def _is_quick(wish: operations.Request, place: RegionCode, form: RollForm) -> bool:
    """Whether it is made while one waits: a roll of few rows."""
    if wish.sheet is not Sheet.ROLL:
        return False
    found = queries.households_of(place.prefix, wish.as_of, form.categories)
    return found.order_by()[: AT_ONCE + 1].count() <= AT_ONCE


def _page(request: HttpRequest, place: RegionCode, form: RollForm) -> HttpResponseBase:
    path = frame.region_path(place)
    return TemplateResponse(
        request,
        "papers/roll.html",
        {
            "place": place,
            "place_name": path[-1]["name"] if path else place.code,
            "is_village": place.level is Level.VILLAGE,
            "region_path": path,
            "form": form,
            "office": frame.office_of(place.code),
            "no_fonts": "" if rendering.has_chinese() else str(FontsMissing()),
            "jobs": [shown(job) for job in queries.jobs(place.code)],
        },
    )


def shown(job: PrintJob) -> dict[str, Any]:
    """A job as the progress component shows it."""
    done = job.state == PrintJob.State.DONE
    return {
        "label": _("%(what)s（%(day)s）")
        % {"what": job.get_kind_display(), "day": job.as_of.isoformat()},
        "state": _STATES[job.state],
        "done": job.done,
        "total": job.total,
        "unit": _("户"),
        "message": job.refusal or job.get_state_display(),
        "href": reverse("print_job_file" if done else "print_job", args=[job.pk]),
        "poll_href": reverse("print_job_progress", args=[job.pk]),
        "by": job.by.display_name,
        "at": job.at,
        "shape": job.shape,
        "size": job.size,
    }


def _job_or_404(number: int) -> PrintJob:
    job = queries.job(number)
    if job is None:
        raise Http404
    return job


@requires(Act.EXPORT)
def print_job(request: HttpRequest, number: int) -> HttpResponseBase:
    """One job: its progress while it lasts, then its file."""
    job = _job_or_404(number)
    path = frame.region_path(RegionCode(job.region_code))
    context = {
        "job": shown(job),
        "is_done": job.state == PrintJob.State.DONE,
        "number": job.pk,
        "place_name": path[-1]["name"] if path else job.region_code,
        "place_code": job.region_code,
        "region_path": path,
    }
    return TemplateResponse(request, "papers/job.html", context)


@requires(Act.EXPORT)
def print_job_progress(request: HttpRequest, number: int) -> HttpResponseBase:
    """The progress alone, asked for again and again; the page reloads when it is over."""
    job = _job_or_404(number)
    response = TemplateResponse(request, "papers/progress.html", {"job": shown(job)})
    if _STATES[job.state] != "running":
        response.headers["HX-Refresh"] = "true"
    return response


@requires(Act.EXPORT)
def print_job_file(request: HttpRequest, number: int) -> HttpResponseBase:
    """What a finished job made."""
    job = _job_or_404(number)
    if job.state != PrintJob.State.DONE:
        return redirect("print_job", number)
    name = f"{job.get_kind_display()}-{job.region_code}-{job.as_of}.{job.shape}"
    return stored(job.file, MEDIA[Shape(job.shape)], name, job.size, shown=False)
