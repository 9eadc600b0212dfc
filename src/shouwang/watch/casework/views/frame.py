"""What pages of the room share: the place of a list, its choices, links to other rooms."""

from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel import scope
from shouwang.kernel.regioncode import DIGITS, Level, RegionCode
from shouwang.people.permits import duties, permits
from shouwang.people.rules import Act
from shouwang.regions import queries as regions
from shouwang.watch.casework.forms import ListForm
from shouwang.watch.casework.queries import Wanted, Which
from shouwang.watch.monitoring.views import frame


def address(name: str, *arguments: Any, **query: str) -> str:
    """The address of another room's page; "" while that room has none of the name."""
    try:
        href = reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
    asked = "&".join(f"{key}={value}" for key, value in query.items() if value)
    return f"{href}?{asked}" if asked else href


def place_of(query: QueryDict) -> RegionCode:
    """The place that the address names, else the whole of what one's duties open."""
    code = query.get("place", "")
    return frame.place_or_404(code) if code else whole()


def whole() -> RegionCode:
    """The smallest place that holds everything one's duties open; what is seen, the scope says."""
    prefixes = scope.current().prefixes
    if not prefixes:
        raise Http404
    shortest = min(len(prefix) for prefix in prefixes)
    shared = (n for n in DIGITS.values() if n <= shortest and len({p[:n] for p in prefixes}) == 1)
    return RegionCode.of(prefixes[0][: max(shared)])


def permitted(request: HttpRequest, act: Act, place: RegionCode) -> bool:
    """Whether the act is permitted in all of the place that the person's duties open."""
    opened = [RegionCode.of(prefix) for prefix in scope.current().prefixes]
    parts = [one for one in opened if place.contains(one) and place != one] or [place]
    return all(permits(request, act, one) for one in parts)


def asked(request: HttpRequest) -> tuple[ListForm, Wanted]:
    """The filters of the address, as a form and as values."""
    return asked_by(request.GET)


def asked_by(query: QueryDict) -> tuple[ListForm, Wanted]:
    """The same of an address that was sent along."""
    place = place_of(query)
    form = ListForm(query, place_choices(place))
    which = form.word("which")
    return form, Wanted(
        place,
        Which(which) if which else Which.TO_DO,
        form.word("procedure"),
        form.word("step"),
        late=bool(form.word("late")),
    )


def place_choices(place: RegionCode) -> list[tuple[str, str]]:
    """The townships of one's own place, and the villages of the township that is chosen."""
    own = whole()
    if own.level < Level.PREFECTURE:
        return [("", _("全部")), *([(place.code, frame.place_name(place))] if place != own else [])]
    township = place.code[: DIGITS[Level.TOWNSHIP]] if place.level >= Level.TOWNSHIP else ""
    found: list[tuple[str, str]] = [("", _("全部"))]
    for one in regions.tree_for(own.prefix, on=timezone.localdate()):
        inside = one.level == Level.VILLAGE and one.code[: DIGITS[Level.TOWNSHIP]] == township
        if one.level == Level.TOWNSHIP or inside:
            found.append((one.code, f"　{one.short_name}" if inside else one.short_name))
    if place.code not in dict(found):
        found.append((place.code, frame.place_name(place)))
    return found


def may_handle(request: HttpRequest, region_code: str) -> bool:
    """Whether the person may move cases in the place."""
    return permits(request, Act.HANDLE_CASES, RegionCode(region_code))


def held(request: HttpRequest) -> Any:
    """The duties of who is logged in."""
    return duties(request)


def overview_href(request: HttpRequest) -> str:
    """The overview of what is late; for whoever answers for more than one village."""
    if whole().level >= Level.VILLAGE:
        return ""
    return address("casework_overview")
