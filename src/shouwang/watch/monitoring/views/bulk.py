"""Many households at once: who is meant, what would happen, then the act; tags can be undone."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwang.kernel.regioncode import DIGITS, RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.watch.monitoring import operations, queries
from shouwang.watch.monitoring.errors import MonitoringError
from shouwang.watch.monitoring.forms import TagForm
from shouwang.watch.monitoring.models import Tagging
from shouwang.watch.monitoring.queries import finder
from shouwang.watch.monitoring.views import frame
from shouwang.watch.monitoring.views.finding import day_of, wanted_of
from shouwang.watch.registry.models import Household

FIRST = 10  # shown by name before the act
MOST = 20_000  # of one act; more is a whole county and hardly meant
LARGE = 100  # from here on the number is typed before the act


@dataclass(frozen=True, slots=True)
class Selection:
    """The households meant: those ticked, or all that an address filters."""

    place: RegionCode
    query: QueryDict
    picked: tuple[str, ...]

    def households(self) -> QuerySet[Household]:
        """The households, in the order of their places."""
        if self.picked:
            return Household.objects.filter(number__in=self.picked).order_by(
                *finder.ORDERS["place"]
            )
        _place, wanted = wanted_of(self.query)
        return finder.households(wanted, day_of(self.place), self.query.get("sort", ""))


def _selection(request: HttpRequest) -> Selection:
    picked = tuple(dict.fromkeys(request.POST.getlist("picked")))[: frame.MOST_PICKED]
    query = QueryDict(
        request.POST.get("query", "") if request.method == "POST" else request.GET.urlencode()
    )
    own = frame.own_place()
    if own is None:
        raise Http404
    place = frame.place_or_404(query["place"]) if query.get("place") else own
    return Selection(place, query, picked)


def _narrowest(selection: Selection, households: QuerySet[Household]) -> RegionCode:
    """The smallest place that holds all the households."""
    codes = households.order_by().values_list("region_code", flat=True).distinct()[:2000]
    prefix = selection.place.prefix
    for digits in (DIGITS[level] for level in DIGITS):
        begun = {code[:digits] for code in codes}
        if len(begun) == 1 and digits > len(prefix):
            prefix = begun.pop()
    return RegionCode.of(prefix)


@requires(Act.SEE_HOUSEHOLDS)
def bulk(request: HttpRequest) -> HttpResponseBase:
    """Who is meant, and what can be done with them."""
    selection = _selection(request)
    households = selection.households()
    count = households.order_by().count()
    if not count:
        messages.error(request, _("没有选中农户。请先勾选，或放宽筛选条件。"))
        return redirect(f"{reverse('households')}?{selection.query.urlencode()}")
    place = _narrowest(selection, households)
    return TemplateResponse(
        request, "monitoring/bulk.html", _shown(request, selection, households, count, place)
    )


def _shown(
    request: HttpRequest,
    selection: Selection,
    households: QuerySet[Household],
    count: int,
    place: RegionCode,
) -> dict[str, Any]:
    first = list(households[:FIRST])
    names = frame.names_of([*(home.region_code for home in first)])
    query = selection.query.urlencode()
    return {
        "count": count,
        "too_many": count > MOST,
        "most": MOST,
        "first": [
            {
                "head": home.head_name,
                "number": home.number,
                "href": reverse("household", args=[home.number]),
                "place": names[home.region_code],
                "size": home.size,
            }
            for home in first
        ],
        "columns": [
            {"key": "head", "label": _("户主"), "href": "href", "note": "number"},
            {"key": "place", "label": _("所在村")},
            {"key": "size", "label": _("人口"), "unit": _("人"), "kind": "number"},
        ],
        "picked": selection.picked,
        "query": query,
        "place": place,
        "place_name": frame.place_name(place),
        "form": TagForm(request.POST if "word" in request.POST else None),
        "may_tag": permits(request, Act.EDIT_DOSSIER, place),
        "may_screen": permits(request, Act.SCREEN_NOW, place),
        "exports": _exports(request, selection, place, query),
        "roll": _roll(place),
        "back": f"{reverse('households')}?{query}",
    }


def _exports(
    request: HttpRequest, selection: Selection, place: RegionCode, query: str
) -> list[dict[str, str]]:
    """Files of all that match; ticked rows are few enough to be seen."""
    if selection.picked or not permits(request, Act.EXPORT, place):
        return []
    return [
        {"label": label, "href": f"{reverse('export', args=[which])}?{query}&form={form}"}
        for label, which, form in (
            (_("农户名单 Excel"), "households", "xlsx"),
            (_("农户名单 CSV"), "households", "csv"),
            (_("家庭成员 Excel"), "members", "xlsx"),
        )
    ]


def _roll(place: RegionCode) -> str:
    """The printed roll of a village, where the room for papers has one."""
    if len(place.prefix) < DIGITS[max(DIGITS)]:
        return ""
    try:
        return reverse("village_roll", args=[place.code])
    except NoReverseMatch:
        return ""


@require_POST
@requires(Act.EDIT_DOSSIER)
def tag(request: HttpRequest) -> HttpResponseBase:
    """First what the tag would change and for whom; with `confirmed`, the change itself."""
    selection = _selection(request)
    form = TagForm(request.POST)
    households = selection.households()
    count = households.order_by().count()
    place = _narrowest(selection, households)
    if not permits(request, Act.EDIT_DOSSIER, place):
        return forbidden(request)
    if not form.is_valid() or not count or count > MOST:
        context = _shown(request, selection, households, count, place)
        return TemplateResponse(request, "monitoring/bulk.html", context)
    word, added = form.cleaned_data["word"].strip(), form.cleaned_data["added"] == "yes"
    effect = operations.affected(households, word, added=added)
    typed = request.POST.get("typed", "").strip()
    agreed = "confirmed" in request.POST and (effect < LARGE or typed == str(effect))
    if not agreed:
        context = _shown(request, selection, households, count, place) | {
            "word": word,
            "added": added,
            "effect": effect,
            "unchanged": count - effect,
            "large": effect >= LARGE,
            "mistyped": "confirmed" in request.POST,
        }
        return TemplateResponse(request, "monitoring/bulk_tag.html", context)
    done = operations.tag(
        by=signed_in(request),
        at=timezone.now(),
        place=place,
        households=households,
        word=word,
        added=added,
    )
    return redirect("tagging", done.pk)


@requires(Act.EDIT_DOSSIER)
def tagging(request: HttpRequest, number: int) -> HttpResponseBase:
    """What one did to many households, and its undoing."""
    done = Tagging.objects.filter(pk=number, by=signed_in(request)).first()
    if done is None:
        raise Http404
    address = QueryDict(mutable=True)
    address["tag"] = done.word
    return TemplateResponse(
        request,
        "monitoring/tagging.html",
        {
            "done": done,
            "count": len(done.households),
            "rows_href": f"{reverse('households')}?{address.urlencode()}",
        },
    )


@require_POST
@requires(Act.EDIT_DOSSIER)
def undo_tagging(request: HttpRequest, number: int) -> HttpResponseBase:
    """Put everything back as it was before."""
    done = operations.undo_tagging(by=signed_in(request), at=timezone.now(), number=number)
    if done is None:
        messages.error(request, _("没有可撤销的操作，可能已经撤销过了。"))
    else:
        messages.success(request, _("已撤销，标签恢复原样。"))
    return redirect("tagging", number)


@require_POST
@requires(Act.SCREEN_NOW)
def screen_again(request: HttpRequest) -> HttpResponseBase:
    """Ask for a new screening of the smallest place that holds the households."""
    selection = _selection(request)
    place = _narrowest(selection, selection.households())
    if not permits(request, Act.SCREEN_NOW, place):
        return forbidden(request)
    now = timezone.now()
    try:
        run = operations.request_screening(
            by=signed_in(request),
            at=now,
            region_code=place.code,
            as_of=queries.facts_date(place.code, timezone.localdate(now)),
        )
    except MonitoringError as refusal:
        messages.error(request, str(refusal))
        return redirect("screenings")
    return redirect("screening", run.pk)
