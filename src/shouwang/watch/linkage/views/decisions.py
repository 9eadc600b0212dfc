"""One pair: both records beside each other, the decision, and taking it back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwang.people.permits import permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.watch.linkage import operations, queries
from shouwang.watch.linkage.errors import LinkageError
from shouwang.watch.linkage.forms import DecisionForm, ReasonForm
from shouwang.watch.linkage.models import Candidate, State
from shouwang.watch.linkage.rules import sentence
from shouwang.watch.linkage.views import shown
from shouwang.watch.registry.models import Person


@requires(Act.DECIDE_MATCHES)
def pair_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """Both records, what agrees and what differs, and the form of the decision."""
    return _page(request, _pair_or_404(number))


def _pair_or_404(number: int) -> Candidate:
    pair = queries.candidate(number)
    if pair is None:
        raise Http404
    return pair


def _page(
    request: HttpRequest, pair: Candidate, form: DecisionForm | None = None
) -> HttpResponseBase:
    records = queries.records([pair])
    left, right = shown.sides(pair, records, shown.place_names(records))
    names = {key: _label(person) for key, person in records.items()}
    undone = pair.state in {State.OPEN, State.CEASED}
    return TemplateResponse(
        request,
        "linkage/pair.html",
        {
            "pair": pair,
            "left": left,
            "right": right,
            "lines": _lines(left, right),
            "why": sentence(pair.evidence),
            "percent": round(pair.probability * 100),
            "both": len(records) == 2,
            "superseded": names.get(pair.superseded_id or 0, ""),
            "form": (form or DecisionForm(None, pair, names)) if undone else None,
            "reopening": None if undone else ReasonForm(),
            "may_decide": permits(request, Act.DECIDE_MATCHES),
        },
    )


def _label(person: Person) -> str:
    return _("%(name)s（%(head)s户，%(number)s）") % {
        "name": person.name,
        "head": person.household.head_name,
        "number": person.household.number,
    }


def _lines(left: shown.Side, right: shown.Side) -> list[dict[str, Any]]:
    """Label, both values and whether they differ; the hidden side has no values."""
    both = left.person is not None and right.person is not None
    known = left.lines or right.lines
    values = [dict(side.lines) for side in (left, right)]
    return [
        {
            "label": label,
            "left": values[0].get(label),
            "right": values[1].get(label),
            "differs": both and values[0].get(label) != values[1].get(label),
        }
        for label, _value in known
    ]


@require_POST
@requires(Act.DECIDE_MATCHES)
def decide(request: HttpRequest, number: int) -> HttpResponseBase:
    """Record the decision; a form that is not complete comes back with what was entered."""
    pair = _pair_or_404(number)
    names = {key: _label(person) for key, person in queries.records([pair]).items()}
    form = DecisionForm(request.POST, pair, names)
    if not form.is_valid():
        return _page(request, pair, form)
    same = form.cleaned_data["decision"] == "same"

    def act() -> Candidate:
        return operations.decide(
            by=signed_in(request),
            at=timezone.now(),
            number=number,
            same=same,
            reason=form.cleaned_data["reason"],
            superseded=form.cleaned_data["superseded"] if same else None,
        )

    return _done(request, number, act, _("已记下判定。"))


@require_POST
@requires(Act.DECIDE_MATCHES)
def reopen(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take the decision back."""
    _pair_or_404(number)

    def act() -> Candidate:
        return operations.reopen(
            by=signed_in(request),
            number=number,
            reason=request.POST.get("reason", ""),
        )

    return _done(request, number, act, _("判定已撤销，这一对重新待判定。"))


def _done(
    request: HttpRequest, number: int, act: Callable[[], Candidate], said: str
) -> HttpResponseBase:
    try:
        act()
    except LinkageError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("linkage_pair", number)
