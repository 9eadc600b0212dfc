"""Whether somebody may take a way now; the reasons say what to do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from shouwang.kernel.findings import Finding, Reading
from shouwang.kernel.workdays import PUBLISHED, CalendarUnknown, WorkCalendar
from shouwang.procedures.rules import voting
from shouwang.procedures.rules.declaration import (
    DURING_NOTICE,
    WITH_REASON,
    Declaration,
    Kind,
    Text,
    Transition,
    said,
)
from shouwang.procedures.rules.history import History, Past, owed, ripe_on
from shouwang.procedures.rules.voting import Vote


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to do: who, in which roles, on which day, with what in hand.

    `roles` are those of the declaration for which the person holds a duty in the case's place.
    `signers` are all who sign, by account; who acts is one of them.
    """

    transition: str
    by: int
    roles: frozenset[str]
    on: date
    evidence: frozenset[str] = frozenset()
    reason: str = ""
    signers: frozenset[int] = frozenset()
    vote: Vote | None = None

    @property
    def people(self) -> frozenset[int]:
        """Everybody who answers for the act."""
        return self.signers | {self.by}


@dataclass(frozen=True, slots=True)
class Move:
    """A permitted act: the way, where it leads, in which role it is done."""

    transition: str
    source: str
    step: str
    role: str
    past: Past


_Check = Callable[[Declaration, History, Transition, Asked, WorkCalendar], Iterator[Finding]]


def decide(
    declaration: Declaration, history: History, asked: Asked, calendar: WorkCalendar = PUBLISHED
) -> Reading[Move]:
    """The move with the state it leads to, or everything that stands against it."""
    step = history[-1].step
    transition = declaration.transitions.get(asked.transition)
    if transition is None or step not in transition.sources:
        return Reading(None, (_not_from_here(declaration, step, transition),))
    found = [
        finding
        for check in _CHECKS
        for finding in check(declaration, history, transition, asked, calendar)
    ]
    if found:
        return Reading(None, tuple(found))
    target = transition.leads_to(step)
    role = next(role for role in transition.roles if role in asked.roles)
    past = Past(transition.key, target, asked.on, asked.people, asked.evidence)
    return Reading(Move(transition.key, step, target, role, past))


def ways(
    declaration: Declaration, history: History, roles: frozenset[str]
) -> tuple[Transition, ...]:
    """The ways that somebody in these roles can take from here, whatever they still ask for."""
    here = declaration.ways_from(history[-1].step)
    return tuple(way for way in here if roles.intersection(way.roles))


def barred(declaration: Declaration, history: History, transition: str, people: set[int]) -> bool:
    """Whether one of the people has done something that may not be joined with this way."""
    groups = [group for group in declaration.apart if transition in group]
    done = {
        person
        for group in groups
        for past in history
        if past.transition in group and past.transition != transition
        for person in past.people
    }
    return not done.isdisjoint(people)


def _not_from_here(declaration: Declaration, step: str, asked: Transition | None) -> Finding:
    here = said(declaration.steps[step].label, step)
    ways_on = "、".join(said(way.label, way.key) for way in declaration.ways_from(step))
    wanted = said(asked.label, asked.key) if asked else "这一步"
    do = f"可以办理：{ways_on}" if ways_on else "已经办结"
    return Finding("not_from_here", f"现在处于“{here}”，不能办理“{wanted}”：请刷新页面再看，{do}。")


def _role(
    declaration: Declaration, history: History, way: Transition, asked: Asked, _: WorkCalendar
) -> Iterator[Finding]:
    if not asked.roles.intersection(way.roles):
        who = "、".join(said(declaration.roles[role].label, role) for role in way.roles)
        yield Finding("not_your_role", f"“{said(way.label, way.key)}”由{who}办理，请转给对方。")


def _day(
    declaration: Declaration, history: History, way: Transition, asked: Asked, _: WorkCalendar
) -> Iterator[Finding]:
    if asked.on < history[-1].on:
        yield Finding(
            "clock_behind",
            f"上一步办理于 {history[-1].on}，这次的日期 {asked.on} 更早：请核对电脑的日期后再办。",
        )


def _reason(
    declaration: Declaration, history: History, way: Transition, asked: Asked, _: WorkCalendar
) -> Iterator[Finding]:
    if way.kind in WITH_REASON and not asked.reason.strip():
        yield Finding("reason_missing", f"办理“{said(way.label, way.key)}”请写明理由。")


def _evidence(
    declaration: Declaration, history: History, way: Transition, asked: Asked, _: WorkCalendar
) -> Iterator[Finding]:
    missing = [kind for kind in way.evidence if kind not in asked.evidence]
    if missing:
        yield Finding("evidence_missing", f"请先备齐：{_named(declaration, missing)}。")


def _signers(
    declaration: Declaration, history: History, way: Transition, asked: Asked, _: WorkCalendar
) -> Iterator[Finding]:
    needed = declaration.number(way.signers) if way.signers else 1
    if len(asked.people) < needed:
        yield Finding(
            "signers_missing",
            f"须由至少 {needed} 人共同办理并签名，现有 {len(asked.people)} 人：请补签。",
        )


def _apart(
    declaration: Declaration, history: History, way: Transition, asked: Asked, _: WorkCalendar
) -> Iterator[Finding]:
    if barred(declaration, history, way.key, set(asked.people)):
        yield Finding(
            "not_both",
            f"办过前面环节的人不能再办“{said(way.label, way.key)}”：请由另一位有职责的人办理。",
        )


def _votes(
    declaration: Declaration, history: History, way: Transition, asked: Asked, _: WorkCalendar
) -> Iterator[Finding]:
    if way.votes is not None:
        yield from voting.refusals(declaration, way.votes, asked.vote)


def _notice(
    declaration: Declaration, history: History, way: Transition, asked: Asked, days: WorkCalendar
) -> Iterator[Finding]:
    step = declaration.steps[history[-1].step]
    if step.notice is None or not way.target or way.kind in DURING_NOTICE:
        return
    try:
        first = ripe_on(declaration, history, days)
    except CalendarUnknown as error:
        yield Finding(
            "calendar_unknown",
            f"{error.details['year']} 年的放假安排还没有录入，算不出公示到哪一天：请先录入再办理。",
        )
        return
    if first is not None and asked.on < first:
        yield Finding(
            "notice_running",
            f"“{said(step.label, step.key)}”到 {first - _DAY} 为止，{first} 起才能办理。",
        )


def _owed(
    declaration: Declaration, history: History, way: Transition, asked: Asked, _: WorkCalendar
) -> Iterator[Finding]:
    if not declaration.steps[way.leads_to(history[-1].step)].effect or way.kind is Kind.ROLLBACK:
        return
    missing = [kind for kind in owed(declaration, history) if kind not in asked.evidence]
    if missing:
        yield Finding(
            "papers_owed", f"绿色通道先办后补，还没有补上：{_named(declaration, missing)}。"
        )


def _named(declaration: Declaration, kinds: list[str]) -> str:
    empty: Text = {}
    return "、".join(said(declaration.evidence.get(kind, empty), kind) for kind in kinds)


_DAY = timedelta(days=1)
_CHECKS: tuple[_Check, ...] = (
    _role,
    _day,
    _reason,
    _evidence,
    _signers,
    _apart,
    _votes,
    _notice,
    _owed,
)
