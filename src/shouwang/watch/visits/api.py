"""The same acts for a client that writes visits down by itself: docs/reference/visits-api.md.

Session and CSRF token as for pages. Answers are JSON; what stands against a request is a list of
findings with code, message and, where one is to blame, the question.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from shouwang.kernel.findings import Finding
from shouwang.kernel.regioncode import RegionCode, RegionCodeInvalid
from shouwang.people.permits import permits
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.watch.registry.errors import HouseholdUnknown
from shouwang.watch.registry.models import Household
from shouwang.watch.registry.operations import record_look
from shouwang.watch.visits import operations, queries
from shouwang.watch.visits.errors import FormUnknown, VisitsError
from shouwang.watch.visits.operations import Submission
from shouwang.watch.visits.operations.submission import CONFLICTS
from shouwang.watch.visits.rules import Ink, Signed

LONGEST_BODY = 500_000
_TOO_LARGE = 2**63
MADE, BAD, NOT_IN, FORBIDDEN, MISSING, CONFLICT, TOO_LONG, REFUSED = (
    201, 400, 401, 403, 404, 409, 413, 422,
)  # fmt: skip


def _answer(status: int, *findings: Finding) -> JsonResponse:
    told = [{"code": one.code, "message": one.message, "question": one.clause} for one in findings]
    return JsonResponse({"findings": told}, status=status)


def _shut_out(request: HttpRequest) -> JsonResponse | None:
    if not request.user.is_authenticated:
        return _answer(NOT_IN, Finding("logged_out", "请先登录：您填写的内容请保留，登录后再提交"))
    if not permits(request, Act.RECORD_VISITS):
        return _answer(FORBIDDEN, Finding("not_entitled", "您的职责不能登记走访"))
    return None


@require_GET
def forms(request: HttpRequest) -> HttpResponseBase:
    """The forms in force in a village (`?place=`, twelve digits), whole, with their digests."""
    if refusal := _shut_out(request):
        return refusal
    try:
        place = RegionCode(request.GET.get("place", ""))
    except RegionCodeInvalid as error:
        return _answer(BAD, Finding("place_invalid", str(error)))
    today = timezone.localdate()
    told = []
    for form in queries.current_forms(place.code, today):
        text, digest = queries.text_of(queries.form_in_force(form.key, place.code, today))
        told.append({"form": form.key, "digest": digest, "text": json.loads(text)})
    return JsonResponse({"forms": told})


@require_GET
def known(request: HttpRequest, number: str) -> HttpResponseBase:
    """What is known of a household that a form (`?form=`) asks, and how much was seen of it."""
    if refusal := _shut_out(request):
        return refusal
    home = Household.objects.filter(number=number).first()
    if home is None or not permits(request, Act.RECORD_VISITS, RegionCode(home.region_code)):
        return _answer(MISSING, Finding("household_unknown", str(HouseholdUnknown(number=number))))
    today = timezone.localdate()
    try:
        entry = queries.form_in_force(request.GET.get("form", ""), home.region_code, today)
    except FormUnknown as error:
        return _answer(MISSING, Finding("form_unknown", str(error)))
    names = {one.key: one.known for one in entry.form.questions if one.known}
    facts = queries.known_of(home, names.values(), today)
    seen = queries.changed_since(home, revision=None, visits=None)
    record_look(by=signed_in(request), at=timezone.now(), household=home, page="visits")
    return JsonResponse(
        {
            "household": home.number,
            "revision": seen.revision,
            "visits": seen.visits,
            "known": {k: asdict(facts[name]) for k, name in names.items() if name in facts},
        }
    )


@require_POST
@sensitive_variables()
def visits(request: HttpRequest) -> HttpResponseBase:
    """Hand a visit in: 201 when it was written, 200 when it had been, 409, 422 with findings."""
    if refusal := _shut_out(request):
        return refusal
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_BODY:
        return _answer(TOO_LONG, Finding("too_long", "提交的内容太长"))
    try:
        submission = _submission(json.loads(request.body))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return _answer(BAD, Finding("not_understood", f"提交的内容看不懂：{type(error).__name__}"))
    home = Household.objects.filter(number=submission.household).first()
    if home is None:
        unknown = HouseholdUnknown(number=submission.household)
        return _answer(MISSING, Finding("household_unknown", str(unknown)))
    if not permits(request, Act.RECORD_VISITS, RegionCode(home.region_code)):
        return _answer(FORBIDDEN, Finding("wrong_place", "您没有这个村的走访职责"))
    return _recorded(request, submission)


def _recorded(request: HttpRequest, submission: Submission) -> HttpResponseBase:
    try:
        reading = operations.record_visit(
            by=signed_in(request), at=timezone.now(), submission=submission
        )
    except VisitsError as error:
        return _answer(MISSING, Finding("form_unknown", str(error)))
    if reading.value is None:
        clash = any(one.code in CONFLICTS for one in reading.findings)
        return _answer(CONFLICT if clash else REFUSED, *reading.findings)
    visit = reading.value.visit
    told = {
        "id": str(visit.pk),
        "form": visit.form,
        "digest": visit.version.digest,
        "visited_on": visit.visited_on.isoformat(),
        "outcome": visit.outcome,
        "at": visit.at.isoformat(),
    }
    return JsonResponse(told, status=MADE if reading.value.now else 200)


def _submission(body: Mapping[str, Any]) -> Submission:
    """The body as an operation takes it. Raises ValueError, TypeError, KeyError, AttributeError."""
    answers = body["answers"]
    if not isinstance(answers, dict):
        raise TypeError("answers")
    return Submission(
        id=UUID(body["id"]),
        household=_text(body["household"]),
        form=_text(body["form"]),
        digest=_text(body.get("digest", "")),
        visited_on=date.fromisoformat(body["visited_on"]),
        visitors=[_whole(one) for one in body["visitors"]],
        answers=answers,
        confirmed=frozenset(_text(one) for one in body.get("confirmed", ())),
        signatures=list(_signatures(body.get("signatures", ()))),
        unsigned_reason=_text(body.get("unsigned_reason", "")),
        revision=_optional(body.get("revision")),
        visits=_optional(body.get("visits")),
        case=UUID(body["case"]) if body.get("case") else None,
        corrects=UUID(body["corrects"]) if body.get("corrects") else None,
        spot=_text(body.get("spot", "")),
    )


def _signatures(written: Iterable[Mapping[str, Any]]) -> Iterable[Signed]:
    for one in written:
        role = _text(one["role"])
        if role not in {"visitor", "household", "authorisation"}:
            raise ValueError(role)
        account = _optional(one.get("account"))
        if (role == "visitor") is (account is None):
            raise ValueError("account")
        yield Signed(role, account, _text(one.get("name", "")), Ink(_text(one.get("ink", ""))))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    if "\0" in value:
        raise ValueError("NUL")
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(type(value).__name__)
    if not 0 <= value < _TOO_LARGE:
        raise ValueError(value)
    return value


def _optional(value: Any) -> int | None:
    return None if value is None else _whole(value)
