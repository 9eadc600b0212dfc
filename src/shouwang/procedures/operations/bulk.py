"""Taking one way with many cases: set-based, in parts, and again from where it was cut off."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from uuid import UUID, uuid4, uuid5

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from shouwang.kernel.findings import Finding
from shouwang.procedures import queries
from shouwang.procedures.errors import ActReused, NobodyActs
from shouwang.procedures.models import Act, Case
from shouwang.procedures.operations.advancing import ACT, changed, step_of, unknown_signers
from shouwang.procedures.operations.writing import Evidence, Step, Words, act_of, write
from shouwang.procedures.queries import Held
from shouwang.procedures.rules import Declaration, Past, Vote

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
    # the roles that the duties give, by version and place: thousands of cases share a few
    roles: dict[tuple[int, str], frozenset[str]] = field(default_factory=dict)

    @property
    def on(self) -> date:
        """The local day of the act."""
        return timezone.localdate(self.at)

    def roles_in(self, case: Case, declaration: Declaration) -> frozenset[str]:
        """The roles of who acts, in the case's place on the day."""
        key = (case.version_id, case.region_code)
        known = self.roles.get(key)
        if known is None:
            known = queries.roles_at(declaration, self.duties, case.region_code, self.on)
            self.roles[key] = known
        return known


@dataclass(slots=True)
class _Story:
    """What was done in a case: for the rules, and to know an act again."""

    past: list[Past] = field(default_factory=list)
    acts: dict[UUID, str] = field(default_factory=dict)  # the way of each act by its number
    last_by: int = 0


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
    asked = _asked(by, at, batch, transition, Words(reason, tuple(evidence), tuple(signers), vote))
    return _in_parts(asked, cases, _do_part, progress)


def foresee_many(
    *,
    by: AbstractBaseUser,
    at: datetime,
    cases: Mapping[UUID, int],
    transition: str,
    reason: str = "",
    evidence: Sequence[Evidence] = (),
) -> Outcome:
    """What `advance_many` would do and refuse if it were asked now; nothing is locked or written.

    Raises NobodyActs.
    """
    asked = _asked(by, at, uuid4(), transition, Words(reason, tuple(evidence)))
    return _in_parts(asked, cases, _foresee_part, lambda handled: None)


def _asked(
    by: AbstractBaseUser, at: datetime, number: UUID, transition: str, words: Words
) -> _Batch:
    if by is None:
        raise NobodyActs()
    return _Batch(by, at, number, transition, words, queries.duties_of(by))


def _in_parts(
    asked: _Batch,
    cases: Mapping[UUID, int],
    part_of: Callable[[Mapping[UUID, int], _Batch, Outcome], None],
    progress: Callable[[int], None],
) -> Outcome:
    outcome, numbers, handled = Outcome(), iter(sorted(cases)), 0
    if strangers := unknown_signers(asked.words.signers):
        outcome.refused = dict.fromkeys(cases, strangers)
        return outcome
    while part := list(islice(numbers, PART)):
        part_of({number: cases[number] for number in part}, asked, outcome)
        handled += len(part)
        progress(handled)
    return outcome


@transaction.atomic
def _do_part(seen: Mapping[UUID, int], batch: _Batch, outcome: Outcome) -> None:
    """Lock in the order of numbers, read all histories, decide each, write at once."""
    locked = Case.objects.select_for_update(of=("self",)).filter(pk__in=seen)
    steps = _decided(locked, seen, batch, outcome)
    if steps:
        write(steps, by=batch.by, act=ACT)
    outcome.done += [step.case.pk for step in steps]


def _foresee_part(seen: Mapping[UUID, int], batch: _Batch, outcome: Outcome) -> None:
    steps = _decided(Case.objects.filter(pk__in=seen), seen, batch, outcome)
    outcome.done += [step.case.pk for step in steps]


def _decided(
    found: QuerySet[Case], seen: Mapping[UUID, int], batch: _Batch, outcome: Outcome
) -> list[Step]:
    """The acts that are permitted; the others are noted in the outcome. A version is read once."""
    cases = list(found.select_related("version").defer("version__text").order_by("id"))
    outcome.unknown += sorted(set(seen) - {case.pk for case in cases})
    declared, stories = queries.declarations(cases), _stories(cases)
    names = _names(cases, seen, stories)
    steps = []
    for case in cases:
        declaration, story = declared[case.version_id], stories[case.pk]
        step = _step(case, declaration, story, seen[case.pk], names, batch, outcome)
        if step is not None:
            steps.append(step)
    return steps


def _step(
    case: Case,
    declaration: Declaration,
    story: _Story,
    revision: int,
    names: Mapping[int, str],
    batch: _Batch,
    outcome: Outcome,
) -> Step | None:
    number = uuid5(batch.number, str(case.pk))
    if number in story.acts:
        if story.acts[number] != batch.transition:
            raise ActReused(number=number)
        outcome.already.append(case.pk)
        return None
    if revision != case.revision:
        meanwhile = changed(declaration, story.past[-1].transition, names[story.last_by])
        outcome.refused[case.pk] = (meanwhile,)
        return None
    new = act_of(case, number, by=batch.by, at=batch.at, on=batch.on, words=batch.words)
    roles = batch.roles_in(case, declaration)
    ready = step_of(case, declaration, tuple(story.past), new, batch.transition, roles, batch.words)
    if ready.value is None:
        outcome.refused[case.pk] = ready.findings
    return ready.value


def _stories(cases: Sequence[Case]) -> dict[UUID, _Story]:
    """The histories as the rules see them; rows, not objects: there are tens of thousands."""
    stories = {case.pk: _Story() for case in cases}
    acts = Act.objects.filter(case_id__in=stories).order_by("case_id", "sequence")
    columns = ("id", "case_id", "transition", "to_step", "on", "by_id", "signers", "evidence")
    for number, case, way, step, on, by, signers, evidence in acts.values_list(*columns):
        story = stories[case]
        kinds = frozenset(one["kind"] for one in evidence)
        story.past.append(Past(way, step, on, frozenset((by, *signers)), kinds))
        story.acts[number] = way
        story.last_by = by
    return stories


def _names(
    cases: Sequence[Case], seen: Mapping[UUID, int], stories: Mapping[UUID, _Story]
) -> dict[int, str]:
    """Who came first, of the cases that somebody else has moved; no statement without such."""
    first = {stories[case.pk].last_by for case in cases if seen[case.pk] != case.revision}
    if not first:
        return {}
    return {account.pk: str(account) for account in get_user_model().objects.filter(pk__in=first)}
