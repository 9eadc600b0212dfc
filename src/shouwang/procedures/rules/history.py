"""What has happened in a case, and where that leaves it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from shouwang.kernel.workdays import PUBLISHED, CalendarUnknown, WorkCalendar
from shouwang.procedures.rules import clock
from shouwang.procedures.rules.clock import Stay
from shouwang.procedures.rules.declaration import Deadline, Declaration, Kind

OPENING = ""  # the name of the transition with which every case begins


@dataclass(frozen=True, slots=True)
class Past:
    """One act of a case: which way it took, where it led, who took part, what it brought."""

    transition: str
    step: str
    on: date
    people: frozenset[int]
    evidence: frozenset[str] = frozenset()


History = Sequence[Past]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands: what lists and to-do pages need of it.

    `awaits` and `escalates` are kinds of duty. `ripe_on` is the first day on which a notice may be
    left forward; None where there is none. `due_on` is the last day of the nearest deadline; None
    without one, while clocks stand still, or when a year's holidays are not known.
    """

    step: str
    final: bool
    effect: bool
    awaits: str = ""
    escalates: str = ""
    due_on: date | None = None
    ripe_on: date | None = None
    owed: tuple[str, ...] = ()
    green: bool = False


def standing(
    declaration: Declaration, history: History, calendar: WorkCalendar = PUBLISHED
) -> Standing:
    """Where the case stands after everything that happened."""
    step = declaration.steps[history[-1].step]
    green = any(_kind(declaration, past) is Kind.GREEN for past in history)
    if step.final:
        return Standing(step.key, True, step.effect, green=green)
    nearest = _nearest(declaration, history, calendar)
    return Standing(
        step.key,
        False,
        False,
        awaits=_duty(declaration, step.owner),
        escalates=_duty(declaration, nearest[1].escalate) if nearest else "",
        due_on=nearest[0] if nearest else None,
        ripe_on=_known(partial(ripe_on, declaration, history, calendar)),
        owed=owed(declaration, history),
        green=green,
    )


def ripe_on(
    declaration: Declaration, history: History, calendar: WorkCalendar = PUBLISHED
) -> date | None:
    """The first day after the notice of the present step; None where there is none.

    Raises CalendarUnknown.
    """
    step = declaration.steps[history[-1].step]
    if step.notice is None:
        return None
    last = clock.last_day(
        clock.of_step(stays(declaration, history)),
        declaration.number(step.notice.parameter),
        working=step.notice.working,
        calendar=calendar,
    )
    return last + timedelta(days=1) if last else None


def due(
    declaration: Declaration, history: History, calendar: WorkCalendar = PUBLISHED
) -> dict[str, date]:
    """The last day of every deadline whose clock runs, by its key; unknown years are left out."""
    stood = stays(declaration, history)
    found = {}
    for key, deadline in declaration.deadlines.items():
        day = _known(partial(_last_day, declaration, deadline, stood, calendar))
        if day is not None:
            found[key] = day
    return found


def stays(declaration: Declaration, history: History) -> list[Stay]:
    """In which steps the case stood, and when; an act that stays in the step begins nothing."""
    entries = [past for past in history if not _remains(declaration, past)]
    ends = [*(past.on for past in entries[1:]), None]
    return [
        Stay(
            past.step,
            past.on,
            end,
            stopped=declaration.steps[past.step].stopped,
            resumed=_resumes(declaration, past),
        )
        for past, end in zip(entries, ends, strict=True)
    ]


def owed(declaration: Declaration, history: History) -> tuple[str, ...]:
    """Evidence that was put off and has not come yet, in the order it was put off."""
    missing: dict[str, None] = {}
    for past in history:
        for kind in past.evidence:
            missing.pop(kind, None)
        transition = declaration.transitions.get(past.transition)
        missing.update(dict.fromkeys(transition.defers if transition else ()))
    return tuple(missing)


def _nearest(
    declaration: Declaration, history: History, calendar: WorkCalendar
) -> tuple[date, Deadline] | None:
    running = due(declaration, history, calendar)
    if not running:
        return None
    key = min(running, key=lambda one: (running[one], one))
    return running[key], declaration.deadlines[key]


def _last_day(
    declaration: Declaration, deadline: Deadline, stood: list[Stay], calendar: WorkCalendar
) -> date | None:
    if deadline.until:
        stretches = clock.since_step(stood, deadline.since, deadline.until)
    elif stood[-1].step == deadline.since:
        stretches = clock.of_step(stood)
    else:
        return None
    days, working = declaration.number(deadline.span.parameter), deadline.span.working
    return clock.last_day(stretches, days, working=working, calendar=calendar)


def _known(day: Callable[[], date | None]) -> date | None:
    """The day, or None when it lies in a year whose holidays are not known."""
    try:
        return day()
    except CalendarUnknown:
        return None


def _remains(declaration: Declaration, past: Past) -> bool:
    transition = declaration.transitions.get(past.transition)
    return transition is not None and not transition.target


def _resumes(declaration: Declaration, past: Past) -> bool:
    transition = declaration.transitions.get(past.transition)
    return transition is not None and transition.resumes


def _kind(declaration: Declaration, past: Past) -> Kind | None:
    transition = declaration.transitions.get(past.transition)
    return transition.kind if transition else None


def _duty(declaration: Declaration, role: str) -> str:
    return declaration.roles[role].duty if role in declaration.roles else ""
