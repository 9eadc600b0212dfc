"""Whatever is tried in whatever order: nothing forbidden is reached, no notice is cut short."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwang.engine.pack.reading import load_pack
from shouwang.kernel.workdays import PUBLISHED
from shouwang.procedures import rules
from shouwang.procedures.page import filled
from shouwang.procedures.reading import Entry, load_procedures
from shouwang.procedures.rules import OPENING, Asked, Declaration, Kind, Past, Vote

PACK = load_pack("cn")
ENTRIES = load_procedures("cn", PACK).entries
DAY = timedelta(days=1)


def votes() -> st.SearchStrategy[Vote]:
    return st.sampled_from(
        [Vote(9, 7, 6, 1, 0), Vote(9, 7, 1, 6, 0), Vote(9, 3, 3, 0, 0), Vote(9, 8, 3, 2, 1, 2)]
    )


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry.name for entry in ENTRIES])
@settings(max_examples=20)
@given(data=st.data())
def test_no_sequence_of_permitted_acts_breaks_a_promise(entry: Entry, data: st.DataObject):
    declaration = filled(entry, PACK)
    on = data.draw(st.dates(date(2020, 1, 1), date(2020, 6, 1)))
    history: tuple[Past, ...] = (Past(OPENING, declaration.start, on, frozenset({0})),)
    for _ in range(data.draw(st.integers(10, 30))):
        asked = _anything(declaration, history, data)
        decided = rules.decide(declaration, history, asked)
        if decided.value is None:
            assert decided.findings
            continue
        _check_move(declaration, history, asked)
        history = (*history, decided.value.past)
        _check_history(declaration, history)


def _anything(declaration: Declaration, history: tuple[Past, ...], data: st.DataObject) -> Asked:
    """Mostly a way that leads on, by somebody, with or without what it needs."""
    here = [way.key for way in declaration.ways_from(history[-1].step)]
    key = data.draw(
        st.sampled_from(here or [OPENING]) | st.sampled_from([*declaration.transitions])
    )
    way = declaration.transitions.get(key)
    ready = data.draw(st.integers(0, 5)) > 0
    evidence = way.evidence if way and ready else ()
    waits = data.draw(st.sampled_from([0, 0, 1, 3, 8, 30]))
    return Asked(
        key,
        by=data.draw(st.integers(1, 6)),
        roles=frozenset(way.roles if way and ready else ()),
        on=history[-1].on + waits * DAY,
        evidence=frozenset(evidence),
        reason="理由" if ready else "",
        signers=frozenset(data.draw(st.sets(st.integers(1, 6), max_size=2))),
        vote=data.draw(votes()) if way and way.votes else None,
    )


def _check_move(declaration: Declaration, history: tuple[Past, ...], asked: Asked) -> None:
    way = declaration.transitions[asked.transition]
    assert history[-1].step in way.sources
    assert asked.roles & set(way.roles)
    assert set(way.evidence) <= asked.evidence
    assert way.kind is Kind.FORWARD or asked.reason


def _check_history(declaration: Declaration, history: tuple[Past, ...]) -> None:
    stood = rules.standing(declaration, history)
    assert stood.step == history[-1].step
    assert stood.final or stood.awaits
    for group in declaration.apart:
        done = {past.transition: set() for past in history if past.transition in group}
        for past in history:
            if past.transition in group:
                done[past.transition] |= past.people
        people = [person for some in done.values() for person in some]
        assert len(people) == len(set(people))
    if stood.effect:
        assert rules.owed(declaration, history) == ()
        for step in declaration.steps.values():
            assert step.notice is None or _completed(declaration, history, step.key)


def _completed(declaration: Declaration, history: tuple[Past, ...], step: str) -> bool:
    """Whether the notice lasted long enough at least once, counted day by day."""
    span = declaration.steps[step].notice
    assert span is not None
    needed, counted, here = declaration.number(span.parameter), 0, False
    for past, following in pairwise(history):
        way = declaration.transitions.get(past.transition)
        entered = past.step == step and (way is None or bool(way.target))
        if entered and not (way and way.resumes):
            counted = 0
        here = past.step == step
        if here:
            # the day it begins does not count, nor the day on which it is left
            first = past.on + DAY if entered else past.on
            days = [first + n * DAY for n in range((following.on - first).days)]
            counted += sum(not span.working or PUBLISHED.is_working(day) for day in days)
            onward = declaration.transitions[following.transition]
            leaves = onward.target and onward.kind in {Kind.FORWARD, Kind.GREEN}
            if leaves and counted >= needed:
                return True
    return False
