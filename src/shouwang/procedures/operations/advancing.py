"""Taking one way with one case."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone
from psycopg.errors import UniqueViolation

from shouwang.kernel.findings import Finding, Reading
from shouwang.procedures import queries, rules
from shouwang.procedures.errors import ActReused, CaseUnknown, NobodyActs
from shouwang.procedures.models import Act, Case
from shouwang.procedures.operations.writing import Evidence, Step, Words, act_of, write
from shouwang.procedures.rules import Asked, Declaration, Past, Vote

ACT = "procedures.advance"


@transaction.atomic
def advance(
    *,
    by: AbstractBaseUser,
    at: datetime,
    act_id: UUID,
    case: UUID,
    revision: int,
    transition: str,
    reason: str = "",
    evidence: Sequence[Evidence] = (),
    signers: Iterable[int] = (),
    vote: Vote | None = None,
) -> Reading[Case]:
    """Take a way, or say everything that stands against it; one statement locks the case.

    `act_id` is made by the client: the same once more changes nothing and gives the case as it
    stands. `revision` is the one the person saw. `signers` are accounts that sign beside `by`.
    Raises CaseUnknown, ActReused, NobodyActs.
    """
    if by is None:
        raise NobodyActs()
    found = Case.objects.select_for_update(of=("self",)).select_related("version")
    locked = found.filter(pk=case).first()
    if locked is None:
        raise CaseUnknown(number=case)
    acts = queries.acts(locked)
    if any(act.pk == act_id for act in acts):
        return Reading(already(locked, acts, act_id, transition))
    words = Words(reason, tuple(evidence), tuple(signers), vote)
    strangers = unknown_signers(words.signers)
    if strangers:
        return Reading(None, strangers)
    declaration = queries.declaration_of(locked.version)
    if revision != locked.revision:
        return Reading(None, (changed(declaration, acts[-1].transition, str(acts[-1].by)),))
    new = act_of(locked, act_id, by=by, at=at, on=timezone.localdate(at), words=words)
    roles = queries.roles_at(declaration, queries.duties_of(by), locked.region_code, new.on)
    ready = step_of(locked, declaration, queries.past(acts), new, transition, roles, words)
    if ready.value is None:
        return Reading(None, ready.findings)
    try:
        with transaction.atomic():
            write([ready.value], by=by, act=ACT)
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation):
            raise ActReused(number=act_id) from error
        raise
    return Reading(locked)


def step_of(
    case: Case,
    declaration: Declaration,
    history: tuple[Past, ...],
    new: Act,
    transition: str,
    roles: frozenset[str],
    words: Words,
) -> Reading[Step]:
    """The act filled in with the way it takes, and where it leads; or what stands against it."""
    asked = Asked(
        transition,
        new.by_id,
        roles,
        new.on,
        words.kinds,
        words.reason,
        frozenset(words.signers),
        words.vote,
    )
    decided = rules.decide(declaration, history, asked)
    if decided.value is None:
        return Reading(None, decided.findings)
    move = decided.value
    new.transition, new.from_step, new.to_step = move.transition, move.source, move.step
    new.role = move.role
    return Reading(Step(case, new, rules.standing(declaration, (*history, move.past))))


def already(case: Case, acts: Sequence[Act], number: UUID, transition: str) -> Case:
    """The case in which this very act was done before. Raises ActReused for another way."""
    done = next(act for act in acts if act.pk == number)
    if done.transition != transition:
        raise ActReused(number=number)
    return case


def unknown_signers(signers: Sequence[int]) -> tuple[Finding, ...]:
    """A finding when somebody signs who has no account."""
    if not signers:
        return ()
    known = get_user_model().objects.filter(pk__in=signers, is_active=True).count()
    if known == len(set(signers)):
        return ()
    return (Finding("signer_unknown", "共同签字的人里有没有账号或已停用的：请重新选择。"),)


def changed(declaration: Declaration, transition: str, by: str) -> Finding:
    """The finding for whoever comes second: which way was taken meanwhile, and by whom."""
    way = declaration.transitions.get(transition)
    done = rules.said(way.label, way.key) if way else "发起"
    return Finding(
        "changed_meanwhile",
        f"您打开以后，{by}已经办理了“{done}”：请看过最新情况再办，您填写的内容不会丢。",
    )
