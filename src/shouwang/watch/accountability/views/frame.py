"""What pages of the room share: the place of a list, its choices, links to other rooms."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwang.kernel.choosing import offer
from shouwang.kernel.deadlines import pressing
from shouwang.kernel.findings import Finding as Said
from shouwang.kernel.regioncode import DIGITS, Level, RegionCode
from shouwang.people.views.shown import signed_in
from shouwang.procedures.diagram import svg
from shouwang.procedures.models import Case
from shouwang.procedures.queries import declaration_of
from shouwang.procedures.rules import said
from shouwang.regions import queries as regions
from shouwang.watch.accountability import operations, queries
from shouwang.watch.accountability.forms import MoveForm
from shouwang.watch.monitoring.views import frame
from shouwang.watch.papers import checking
from shouwang.watch.papers.views.gallery import limits

PAGE_SIZE = 30
asked_place = frame.asked_place
language = frame.language


def link(name: str, *arguments: Any) -> str:
    """The address of another room's page; "" while no room has it."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def place_choices(place: RegionCode) -> list[tuple[str, str]]:
    """One's own place and the townships in it; in a township its villages."""
    own = frame.own_place() or place
    below = Level(min(own.level + 1, Level.VILLAGE))
    tree = regions.tree_for(own.prefix, on=timezone.localdate())
    inside = [(one.code, one.short_name) for one in tree if one.level == below]
    known = {code for code, _name in inside}
    if place != own and place.code not in known:
        inside.append((place.code, frame.place_name(place)))
    return [("", _("全部")), *inside]


def places_by_name() -> dict[str, str]:
    """Codes of the places inside the scope by code, name, and "township village"."""
    own = frame.own_place()
    if own is None:
        return {}
    found: dict[str, set[str]] = {}
    tree = regions.tree_for(own.prefix, on=timezone.localdate())
    names = {one.code: one for one in tree}
    for one in tree:
        parent = names.get(f"{one.code[: DIGITS[Level.TOWNSHIP]]}000")
        called = {one.code, one.name, one.short_name}
        if parent is not None and parent is not one:
            called |= {
                f"{above} {name}"
                for above in (parent.name, parent.short_name)
                for name in (one.name, one.short_name)
            }
        for name in called:
            found.setdefault(name, set()).add(one.code)
    return {name: min(codes) for name, codes in found.items() if len(codes) == 1}


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Names with the township's before a village's; one statement."""
    wanted = set(codes)
    return frame.names_of(wanted) if wanted else {}


def moving(request: HttpRequest, case: Case) -> tuple[dict[str, Any], bool]:
    """Show a case with the form of its ways, or take the way that was sent; whether it was taken.

    What was written comes back with the reasons when it is refused.
    """
    account, on, words = signed_in(request), timezone.localdate(), language()
    path = queries.path_of(case, account, on, words)
    ways = [(way.key, said(way.label, way.key, words)) for way in path.ways]
    form = MoveForm(request.POST or None, request.FILES or None, ways=ways, revision=case.revision)
    refusals: Sequence[Said] = ()
    if request.method == "POST":
        # a way that is no longer open is refused by the procedure, which says who took another
        offer(form, "way", [*ways, (request.POST.get("way", ""), "")])
        if form.is_valid() and _looked_at(form):
            reading = operations.move(
                by=account,
                at=timezone.now(),
                act_id=form.cleaned_data["act"],
                case=case.pk,
                revision=form.cleaned_data["revision"],
                transition=form.cleaned_data["way"],
                text=form.cleaned_data["text"],
                proof=form.cleaned_data["proof"],
            )
            if reading.value is not None:
                return {}, True
            refusals = reading.findings
        form = _again(request, form, ways, case)
    return {
        "path": path,
        "form": form if ways else None,
        "refusals": refusals,
        "diagram": SafeString(svg(declaration_of(case.version), current=case.step, language=words)),
        "left": pressing(case.due_on, on, finished=case.finished_on is not None),
    }, False


def _looked_at(form: MoveForm) -> bool:
    """Make the file sent fit to be kept; False with the reason beside it when it is not taken."""
    sent = form.cleaned_data["proof"]
    if sent is None:
        return True
    reading = checking.look(sent.name or "", sent.file, limits())
    for finding in reading.findings:
        form.add_error("proof", finding.message)
    form.cleaned_data["proof"] = reading.value
    return reading.value is not None


def _again(
    request: HttpRequest, refused: MoveForm, ways: list[tuple[str, str]], case: Case
) -> MoveForm:
    """The form with what was written, for the case as it stands now."""
    sent = request.POST.copy()
    sent["revision"] = str(case.revision)
    form = MoveForm(sent, ways=ways, revision=case.revision)
    for name, errors in refused.errors.items():
        if name == "proof":
            form.add_error(name, list(errors))
    if request.FILES and not form.has_error("proof"):
        form.add_error("proof", _("没有办成，文件没有保存：请重新选一次。"))
    return form
