"""Taking one way with many cases: set-based, in parts, and again from where it was cut off."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from uuid import UUID, uuid5

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from shouwang.kernel.findings import Finding
from shouwang.procedures import queries
from shouwang.procedures.errors import NobodyActs
from shouwang.procedures.models import Act, Case
from shouwang.procedures.operations.advancing import ACT, already, step_of, unknown_signers
from shouwang.procedures.operations.writing import Evidence, Step, Words, act_of, write
from shouwang.procedures.queries import Held
from shouwang.procedures.rules import Vote

PART = 1250  # cases in one transaction: what a cut-off loses at most


@dataclass(slots=True)
class Outcome:
    """What came of many: cases done now, done by an earlier call, and refused with the reasons."""

    done: list[UUID] = field(default_factory=list)
    already: list[UUID] = field(default_factory=list)
    refused: dict[UUID, tuple[Finding, ...]] = field(default_factory=dict)
    unknown: list[UUID] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Batch:
    by: AbstractBaseUser
    at: datetime
    number: UUID
    transition: str
    words: Words
    duties: Sequence[Held]


def advance_many(
    *,
    by: AbstractBaseUser,
    at: datetime,
    batch: UUID,
    cases: Mapping[UUID, int],
    transition: str,
    reason: str = "",
    evidence: Sequence[Evidence] = (),
    signers: Iterable[int] = (),
    vote: Vote | None = None,
    progress: Callable[[int], None] = lambda handled: None,
) -> Outcome:
    """Take a way with every case that allows it; `cases` are numbers with the revision seen.

    Each part is one transaction. The same `batch` once more does what is left and repeats nothing:
    an act's number is made from batch and case. Raises NobodyActs.
    """
    if by is None:
        raise NobodyActs()
    words = Words(reason, tuple(evidence), tuple(signers), vote)
    outcome, numbers = Outcome(), iter(sorted(cases))
    if strangers := unknown_signers(words.signers):
        outcome.refused = dict.fromkeys(cases, strangers)
        return outcome
    asked = _Batch(by, at, batch, transition, words, queries.duties_of(by))
    handled = 0
    while part := list(islice(numbers, PART)):
        _do_part({number: cases[number] for number in part}, asked, outcome)
        handled += len(part)
        progress(handled)
    return outcome


@transaction.atomic
def _do_part(seen: Mapping[UUID, int], batch: _Batch, outcome: Outcome) -> None:
    """Lock in the order of numbers, read all histories, decide each, write at once."""
    found = Case.objects.select_for_update(of=("self",)).select_related("version")
    locked = list(found.filter(pk__in=seen).order_by("id"))
    outcome.unknown += sorted(set(seen) - {case.pk for case in locked})
    histories = _histories(locked)
    steps = [
        step
        for case in locked
        if (step := _step(case, histories[case.pk], seen[case.pk], batch, outcome)) is not None
    ]
    if steps:
        write(steps, by=batch.by, act=ACT)
    outcome.done += [step.case.pk for step in steps]


def _step(
    case: Case, acts: Sequence[Act], revision: int, batch: _Batch, outcome: Outcome
) -> Step | None:
    number = uuid5(batch.number, str(case.pk))
    if any(act.pk == number for act in acts):
        outcome.already.append(already(case, acts, number, batch.transition).pk)
        return None
    on = timezone.localdate(batch.at)
    new = act_of(case, number, by=batch.by, at=batch.at, on=on, words=batch.words)
    ready = step_of(case, acts, new, batch.transition, revision, batch.duties, batch.words)
    if ready.value is None:
        outcome.refused[case.pk] = ready.findings
    return ready.value


def _histories(cases: Sequence[Case]) -> dict[UUID, list[Act]]:
    histories: dict[UUID, list[Act]] = {case.pk: [] for case in cases}
    acts = Act.objects.filter(case_id__in=histories).select_related("by")
    for act in acts.order_by("case_id", "sequence"):
        histories[act.case_id].append(act)
    return histories
