"""The check of the criteria at a household, for a case; and a check as it was made."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.choosing import offered
from shouwang.kernel.findings import Finding
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.procedures import queries as cases
from shouwang.procedures.errors import CaseUnknown
from shouwang.procedures.models import Case
from shouwang.procedures.rules import said
from shouwang.watch.exits import operations, queries
from shouwang.watch.exits.errors import CheckUnknown
from shouwang.watch.exits.forms import CheckForm
from shouwang.watch.exits.queries import Computed
from shouwang.watch.monitoring.views import frame
from shouwang.watch.papers import queries as papers
from shouwang.watch.registry.models import Household
from shouwang.watch.visits import queries as visits

RECENT = timedelta(days=90)
MOST_PAPERS = 50


@requires(Act.HANDLE_CASES)
def check_page(request: HttpRequest) -> HttpResponseBase:
    """What the policy says of each criterion, the form beside it, and the case's way with it."""
    case = _case_or_404(request.GET.get("case", ""))
    home = Household.objects.filter(number=case.subject_id).first()
    if home is None or case.procedure not in queries.procedures():
        raise Http404
    computed = queries.compute(home, case.procedure, timezone.localdate(), frame.language())
    form = _form(request, case, home, computed)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        reading = operations.check(
            by=signed_in(request),
            at=timezone.now(),
            number=form.cleaned_data["number"],
            case=case,
            home=home,
            told=form.told(),
        )
        if reading.value is not None:
            messages.success(request, _("已保存核对表，事项已办理到下一步。"))
            return redirect(_address("casework_case", case.pk) or reverse("home"))
        findings = reading.findings
    return TemplateResponse(request, "exits/check.html", _context(case, home, form, findings))


def _form(request: HttpRequest, case: Case, home: Household, computed: Computed) -> CheckForm:
    by, today = signed_in(request), timezone.localdate()
    since = today - RECENT
    return CheckForm(
        request.POST or None,
        computed.criteria,
        ways=[
            (way.key, said(way.label, way.key, frame.language()))
            for way in cases.ways(case, by, today)
            if operations.KIND in way.evidence
        ],
        visits=[
            (one.ref, f"{one.day} {one.label}")
            for one in visits.home_visits_of(home.number)
            if one.day >= since
        ],
        others=[
            (other.pk, str(other))
            for other in visits.visitors_in(home.region_code, today)
            if other.pk != by.pk
        ],
        papers=[
            (paper.pk, f"{paper.at:%Y-%m-%d} {paper.title or paper.get_kind_display()}")
            for paper in papers.papers(home)[:MOST_PAPERS]
        ],
        initial={"number": uuid4(), "revision": case.revision, "signer": home.head_name},
    )


def _context(
    case: Case, home: Household, form: CheckForm, findings: tuple[Finding, ...]
) -> dict[str, Any]:
    return {
        "case": case,
        "household": home,
        "form": form,
        "findings": findings,
        "has_ways": bool(offered(form, "transition")),
        "case_href": _address("casework_case", case.pk),
        "visit_href": f"{_address('visit_new', home.number)}?case={case.pk}"
        if _address("visit_new", home.number)
        else "",
        "region_path": frame.region_path(RegionCode(home.region_code)),
    }


@requires(Act.SEE_CASES)
def shown_check(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """A check as it was made, to read and to print."""
    try:
        check = queries.check(number)
    except CheckUnknown as error:
        raise Http404 from error
    context = {
        "check": check,
        "criteria": check.criteria,
        "household": check.household,
        "case_href": _address("casework_case", check.case_id),
        "region_path": frame.region_path(RegionCode(check.region_code)),
    }
    return TemplateResponse(request, "exits/shown.html", context)


def _case_or_404(text: str) -> Case:
    try:
        return cases.case(UUID(text))
    except (ValueError, ValidationError, CaseUnknown) as error:
        raise Http404 from error


def _address(name: str, argument: Any) -> str:
    try:
        return reverse(name, args=[argument])
    except NoReverseMatch:
        return ""
