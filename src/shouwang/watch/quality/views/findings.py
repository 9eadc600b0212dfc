"""Findings: the list, one finding with its history, answers and decisions with their preview."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from shouwang.engine import Pack
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models import KIND_NAMES
from shouwang.people.permits import permits, requires
from shouwang.people.rules import Act, Kind
from shouwang.people.views.shown import signed_in
from shouwang.policies.queries import said
from shouwang.watch.quality import operations, queries
from shouwang.watch.quality.errors import QualityError
from shouwang.watch.quality.forms import ExplainForm, FindingFilterForm, ReturnForm
from shouwang.watch.quality.models import QualityFinding, State
from shouwang.watch.quality.queries import Filters, wording
from shouwang.watch.quality.queries.lists import ORDERS
from shouwang.watch.quality.queries.policy import packaged
from shouwang.watch.quality.queries.tallies import holder
from shouwang.watch.quality.rules import DECIDABLE, EXPLAINABLE
from shouwang.watch.quality.views import frame

SORT = "severity"
MOST_PICKED = 500


def rule_choices(pack: Pack) -> list[tuple[str, str]]:
    """Every rule in use with its name, for a filter."""
    words = frame.language()
    used = [*pack.active_rules, *pack.active_person_rules]
    return [(rule.name, said(rule.label, words, rule.name)) for rule in used]


def lines(pack: Pack, rows: Iterable[QualityFinding]) -> list[dict[str, Any]]:
    """Findings as rows of a table: whose, what, where, who answers for it."""
    listed = list(rows)
    codes = {row.region_code for row in listed}
    names = frame.names_of(codes)
    held = queries.responsible(codes, timezone.localdate())
    words = frame.language()
    return [
        {
            "id": row.pk,
            "href": reverse("quality_finding", args=[row.pk]),
            "head": row.household.head_name,
            "number": row.household.number,
            "person": row.person.name if row.person else _("全户"),
            "severity": row.severity,
            "rule": wording.label(pack, row.rule, words),
            "what": wording.sentence(pack, row.rule, row.evidence, words),
            "said": row.explanation,
            "returned": row.returned,
            "state": row.get_state_display(),
            "place": names[row.region_code],
            "who": holder(held, row.duty, row.region_code) or _duty(row.duty),
            "first_seen": row.first_seen,
        }
        for row in listed
    ]


def _duty(duty: str) -> str:
    return str(KIND_NAMES[Kind(duty)]) if duty in set(Kind) else duty


@requires(Act.SEE_HOUSEHOLDS)
def findings_page(request: HttpRequest) -> HttpResponseBase:
    """Findings of a place, filtered by the address; ticked ones are answered or decided."""
    place = frame.asked_place(request)
    pack = packaged()
    form = FindingFilterForm(request.GET, rule_choices(pack))
    sort = frame.sort_word(request, ORDERS, SORT)
    filters = form.filters(place.prefix)
    page = queries.findings(filters, sort, frame.page_number(request))
    actions = _actions(request, place, filters)
    may_export = permits(request, Act.EXPORT, place)
    path = frame.region_path(place, "quality_findings")
    form.name_place(place.code, path)
    return TemplateResponse(
        request,
        "quality/findings.html",
        {
            "place": place,
            "region_path": path,
            "form": form,
            "columns": _columns(filters),
            "rows": lines(pack, page.rows),
            "page": frame.django_page(page),
            "uncounted": page.uncounted,
            "actions": actions,
            "select": "id" if actions else "",
            "export": reverse("quality_export") if may_export else "",
            "may_upload": permits(request, Act.EXPLAIN_FINDINGS, place),
            "checked": bool(page.total) or queries.is_checked(place),
        },
    )


def _actions(request: HttpRequest, place: RegionCode, filters: Filters) -> list[dict[str, str]]:
    actions = []
    explains = permits(request, Act.EXPLAIN_FINDINGS, place)
    if explains and filters.state in {*EXPLAINABLE, "", "all"}:
        actions.append({"label": _("说明所选"), "href": reverse("quality_explain")})
    if filters.state in {*DECIDABLE, "all"} and permits(request, frame.DECIDE, place):
        actions.append(
            {"label": _("审核所选"), "href": reverse("quality_decide"), "kind": "primary"}
        )
    return actions


def _columns(filters: Filters) -> list[dict[str, Any]]:
    answered = filters.state in {"explained", "accepted", "all"}
    return [
        {"key": "head", "label": _("户主"), "href": "href", "note": "number"},
        {"key": "severity", "label": _("程度"), "kind": "severity", "sort": "severity"},
        {"key": "person", "label": _("谁的记录")},
        {"key": "what", "label": _("哪里可疑"), "note": "rule", "sort": "rule"},
        {
            "key": "returned",
            "label": _("退回意见"),
            "hidden": filters.state in {"accepted", "corrected"},
        },
        {"key": "said", "label": _("说明"), "hidden": not answered},
        {"key": "state", "label": _("状态"), "hidden": not answered},
        {"key": "place", "label": _("所在村"), "sort": "place"},
        {"key": "who", "label": _("责任人")},
        {"key": "first_seen", "label": _("首次发现"), "kind": "date", "sort": "first_seen"},
    ]


@requires(Act.SEE_HOUSEHOLDS)
def finding_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One finding: what is doubtful and why, what was said of it, what to do."""
    row = queries.finding(number)
    if row is None:
        raise Http404
    place, pack, words = RegionCode(row.region_code), packaged(), frame.language()
    rule = pack.rules.get(row.rule)
    may_explain = row.state in EXPLAINABLE and permits(request, Act.EXPLAIN_FINDINGS, place)
    return TemplateResponse(
        request,
        "quality/finding.html",
        {
            "finding": row,
            "line": lines(pack, [row])[0],
            "rule": rule,
            "source": "；".join(p for p in (rule.document, rule.clause, rule.source) if p)
            if rule
            else "",
            "history": _history(pack, row, words),
            "dossier": frame.household_href(row.household.number),
            "region_path": frame.region_path(place, "quality_findings"),
            "explain_form": ExplainForm(initial={"text": row.explanation}) if may_explain else None,
            "return_form": ReturnForm()
            if row.state in DECIDABLE and permits(request, frame.DECIDE, place)
            else None,
        },
    )


def _history(pack: Pack, row: QualityFinding, words: str) -> list[dict[str, Any]]:
    changes = sorted(row.changes.all(), key=lambda change: change.pk, reverse=True)
    return [
        {
            "at": timezone.localtime(change.at),
            "title": change.get_kind_display(),
            "by": change.by.display_name if change.by else "",
            "text": change.text
            or (
                wording.sentence(pack, row.rule, change.evidence, words) if change.evidence else ""
            ),
        }
        for change in changes
    ]


@require_POST
@requires(Act.EXPLAIN_FINDINGS)
def explain_page(request: HttpRequest) -> HttpResponseBase:
    """Answer ticked findings: first they are shown with a place for the sentence, then saved."""
    rows = _picked(request, Act.EXPLAIN_FINDINGS, EXPLAINABLE)
    if not rows:
        return _nothing(request)
    form = ExplainForm(request.POST) if "confirmed" in request.POST else ExplainForm()
    if form.is_bound and form.is_valid():
        return _answer(
            request,
            lambda: operations.explain(
                by=signed_in(request),
                at=timezone.now(),
                numbers=[row.pk for row in rows],
                text=form.cleaned_data["text"],
            ),
        )
    title = ngettext("说明 %(n)s 个疑点", "说明 %(n)s 个疑点", len(rows)) % {"n": len(rows)}
    return _preview(request, rows, title, {"explain_form": form})


@require_POST
@requires(frame.DECIDE)
def decide_page(request: HttpRequest) -> HttpResponseBase:
    """Accept ticked explanations, or send them back with a remark; shown first, then done."""
    rows = _picked(request, frame.DECIDE, DECIDABLE)
    if not rows:
        return _nothing(request)
    given = {
        "by": request.user,
        "at": timezone.now(),
        "numbers": [row.pk for row in rows],
    }
    form = ReturnForm(request.POST) if "return" in request.POST else ReturnForm()
    if "accept" in request.POST:
        return _answer(request, lambda: operations.accept(**given))  # type: ignore[arg-type]
    if form.is_bound and form.is_valid():
        text = form.cleaned_data["text"]
        return _answer(request, lambda: operations.give_back(**given, text=text))  # type: ignore[arg-type]
    title = ngettext("审核 %(n)s 条说明", "审核 %(n)s 条说明", len(rows)) % {"n": len(rows)}
    return _preview(request, rows, title, {"return_form": form})


def _picked(request: HttpRequest, act: Act, states: Sequence[str]) -> list[QualityFinding]:
    numbers = frame.numbers(request.POST.getlist("picked"))[:MOST_PICKED]
    return answerable(request, act, numbers, states)


def answerable(
    request: HttpRequest, act: Act, numbers: Sequence[int], states: Sequence[str]
) -> list[QualityFinding]:
    """Findings whose state allows the act, of places where one of the person's duties does.

    Another duty may show findings elsewhere that this act is not for.
    """
    if not numbers:
        return []
    rows = list(queries.finding_rows(Filters(state="all", picked=tuple(numbers))))
    places = {row.region_code for row in rows}
    open_to = {code for code in places if permits(request, act, RegionCode(code))}
    return [row for row in rows if row.state in states and row.region_code in open_to]


def _nothing(request: HttpRequest) -> HttpResponseBase:
    messages.warning(request, _("没有可以办理的疑点：请先勾选，已经办过的不用再办。"))
    return redirect("quality_findings")


def _preview(
    request: HttpRequest, rows: Sequence[QualityFinding], title: str, forms: dict[str, Any]
) -> HttpResponseBase:
    columns = [one for one in _columns(Filters(state="all")) if one["key"] != "who"]
    for one in columns:
        one.pop("sort", None)
    shown = {
        "title": title,
        "rows": lines(packaged(), rows),
        "columns": columns,
        "picked": [row.pk for row in rows],
    }
    return TemplateResponse(request, "quality/answer.html", {**shown, **forms})


def _answer(request: HttpRequest, act: Any) -> HttpResponseBase:
    """Do it, say how many, and go back to the list or the one finding."""
    try:
        rows: list[QualityFinding] = act()
    except QualityError as refusal:
        messages.error(request, str(refusal))
        return redirect("quality_findings")
    words = {
        State.EXPLAINED: _("已提交 %(n)s 条说明，等县级审核。"),
        State.ACCEPTED: _("已认可 %(n)s 条说明。"),
        State.OPEN: _("已退回 %(n)s 条说明。"),
    }
    messages.success(request, words[State(rows[0].state)] % {"n": len(rows)})
    if len(rows) == 1:
        return redirect("quality_finding", rows[0].pk)
    return redirect("quality_findings")
