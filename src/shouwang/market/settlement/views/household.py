"""How one order line came to the household's sum: told to whoever opened its own page."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shouwang.market.settlement import queries
from shouwang.market.settlement.models import Split
from shouwang.market.settlement.queries.explaining import Explained, Shared
from shouwang.market.supply.views.households import opened


@dataclass(frozen=True, slots=True)
class Own:
    """One version of a split, and what of it is the household's own."""

    split: Split
    share: Shared


@never_cache
@require_safe
def household_line(request: HttpRequest, link: UUID, line: UUID) -> HttpResponseBase:
    """The household's part of one order line, step by step; of the others only how many."""
    found = opened(request, link)
    if found is None:
        return redirect("household_sign_in")
    explained = queries.explained(line)
    owned = _owned(explained, found.number) if explained else []
    if not owned:
        raise Http404
    given = {"link": found, "line": explained.line if explained else None, "owned": owned}
    return TemplateResponse(request, "settlement/household_line.html", given)


def _owned(explained: Explained, number: str) -> list[Own]:
    """The newest version of each stage in which the household has a part, of goods and of work."""
    newest: dict[tuple[str, bool], Own] = {}
    for told in explained.splits:
        for share in told.shares:
            if share.number == number:
                newest[told.split.stage, share.is_wage] = Own(told.split, share)
    return sorted(newest.values(), key=lambda own: own.split.at, reverse=True)
