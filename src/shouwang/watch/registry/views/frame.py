"""What the pages that change a dossier share: the household, its path, the answer to a form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from shouwang.kernel import scope
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.views.shown import signed_in
from shouwang.regions import queries as regions
from shouwang.watch.registry.errors import (
    DossierChanged,
    HouseholdUnknown,
    OthersChange,
    PersonUnknown,
    Refused,
)
from shouwang.watch.registry.forms import GroundsForm
from shouwang.watch.registry.models import Household, Person
from shouwang.watch.registry.operations import Grounds
from shouwang.watch.registry.queries import field_named, said

HOUSEHOLD_PAGE = "household"  # the address of the household's page, which a room above has


def household_or_404(number: str) -> Household:
    """The household of an address; whatever lies outside the scope does not exist."""
    home = Household.objects.filter(number=number).first()
    if home is None:
        raise Http404
    return home


def present(home: Household) -> QuerySet[Person]:
    """Who lives there, the head first where nothing else orders them."""
    return Person.objects.filter(household=home, died_on=None, moved_out_on=None).order_by("id")


def region_path(home: Household) -> list[dict[str, str]]:
    """From the province down; only places inside the scope are links."""
    seen = scope.current()
    steps = regions.path(RegionCode(home.region_code), on=timezone.localdate())
    return [
        {"name": step.name, "href": reverse("place", args=[step.code])}
        if seen.contains(step.code)
        else {"name": step.name, "href": ""}
        for step in steps
    ]


def back(number: str) -> str:
    """The address of the household's page."""
    try:
        return reverse(HOUSEHOLD_PAGE, args=[number])
    except NoReverseMatch:
        return reverse("dossier_history", args=[number])


def answer(
    request: HttpRequest,
    form: GroundsForm,
    run: Callable[[Grounds], Any],
    context: dict[str, Any],
    done: str,
) -> HttpResponseBase:
    """Run the act of a form that was sent, or show the form with what stands in the way."""
    theirs: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid() and form.other is None:
        try:
            result = run(form.grounds(signed_in(request), timezone.now()))
        except Refused as refusal:
            form.show(refusal.findings)
        except (HouseholdUnknown, PersonUnknown) as unknown:
            form.add_error(None, str(unknown))
        except DossierChanged as changed:
            form.saw(changed.revisions)
            theirs = [_their(one, context["number"]) for one in changed.changes]
        else:
            messages.success(request, done)
            number = result.number if isinstance(result, Household) else context["number"]
            return redirect(back(number))
    other = _other(form.other) if form.other is not None and not form.errors else None
    shown = {**context, "form": form, "theirs": theirs, "other": other}
    return TemplateResponse(request, "registry/form.html", shown)


def _other(home: Household) -> dict[str, Any]:
    """The second household of an act, for whoever is about to change it."""
    return {
        "number": home.number,
        "head": home.head_name,
        "place": " ".join(step["name"] for step in region_path(home)[-2:]),
        "members": list(present(home).values_list("name", flat=True)),
    }


def _their(one: OthersChange, here: str) -> dict[str, Any]:
    field = field_named(one.field)
    return {
        "label": str(field.label),
        "number": one.household if one.household != here else "",
        "before": said(field, one.before),
        "after": said(field, one.after),
        "by": one.by,
        "at": one.at,
        "reason": one.reason,
    }
