"""How one order line came to the household's sum, and its year to print; by its own pass."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shouwang.market.settlement import queries
from shouwang.market.settlement.models import Split
from shouwang.market.settlement.queries.explaining import Explained, Shared
from shouwang.market.suppliers.models import Supplier
from shouwang.market.suppliers.places import place_names
from shouwang.market.supply.views.households import buyer_words, opened


@dataclass(frozen=True, slots=True)
class Own:
    """One version of a split, and what of it is the household's own."""

    split: Split
    share: Shared

    @property
    def of_hundred(self) -> str:
        """Of a hundred yuan how many go to such households: 640‰ → 64."""
        per_mille = self.split.wage_per_mille if self.share.is_wage else self.split.share_per_mille
        return f"{per_mille / 10:g}"


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


@never_cache
@require_safe
def household_year(request: HttpRequest, link: UUID, year: int) -> HttpResponseBase:
    """The household's account of a year, on one sheet."""
    found = opened(request, link)
    if found is None:
        return redirect("household_sign_in")
    today = timezone.localdate()
    if not found.agreed_on.year <= year <= today.year:
        raise Http404
    named = buyer_words()
    told = queries.statement(found.pk, year)
    given = {
        "link": found,
        "supplier": Supplier.objects.get(pk=found.supplier_id),
        "place": place_names([found.region_code], on=today).get(found.region_code, ""),
        "told": told,
        "rows": [(one, named.get(one.buyer_kind, one.buyer_kind)) for one in told.rows],
        "today": today,
        "years": range(today.year, found.agreed_on.year - 1, -1),
    }
    return TemplateResponse(request, "settlement/household_year.html", given)


def _owned(explained: Explained, number: str) -> list[Own]:
    """The newest version of each stage in which the household has a part, of goods and of work."""
    newest: dict[tuple[str, bool], Own] = {}
    for told in explained.splits:
        for share in told.shares:
            if share.number == number:
                newest[told.split.stage, share.is_wage] = Own(told.split, share)
    return sorted(newest.values(), key=lambda own: own.split.at, reverse=True)
