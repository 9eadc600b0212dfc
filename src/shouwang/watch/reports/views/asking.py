"""How a report stands by its receipt; questions of policy and their answers. Open to everybody."""

import uuid
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models import KIND_NAMES
from shouwang.people.rules import Kind
from shouwang.watch.reports import operations, queries, rules
from shouwang.watch.reports.forms import RatingForm, SearchForm, StatusForm
from shouwang.watch.reports.operations import Asked
from shouwang.watch.reports.queries import Standing
from shouwang.watch.reports.rules import ANSWERED, State

_LEVELS = ("received", "taken_up", "at_work", "answered", "closed")


@csrf_exempt
@never_cache
@sensitive_post_parameters("receipt", "tail", "words")
def report_status(request: HttpRequest) -> HttpResponseBase:
    """Where a report stands, the answer, by when; and whether the answer satisfies."""
    if request.method != "POST":
        return _page(request, StatusForm(), Asked())
    form = StatusForm(request.POST)
    if not form.is_valid():
        return _page(request, form, Asked())
    asked = operations.track(
        receipt=form.cleaned_data["receipt"],
        tail=form.cleaned_data["tail"],
        address=get_client_ip(request),
        at=timezone.now(),
    )
    if asked.standing is None:
        form.add_error(None, _wrong(asked))
        return _page(request, form, asked)
    rating = RatingForm(request.POST) if "satisfied" in request.POST else None
    rated = rating is not None and rating.is_valid() and _rated(asked, rating)
    return _page(request, form, asked, rated=rated)


def _wrong(asked: Asked) -> str:
    if asked.asks_tail:
        return _("没有对上。请核对回执号，并填申报时所留电话的最后 4 位；查不到的请打热线。")
    return _("没有这个回执号。请核对 12 位数字，一位都不能错；查不到的请打热线。")


def _rated(asked: Asked, rating: RatingForm) -> bool:
    return operations.rate(
        at=timezone.now(),
        number=rating.cleaned_data["number"],
        receipt=asked.receipt,
        satisfied=rating.cleaned_data["satisfied"] == "yes",
        words=rating.cleaned_data["words"],
    )


def _page(
    request: HttpRequest, form: StatusForm, asked: Asked, *, rated: bool = False
) -> HttpResponseBase:
    found = asked.standing
    if not asked.asks_tail:
        form.fields.pop("tail")
    place = RegionCode(found.region_code) if found else None
    context: dict[str, Any] = {
        "form": form,
        "standing": found,
        "spoken": rules.spoken(asked.receipt),
        "receipt": asked.receipt,
        "tail": request.POST.get("tail", "")[: rules.TAIL],
        "rated": rated,
        "hotline": queries.hotline(place or _only_county()),
    }
    if found is not None:
        context |= _shown(found)
    return TemplateResponse(request, "reports/status.html", context)


def _only_county() -> RegionCode | None:
    counties = queries.counties()
    return counties[0] if len(counties) == 1 else None


def _shown(found: Standing) -> dict[str, Any]:
    answered = State(found.state) in ANSWERED
    return {
        "category": queries.category_label(found.category),
        "steps": _steps(found),
        "holder": KIND_NAMES[Kind(found.holder)] if found.holder else "",
        "answered": answered,
        "rating": RatingForm(initial={"number": uuid.uuid4()}) if answered else None,
    }


def _steps(found: Standing) -> list[dict[str, str]]:
    """The way of a report as five steps, whoever has it."""
    at_work = {State.AT_WORK, State.WITH_TOWNSHIP, State.WITH_COUNTY}
    state = "at_work" if found.state in at_work else found.state
    state = "closed" if state == State.DISMISSED else state
    here = _LEVELS.index(state)
    words = (_("已收到"), _("已受理"), _("在办"), _("已答复"), _("已办结"))
    return [
        {"label": word, "state": "done" if at < here else "current" if at == here else "todo"}
        for at, word in enumerate(words)
    ]


@require_safe
def report_answers(request: HttpRequest) -> HttpResponseBase:
    """Questions of policy and their answers, by words or pinyin initials."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    context = {
        "form": form,
        "words": words,
        "answers": queries.answers(words),
        "hotline": queries.hotline(_only_county()),
    }
    return TemplateResponse(request, "reports/answers.html", context)


@csrf_exempt
@require_POST
@sensitive_post_parameters("words", "name", "telephone", "proxy_name", "proxy_telephone")
def report_beside(request: HttpRequest) -> HttpResponseBase:
    """What may help whoever is writing these words: a part of the page, kept out of addresses."""
    fitting = queries.fitting(request.POST.get("words", ""), request.POST.get("category", ""))
    return TemplateResponse(request, "reports/fitting.html", {"fitting": fitting})
