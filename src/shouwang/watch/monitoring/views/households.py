"""One household's page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from shouwang.kernel.crypto.unmasking import ReasonMissing, unmask
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.policies.queries import current_pack
from shouwang.watch.monitoring import queries
from shouwang.watch.monitoring.queries import wording
from shouwang.watch.monitoring.queries.dossier import TITLES
from shouwang.watch.monitoring.views import frame
from shouwang.watch.registry.models.person import Labour


@requires(Act.SEE_HOUSEHOLDS)
def household_page(request: HttpRequest, number: str) -> HttpResponseBase:
    """One household: who lives there, its clues, and what is known from which list."""
    dossier = queries.household(number)
    if dossier is None:
        raise Http404
    return _household(request, dossier, revealed=None)


@require_POST
@requires(Act.UNMASK)
def unmask_identity(request: HttpRequest, number: str) -> HttpResponseBase:
    """The same page with one member's identity number in full; who, whose and why is journalled."""
    dossier = queries.household(number)
    member = request.POST.get("member", "")
    person = (
        next((one for one in dossier.members if one.number == member), None) if dossier else None
    )
    if dossier is None or person is None:
        raise Http404
    if not permits(request, Act.UNMASK, RegionCode(person.region_code)):
        return forbidden(request)
    try:
        full = unmask(
            by=request.user,  # type: ignore[arg-type]
            subject=person,
            field="identity",
            value=person.identity,
            region=person.region_code,
            reason=request.POST.get("reason", ""),
        )
    except ReasonMissing as refusal:
        messages.error(request, str(refusal))
        return redirect("household", number)
    return _household(request, dossier, revealed=(member, full))


def _household(
    request: HttpRequest, dossier: queries.Dossier, *, revealed: tuple[str, str] | None
) -> HttpResponseBase:
    place = RegionCode(dossier.household.region_code)
    path = frame.region_path(place)
    pack, words = current_pack(place.code), frame.language()
    clues: list[dict[str, Any]] = [
        {
            "clue": clue,
            "label": wording.rule_label(pack, clue.rule, words),
            "why": wording.sentence(pack, clue.rule, clue.evidence, words),
        }
        for clue in dossier.clues
    ]
    labour = dict(Labour.choices)
    members = [
        {
            "person": one,
            "labour": labour.get(getattr(one, "state_labour", None) or "", ""),
            "identity": revealed[1] if revealed and revealed[0] == one.number else "",
        }
        for one in dossier.members
    ]
    tables = [(key, TITLES[key], rows) for key, rows in dossier.facts.items() if rows]
    return TemplateResponse(
        request,
        "monitoring/household.html",
        {
            "dossier": dossier,
            "household": dossier.household,
            "on": dossier.on,
            "members": members,
            "may_unmask": permits(request, Act.UNMASK, place),
            "open_clues": [one for one in clues if one["clue"].closed_on is None],
            "past_clues": [one for one in clues if one["clue"].closed_on is not None],
            "tables": tables,
            "place_name": frame.village_name(path),
            "region_path": path,
        },
    )
