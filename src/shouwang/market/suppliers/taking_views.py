"""The operator's page of lists that were taken out of the market."""

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from shouwang.kernel.pages import page_of
from shouwang.market.suppliers.forms import TakingsForm
from shouwang.market.suppliers.guards import for_operator
from shouwang.market.suppliers.taking import takings

PAGE = 50


@for_operator
@require_safe
def operator_takings(request: HttpRequest) -> HttpResponseBase:
    """Who took which list, when, of how many rows."""
    form = TakingsForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    wanted = request.GET.get("page", "1")
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 6 else 1
    rows = takings(asked.get("kind", ""), asked.get("q", "").strip())
    given = {"form": form, "page": page_of(rows, number, PAGE)}
    return TemplateResponse(request, "suppliers/takings.html", given)
