"""A new meeting: its agenda and its roll."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.procedures.models import Case
from shouwang.procedures.queries import declaration_of
from shouwang.watch.reviews import operations, queries, rules
from shouwang.watch.reviews.errors import ReviewsError
from shouwang.watch.reviews.forms import NewMeetingForm, number_given
from shouwang.watch.reviews.models import MeetingKind
from shouwang.watch.reviews.operations import Minutes, Put
from shouwang.watch.reviews.rules import Attendance, Ballot
from shouwang.watch.reviews.views import frame
from shouwang.watch.reviews.views.lists import options

_EMPTY = Ballot(None, None, None, "")


@requires(Act.HANDLE_CASES)
def new_meeting(request: HttpRequest) -> HttpResponseBase:
    """Agenda and roll of a new meeting; the last roll is taken over."""
    place, kind, chosen = _asked(request)
    if not frame.is_village(place):
        messages.info(request, _("评议会在村里开：请先选一个村。"))
        return redirect(f"{reverse('reviews')}?place={place.code}")
    if not frame.may_hold(request, place.code):
        return forbidden(request)
    found = queries.candidates(place, kind)
    free = [one for one in found if one.elsewhere is None]
    initial = {
        "held_on": timezone.localdate(),
        "kind": kind,
        "cases": [chosen] if chosen else [str(one.case.pk) for one in free],
        "names": "\n".join(queries.last_roll(place.code, kind)),
    }
    form = NewMeetingForm(request.POST or None, initial=initial, cases=options(free))
    number = number_given(request.POST)
    if request.method == "POST" and form.is_valid():
        done = _begin(request, form, place, number)
        if done is not None:
            return done
    context = {
        "form": form,
        "number": number,
        "place": place,
        "kind_name": MeetingKind(kind).label,
        "busy": [one for one in found if one.elsewhere is not None],
        "region_path": frame.region_path(place),
    }
    return TemplateResponse(request, "reviews/new.html", context)


def _asked(request: HttpRequest) -> tuple[RegionCode, str, str]:
    """Village, kind of meeting and case that the address names."""
    text = request.GET.get("case", "")
    if text:
        try:
            case = Case.objects.select_related("version").filter(pk=UUID(text)).first()
        except ValueError as error:
            raise Http404 from error
        if case is None:
            raise Http404
        kind = rules.kind_of_meeting(declaration_of(case.version), case.step)
        return RegionCode(case.region_code), kind or MeetingKind.VILLAGE.value, text
    kind = request.GET.get("kind", "")
    known = kind if kind in MeetingKind.values else MeetingKind.VILLAGE.value
    return frame.asked_place(request), known, ""


def _begin(
    request: HttpRequest, form: NewMeetingForm, place: RegionCode, number: UUID
) -> HttpResponseBase | None:
    roll, kept = form.roll(), form.cleaned_data
    minutes = Minutes(
        region_code=place.code,
        kind=kept["kind"],
        held_on=kept["held_on"],
        place=kept["place"].strip(),
        chair=kept["chair"].strip(),
        recorder=kept["recorder"].strip(),
        attendance=Attendance(roll, frozenset(roll)),
        items=tuple(Put(UUID(one), _EMPTY) for one in kept["cases"]),
    )
    try:
        reading = operations.save_meeting(
            by=signed_in(request),
            at=timezone.now(),
            meeting=number,
            revision=0,
            minutes=minutes,
        )
    except ReviewsError as refusal:
        form.add_error(None, str(refusal))
        return None
    if reading.value is None:
        frame.say(form, reading.findings)
        return None
    return redirect("review", number)
