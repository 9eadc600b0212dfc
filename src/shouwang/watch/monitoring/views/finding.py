"""Finding households: the box on every page, what it suggests, and the list with its filters."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shouwang.engine import Pack
from shouwang.kernel.crypto.masking import mask_identity
from shouwang.kernel.regioncode import DIGITS, Level, RegionCode
from shouwang.people.permits import permits, requires
from shouwang.people.rules import Act
from shouwang.policies.queries import packaged
from shouwang.regions import queries as regions
from shouwang.watch.monitoring import queries
from shouwang.watch.monitoring.forms import EVERY, FindForm
from shouwang.watch.monitoring.models import SavedFilter
from shouwang.watch.monitoring.queries import finder, wording
from shouwang.watch.monitoring.queries.finder import ORDERS, Line, Wanted
from shouwang.watch.monitoring.views import frame, saved
from shouwang.watch.registry import finding
from shouwang.watch.registry.finding import By, Match
from shouwang.watch.registry.models.household import SubjectCategory

SUGGESTED = 8


@requires(Act.SEE_HOUSEHOLDS)
def find_page(request: HttpRequest) -> HttpResponseBase:
    """Households of one's places: found by words, narrowed by filters.

    Words are posted, so that no identity or telephone number lands in an address; what is
    harmless moves on to an address that can be sent.
    """
    if request.method == "POST":
        return _posted(request)
    query = request.GET.copy()
    if finding.is_telling(query.get("q", "")):
        messages.warning(request, _("完整的证件号码和电话号码不能放在网址里，请在查找框里输入。"))
        query.pop("q")
        return redirect(f"{reverse('households')}?{query.urlencode()}")
    return _page(request, query)


def _posted(request: HttpRequest) -> HttpResponseBase:
    words = request.POST.get("q", "").strip()[: finding.LONGEST_TEXT]
    if not words:
        return redirect("households")
    if not finding.is_telling(words):
        query = QueryDict(mutable=True)
        query["q"] = words
        return redirect(f"{reverse('households')}?{query.urlencode()}")
    answer = finding.find(words)
    exact = [match for match in answer.matches if match.by in finding.EXACT]
    if len(exact) == 1 and len(answer.matches) == 1:
        return redirect("household", exact[0].home.number)
    query = QueryDict(mutable=True)
    query["q"] = words
    return _page(request, query, posted=True)


def _page(request: HttpRequest, query: QueryDict, *, posted: bool = False) -> HttpResponseBase:
    place = _place(query.get("place", ""))
    form = FindForm(query, _places(place))
    wanted = form.wanted(place.prefix if place else "")
    words_only = wanted == Wanted(wanted.prefix, words=wanted.words) and bool(wanted.words)
    on = timezone.localdate() if words_only or place is None else day_of(place)
    sort = frame.sort_word(request, ORDERS, "")
    found = finder.found(wanted, on, sort, frame.page_number(request))
    shown = "" if posted else query.urlencode()
    return TemplateResponse(
        request,
        "monitoring/find.html",
        {
            "form": form,
            "more": FindForm.MORE,
            "words_only": words_only,
            "words": _masked(wanted.words),
            "posted": posted,
            "found": found,
            "places": [_place_line(one) for one in found.answer.places] if found.answer else [],
            "columns": columns(bool(wanted.words)),
            "rows": lines(found.page.rows, packaged()),
            "page": frame.django_page(found.page),
            "uncounted": found.page.uncounted,
            "export": _export(request, place, shown),
            "actions": [{"label": _("对勾选的办理"), "href": reverse("bulk")}],
            "bulk_href": f"{reverse('bulk')}?{shown}",
            "saved": saved.of(request, SavedFilter.List.HOUSEHOLDS, shown),
            "region_path": frame.region_path(place) if place and query.get("place") else [],
            "search_words": _masked(wanted.words),
        },
    )


def day_of(place: RegionCode) -> Any:
    """The day of the latest screening of a place, on which categories and ages are looked at."""
    return frame.day_of(queries.latest_run(place))


def wanted_of(query: QueryDict) -> tuple[RegionCode, Wanted]:
    """The place and the households that an address asks for: for bulk acts and exports."""
    place = _place(query.get("place", "")) or RegionCode.of("")
    return place, FindForm(query, _places(place)).wanted(place.prefix)


def _place(code: str) -> RegionCode | None:
    return frame.place_or_404(code) if code else frame.own_place()


def _places(place: RegionCode | None) -> list[tuple[str, Any]]:
    """Townships of one's own place, and the villages of the township that is chosen."""
    own = frame.own_place()
    if own is None or place is None or own.level < Level.PREFECTURE:
        return [EVERY]
    tree = regions.tree_for(own.prefix, on=timezone.localdate())
    township = place.code[: DIGITS[Level.TOWNSHIP]] if place.level >= Level.TOWNSHIP else ""
    return [EVERY] + [
        (one.code, one.short_name if one.level == Level.TOWNSHIP else f"　{one.short_name}")
        for one in tree
        if one.level == Level.TOWNSHIP
        or (one.level == Level.VILLAGE and township and one.code.startswith(township))
    ]


def _masked(words: str) -> str:
    """What the box shows again: a whole number is not put back on the page."""
    return mask_identity(words) if finding.is_telling(words) else words


def _export(request: HttpRequest, place: RegionCode | None, query: str) -> str:
    if place is None or not permits(request, Act.EXPORT, place):
        return ""
    return f"{reverse('export', args=['households'])}?{query}"


def _place_line(place: regions.Place) -> dict[str, Any]:
    kind = _("乡镇") if place.level == Level.TOWNSHIP else _("村")
    return {"name": place.short_name, "kind": kind, "href": reverse("place", args=[place.code])}


def lines(rows: Sequence[Line], pack: Pack) -> list[dict[str, Any]]:
    """Households as rows of the table."""
    names = frame.names_of(line.home.region_code for line in rows)
    labels = dict(SubjectCategory.choices)
    words = frame.language()
    return [
        {
            "head": line.home.head_name,
            "number": line.home.number,
            "href": reverse("household", args=[line.home.number]),
            "why": why(line.match) if line.match else "",
            "severity": line.severity,
            "rules": "、".join(wording.rule_label(pack, rule, words) for rule in line.rules),
            "category": labels.get(line.category, ""),
            "tags": "、".join(line.tags),
            "place": names[line.home.region_code],
            "place_href": reverse("place", args=[line.home.region_code]),
            "group": line.home.group,
            "size": line.home.size,
        }
        for line in rows
    ]


def columns(with_words: bool) -> list[dict[str, Any]]:
    """The columns of the list; why a household was found only where words were given."""
    reason = [{"key": "why", "label": _("符合")}] if with_words else []
    return [
        {"key": "head", "label": _("户主"), "href": "href", "note": "number", "sort": "head"},
        *reason,
        {"key": "severity", "label": _("最重程度"), "kind": "severity"},
        {"key": "rules", "label": _("线索")},
        {"key": "category", "label": _("户类别")},
        {"key": "tags", "label": _("标签")},
        {"key": "place", "label": _("所在村"), "href": "place_href", "sort": "place"},
        {"key": "group", "label": _("村民小组")},
        {"key": "size", "label": _("人口"), "unit": _("人"), "kind": "number", "sort": "size"},
    ]


_WHY = {
    By.NUMBER: gettext_lazy("户编号"),
    By.NUMBER_BEGINS: gettext_lazy("户编号开头"),
    By.IDENTITY: gettext_lazy("证件号码：%(name)s"),
    By.TELEPHONE: gettext_lazy("电话：%(name)s"),
    By.IDENTITY_TAIL: gettext_lazy("证件尾号：%(name)s"),
    By.TELEPHONE_TAIL: gettext_lazy("电话尾号：%(name)s"),
    By.HEAD: gettext_lazy("户主"),
    By.HEAD_BEGINS: gettext_lazy("户主"),
    By.HEAD_CONTAINS: gettext_lazy("户主"),
    By.MEMBER: gettext_lazy("成员：%(name)s"),
    By.MEMBER_BEGINS: gettext_lazy("成员：%(name)s"),
    By.INITIALS: gettext_lazy("拼音：%(name)s"),
    By.TAG: gettext_lazy("标签：%(name)s"),
}


def why(match: Match) -> str:
    """Why a household is in the answer, in a few words."""
    said = str(_WHY[match.by]) % {"name": match.name}
    said = f"{said}（{_('已去世或转出')}）" if match.past else said
    return f"{said}（{_('已销户')}）" if match.home.ended_on else said


@require_POST
@requires(Act.SEE_HOUSEHOLDS)
def suggest(request: HttpRequest) -> HttpResponseBase:
    """What the box offers while one types; posted, for numbers are typed too."""
    words = request.POST.get("q", "").strip()
    answer = finding.find(words, most=SUGGESTED, thorough=False)
    names = frame.names_of(match.home.region_code for match in answer.matches)
    return TemplateResponse(
        request,
        "monitoring/suggestions.html",
        {
            "words": words,
            "answer": answer,
            "places": [_place_line(one) for one in answer.places[:3]],
            "homes": list(_suggested(answer.matches, names)),
        },
    )


def _suggested(matches: Iterable[Match], names: dict[str, str]) -> Iterable[dict[str, Any]]:
    for match in matches:
        yield {
            "href": reverse("household", args=[match.home.number]),
            "head": match.home.head_name,
            "why": why(match),
            "place": f"{names[match.home.region_code]} {match.home.group}",
        }
