"""What pages of the room share: the household, its address, the day of its facts, refusals."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse

from shouwang.kernel.findings import Finding
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import permits
from shouwang.people.rules import Act
from shouwang.watch.assistance import queries
from shouwang.watch.monitoring.queries import latest_run
from shouwang.watch.registry.models import Household

# where a refusal of the rules is shown, by its code
FIELDS = {
    "kind_unknown": "kind",
    "title_missing": "title",
    "responsible_missing": "responsible",
    "money_missing": "money",
    "start_absurd": "start_on",
    "delivered_later": "on",
    "proof_missing": "upload",
    "reason_missing": "reason",
    "period_empty": "until",
    "site_missing": "site",
    "moved_later": "moved_on",
    "ends_too_early": "on",
    "ends_too_late": "on",
    "person_busy": "person",
    "person_gone": "person",
    "index_missing": "month",
    "month_to_come": "month",
    "no_document": "document",
}


def household_or_404(number: str) -> Household:
    """The household of an address; what lies outside the scope does not exist."""
    found = queries.household(number)
    if found is None:
        raise Http404
    return found


def year_of(request: HttpRequest) -> int | None:
    """The year that the address asks for, if it is one."""
    text = request.GET.get("year", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else None


def may_plan(request: HttpRequest, region_code: str) -> bool:
    """Whether the person plans help in the place."""
    return permits(request, Act.PLAN_HELP, RegionCode(region_code))


def facts_day(place: RegionCode, today: date) -> date:
    """The day of the latest screening of a place, else today."""
    run = latest_run(place)
    return run.as_of if run else today


def refuse(form: forms.Form, findings: Iterable[Finding]) -> None:
    """The findings beside the fields they speak of, else on top."""
    for one in findings:
        field = FIELDS.get(one.code)
        form.add_error(field if field in form.fields else None, one.message)


def show_current(form: forms.Form, revision: int) -> None:
    """After a refusal the next try is made on the plan as it is now."""
    sent: Any = form.data
    data = sent.copy()
    data["revision"] = str(revision)
    form.data = data


def address(name: str, *args: Any) -> str:
    """A page of another room; "" where there is none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
