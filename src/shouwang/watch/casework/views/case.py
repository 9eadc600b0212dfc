"""One case: where it stands, what was done, what can be done now."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from shouwang.kernel.deadlines import left
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models import Account
from shouwang.people.permits import requires
from shouwang.people.rules import Act as Permission
from shouwang.procedures import queries as procedures
from shouwang.procedures.diagram import svg
from shouwang.procedures.errors import CaseUnknown
from shouwang.procedures.models import Act, Case
from shouwang.procedures.rules import Declaration, Past
from shouwang.watch.casework import rules
from shouwang.watch.casework.queries import homes, wording
from shouwang.watch.casework.queries.evidence import Shown, of_acts
from shouwang.watch.casework.queries.lists import MOVED_HERE
from shouwang.watch.casework.queries.ways import Way, ways
from shouwang.watch.casework.views import frame
from shouwang.watch.monitoring.views import frame as shared

# Where evidence of other rooms is looked at: the name of the address that takes its number.
_PAGES = {
    "papers.paper": "paper_file",
    "monitoring.clue": "clue",
    "visits.homevisit": "visit",
    "reports.report": "report",
    "reviews.review": "review",
    "reviews.meeting": "review",
    "exits.criteriacheck": "exit_check_shown",
}
# Ways whose evidence another room makes: its address takes `case=`.
_ELSEWHERE = {
    "review_minutes": "review_new",
    "group_minutes": "review_new",
    "criteria_check": "exit_check",
}


def case_or_404(number: UUID) -> Case:
    """The case of an address; what lies outside the scope, or is another room's, is not found."""
    try:
        found = procedures.case(number)
    except CaseUnknown as error:
        raise Http404 from error
    if found.subject_kind != MOVED_HERE:
        raise Http404
    return found


@requires(Permission.SEE_CASES)
def case_page(request: HttpRequest, number: UUID) -> HttpResponseBase:
    """Where it stands, its deadline, its history, and the ways that are open."""
    case = case_or_404(number)
    declaration, acts = procedures.declaration_of(case.version), procedures.acts(case)
    history, today = procedures.past(acts), timezone.localdate()
    context = {
        **about(case, declaration),
        "steps": steps(declaration, history),
        "diagram": SafeString(svg(declaration, current=case.step, language=wording.language())),
        "left": left(case.due_on, today),
        "owed": [wording.evidence(kind) for kind in case.owed],
        "waits_for": wording.duty(declaration, case.awaits) if case.awaits else "",
        "entries": entries(declaration, acts),
        **_choices(request, case, declaration, history, today),
    }
    return TemplateResponse(request, "casework/case.html", context)


def about(case: Case, declaration: Declaration) -> dict[str, Any]:
    """What every page of a case says on top: which procedure, of whom, where."""
    path = shared.region_path(RegionCode(case.region_code))
    home = homes([case]).get(case.subject_id)
    return {
        "case": case,
        "title": wording.title(declaration),
        "step": wording.step(declaration, case.step),
        "home": home,
        "home_href": frame.address("household", home.number) if home else "",
        "place_name": shared.village_name(path),
        "region_path": path,
    }


def steps(declaration: Declaration, history: Sequence[Past]) -> list[dict[str, str]]:
    """The step bar."""
    return [
        {
            "label": wording.step(declaration, stage.key),
            "state": stage.state,
            "detail": f"{stage.on:%m-%d}" if stage.on else "",
        }
        for stage in rules.stages(declaration, history)
    ]


def entries(declaration: Declaration, acts: Sequence[Act]) -> list[dict[str, Any]]:
    """The history, the latest act first: who, when, as what, on which evidence."""
    evidence, names = of_acts(acts), _signers(acts)
    return [_entry(declaration, act, evidence[act.pk], names) for act in reversed(acts)]


def _entry(
    declaration: Declaration, act: Act, evidence: Sequence[Shown], names: Mapping[int, str]
) -> dict[str, Any]:
    return {
        "at": act.at,
        "by": act.by.display_name,
        "role": wording.role(declaration, act.role),
        "title": wording.way(declaration, act.transition),
        "to": wording.step(declaration, act.to_step) if act.from_step != act.to_step else "",
        "reason": act.reason,
        "signers": "、".join(names.get(one, str(one)) for one in act.signers),
        "vote": act.vote,
        "evidence": [
            {"name": wording.evidence(one.kind), "href": _page_of(one), "one": one}
            for one in evidence
        ],
    }


def _signers(acts: Sequence[Act]) -> dict[int, str]:
    numbers = {one for act in acts for one in act.signers}
    if not numbers:
        return {}
    return dict(Account.objects.filter(pk__in=numbers).values_list("pk", "display_name"))


def _page_of(one: Shown) -> str:
    if one.paper is not None:
        return frame.address("paper_file", one.paper)
    name = _PAGES.get(one.room)
    return frame.address(name, one.number) if name else ""


def _choices(
    request: HttpRequest,
    case: Case,
    declaration: Declaration,
    history: Sequence[Past],
    today: date,
) -> dict[str, Any]:
    """The ways of whoever looks, and who takes the others."""
    account, duties = request.user.pk, frame.held(request)
    found = ways(case, declaration, history, duties, account, today) if account else []
    may = frame.may_handle(request, case.region_code)
    mine = sorted(
        (_way(case, declaration, way) for way in found if may and way.mine),
        # what leads on comes first, then what stays, then what goes back
        key=lambda way: (way["kind"] != "forward", way["stays"]),
    )
    return {
        "mine": [way for way in mine if not way["aside"]],
        "aside": [way for way in mine if way["aside"]],
        "others": [
            {
                "label": wording.way(declaration, way.transition.key),
                "by": "、".join(wording.role(declaration, role) for role in way.transition.roles),
            }
            for way in found
            if not (may and way.mine)
        ],
    }


def _way(case: Case, declaration: Declaration, way: Way) -> dict[str, Any]:
    transition = way.transition
    stays = transition.target in ("", case.step)
    return {
        "label": wording.way(declaration, transition.key),
        "kind": transition.kind.value,
        "stays": stays,
        # papers may be added at any time; where none is owed, that is not what is to be done
        "aside": stays and not set(transition.evidence).intersection(case.owed),
        "needs": wording.needs(declaration, transition),
        "open": way.is_open,
        "barred": way.barred,
        "from_on": way.from_on,
        "href": act_href(case, transition.key, transition.evidence),
        "visit": _visit_href(case, transition.evidence),
    }


def act_href(case: Case, transition: str, evidence: Sequence[str]) -> str:
    """Where the way is taken: in the room that makes its evidence, else on the form here."""
    for kind in evidence:
        elsewhere = _ELSEWHERE.get(kind)
        href = frame.address(elsewhere, case=str(case.pk)) if elsewhere else ""
        if href:
            return href
    return reverse("casework_act", args=[case.pk, transition])


def _visit_href(case: Case, evidence: Sequence[str]) -> str:
    if "home_visit" not in evidence or case.subject_kind != "household":
        return ""
    return frame.address("visit_new", case.subject_id, case=str(case.pk))
