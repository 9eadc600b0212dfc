"""Recording a visit: once, whatever happens on the way, with everything that follows from it."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from shouwang.kernel import journal
from shouwang.kernel.findings import Finding, Reading, refused
from shouwang.kernel.regioncode import RegionCode
from shouwang.people import rules as duties
from shouwang.people.models import Account
from shouwang.people.queries import duties_of
from shouwang.people.rules import Act
from shouwang.policies.queries import current_pack
from shouwang.procedures.models import Case
from shouwang.watch.registry.errors import HouseholdUnknown
from shouwang.watch.registry.models import Household
from shouwang.watch.visits import queries, rules
from shouwang.watch.visits.errors import FormUnknown
from shouwang.watch.visits.models import Assignment, Draft, FormVersion, HomeVisit, Role, Signature
from shouwang.watch.visits.operations.applying import follow
from shouwang.watch.visits.operations.authorising import keep_authorisation
from shouwang.watch.visits.operations.submission import Recorded, Submission
from shouwang.watch.visits.rules import Known, VisitForm

_AUTHORISATION = "authorisation"


@transaction.atomic
def record_visit(
    *, by: AbstractBaseUser, at: datetime, submission: Submission
) -> Reading[Recorded]:
    """Record a visit, or say everything that stands against it.

    Sent again with the same id it changes nothing and gives the visit recorded first; the same id
    with other content, a dossier or visit that came meanwhile, and a visit corrected already are
    refused (`submission.CONFLICTS`). Raises HouseholdUnknown, FormUnknown.
    """
    home = _locked(submission.household)
    earlier = HomeVisit.objects.filter(pk=submission.id).first()
    if earlier is not None:
        return _again(earlier, submission)
    version, form = _form(submission, home, at)
    names = {one.key: one.known for one in form.questions if one.known}
    facts = queries.known_of(home, names.values(), submission.visited_on)
    known = {key: facts[name] for key, name in names.items() if name in facts}
    answers, findings = _checked(by, at, submission, home, form, known)
    if findings:
        return Reading(None, tuple(findings))
    visit = _written(by, at, submission, home, version, form, answers, known)
    _sign(visit, submission)
    if form.authorisation:
        _authorise(by, at, visit, submission)
    follow(by=by, at=at, visit=visit, form=form, answers=answers, known=known)
    _settle_assignment(visit)
    Draft.objects.filter(pk=visit.pk).delete()
    _journal(by, visit)
    return Reading(Recorded(visit, now=True))


def _locked(number: str) -> Household:
    home = Household.objects.select_for_update(of=("self",)).filter(number=number).first()
    if home is None:
        raise HouseholdUnknown(number=number)
    return home


def _again(earlier: HomeVisit, submission: Submission) -> Reading[Recorded]:
    others = rules.differences(earlier.told["sent"], submission.sent)
    if not others:
        return Reading(Recorded(earlier, now=False))
    return refused(
        "id_used",
        f"这次走访已经提交过，内容不同（{'、'.join(others)}）：要改请在原记录上“更正”",
    )


def _form(submission: Submission, home: Household, at: datetime) -> tuple[FormVersion, VisitForm]:
    """The version that was filled in; one that is not known yet is kept. Raises FormUnknown."""
    entry = queries.form_in_force(submission.form, home.region_code, submission.visited_on)
    text, digest = queries.text_of(entry)
    wanted = submission.digest or digest
    kept = FormVersion.objects.filter(digest=wanted).first()
    if kept is None:
        if wanted != digest:
            raise FormUnknown(key=submission.form)
        title = rules.said(entry.form.title)
        FormVersion.objects.bulk_create(
            [FormVersion(form=entry.form.key, digest=digest, title=title, text=text,
                         first_used_at=at)],
            ignore_conflicts=True,
        )  # fmt: skip
        kept = FormVersion.objects.get(digest=digest)
    if kept.form != submission.form:
        raise FormUnknown(key=submission.form)
    return kept, queries.form_of(kept)


def _checked(
    by: AbstractBaseUser,
    at: datetime,
    submission: Submission,
    home: Household,
    form: VisitForm,
    known: Mapping[str, Known],
) -> tuple[dict[str, Any], list[Finding]]:
    """The answers as they will stand, and everything that stands against the submission."""
    found = _conflicts(submission, home)
    given = {
        **submission.answers,
        **{key: known[key].value for key in submission.confirmed if key in known},
    }
    unknown = sorted(submission.confirmed - set(known))
    found += [
        Finding("not_known", f"“{key}”没有登记可供确认：请填写", clause=key) for key in unknown
    ]
    answers, problems = rules.checked(form, given, submission.visited_on)
    found += [Finding(one.code, one.message, clause=one.question) for one in problems]
    if submission.visited_on > timezone.localdate(at):
        found.append(Finding("in_the_future", "走访日期不能晚于今天"))
    found += _of_visitors(by, at, submission, home, form)
    found += _of_case(submission, home)
    return answers, found


def _conflicts(submission: Submission, home: Household) -> list[Finding]:
    found = []
    meanwhile = queries.changed_since(home, revision=submission.revision, visits=submission.visits)
    if meanwhile.sentences:
        said = "；".join(meanwhile.sentences)
        found.append(
            Finding("changed_meanwhile", f"您打开以后：{said}。请核对后再提交，您填写的内容都在")
        )
    if submission.corrects is None:
        return found
    wrong = HomeVisit.objects.filter(pk=submission.corrects, household=home).first()
    if wrong is None:
        found.append(Finding("nothing_to_correct", "没有找到要更正的走访记录"))
    elif HomeVisit.objects.filter(corrects=wrong).exists():
        found.append(Finding("already_corrected", "这次走访已被更正：请在最新的记录上更正"))
    return found


def _of_visitors(
    by: AbstractBaseUser,
    at: datetime,
    submission: Submission,
    home: Household,
    form: VisitForm,
) -> list[Finding]:
    """Everybody who came may visit there; the signatures are whole."""
    found = []
    visitors, place = sorted(set(submission.visitors)), RegionCode(home.region_code)
    if by.pk not in visitors:
        found.append(Finding("not_a_visitor", "提交人须是入户人员之一"))
    on = timezone.localdate(at)
    accounts = {one.pk: one for one in Account.objects.filter(pk__in=visitors, is_active=True)}
    for number in visitors:
        held = duties_of(accounts[number]) if number in accounts else ()
        if not duties.may(held, Act.RECORD_VISITS, place, on):
            found.append(
                Finding("wrong_place", f"{accounts.get(number, '有人')}没有这个村的走访职责")
            )
    least = current_pack(place.code).parameters[form.visitors].resolve(place.prefix, on).value
    signatures = [one for one in submission.signatures if one.role != _AUTHORISATION]
    return found + rules.refusals_of_signers(
        signatures,
        visitors,
        least,
        paper=submission.signed_paper is not None,
        reason=submission.unsigned_reason,
    )


def _of_case(submission: Submission, home: Household) -> list[Finding]:
    if submission.case is None:
        return []
    case = Case.objects.filter(pk=submission.case).first()
    if case is not None and (case.subject_kind, case.subject_id) == ("household", home.number):
        return []
    return [Finding("case_of_another", "这个事项不是这户的：请从事项页面重新进入")]


def _written(
    by: AbstractBaseUser,
    at: datetime,
    submission: Submission,
    home: Household,
    version: FormVersion,
    form: VisitForm,
    answers: Mapping[str, Any],
    known: Mapping[str, Known],
) -> HomeVisit:
    photos = {key: list(numbers) for key, numbers in submission.photos.items() if numbers}
    content = {
        "answers": {**answers, **photos},
        "known": {key: _plain(one) for key, one in known.items() if key in answers},
        "sent": submission.sent,
    }
    return HomeVisit.objects.create(
        id=submission.id,
        household=home,
        region_code=home.region_code,
        version=version,
        form=form.key,
        case_id=submission.case,
        corrects_id=submission.corrects,
        visited_on=submission.visited_on,
        visitors=sorted(set(submission.visitors)),
        content=json.dumps(content, ensure_ascii=False),
        outcome=str(answers.get(form.outcome, "")) if form.outcome else "",
        unsigned_reason=submission.unsigned_reason.strip() or None,
        spot=submission.spot.strip() or None,
        signed_paper=submission.signed_paper,
        by_id=by.pk,
        at=at,
    )


def _plain(known: Known) -> dict[str, Any]:
    return {**asdict(known), "day": known.day.isoformat() if known.day else ""}


def _sign(visit: HomeVisit, submission: Submission) -> None:
    """Keep what was drawn."""
    Signature.objects.bulk_create(
        Signature(
            visit=visit,
            region_code=visit.region_code,
            role=one.role,
            account_id=one.account,
            name=one.name,
            ink=one.ink.path,
        )
        for one in submission.signatures
        if one.role in set(Role) and one.ink.drawn
    )


def _authorise(
    by: AbstractBaseUser, at: datetime, visit: HomeVisit, submission: Submission
) -> None:
    signed = next((one for one in submission.signatures if one.role == _AUTHORISATION), None)
    if signed is not None and signed.ink.drawn:
        keep_authorisation(by=by, at=at, visit=visit, signed=signed)


def _settle_assignment(visit: HomeVisit) -> None:
    """A look-back that was assigned is done; a corrected visit gives its place to its successor."""
    if visit.corrects_id is not None:
        Assignment.objects.filter(visit=visit.corrects_id).update(visit=visit)
    if visit.form != "look_back" or visit.corrects_id is not None:
        return
    rows = Assignment.objects.filter(drawn__household=visit.household_id, visit=None)
    first = rows.order_by("due_on", "pk").values_list("pk", flat=True).first()
    if first is not None:
        Assignment.objects.filter(pk=first).update(visit=visit)


def _journal(by: AbstractBaseUser, visit: HomeVisit) -> None:
    journal.record(
        by=by,
        act="visits.record_visit",
        subject=visit,
        region=visit.region_code,
        evidence={
            "household": visit.household.number,
            "form": visit.version.digest,
            "visited_on": visit.visited_on,
            "visitors": visit.visitors,
            "case": str(visit.case_id or ""),
            "corrects": str(visit.corrects_id or ""),
        },
    )
