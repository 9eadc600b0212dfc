"""Proves a declaration sound: every fault with the path of the entry it lies in.

There is no automatic transition, so that no cycle runs without a person's act.
"""

from collections.abc import Iterable, Iterator

from shouwang.procedures.rules.declaration import (
    DURING_NOTICE,
    Declaration,
    Kind,
    Step,
    Transition,
)

Path = tuple[str, ...]
Fault = tuple[Path, str]
_Edge = tuple[str, str, str]  # transition, from, to


def faults(declaration: Declaration) -> list[Fault]:
    """Everything that makes the declaration unsafe to run; names are taken as resolved."""
    checks = (_reach, _ends, _owners, _kinds, _notices, _groups, _clocks, _papers)
    return [fault for check in checks for fault in check(declaration)]


def _reach(declaration: Declaration) -> Iterator[Fault]:
    reached = _reachable({declaration.start}, _edges(declaration.transitions.values()))
    for key in declaration.steps:
        if key not in reached:
            yield ("steps", key), f"step {key} cannot be reached from {declaration.start}"


def _ends(declaration: Declaration) -> Iterator[Fault]:
    finals = {step.key for step in declaration.steps.values() if step.final}
    if not finals:
        yield ("steps",), "no step is final"
    ahead = [one for one in declaration.transitions.values() if one.kind is not Kind.ROLLBACK]
    ending = _reachable(finals, [(key, to, source) for key, source, to in _edges(ahead)])
    for key in declaration.steps:
        if finals and key not in ending:
            yield ("steps", key), f"step {key} is a dead end: no final step follows from it"


def _owners(declaration: Declaration) -> Iterator[Fault]:
    for step in declaration.steps.values():
        if not step.final and not step.owner:
            yield ("steps", step.key), f"step {step.key} has no owner"
    for key, deadline in declaration.deadlines.items():
        if not deadline.owner:
            yield ("deadlines", key), f"deadline {key} has no owner"


def _kinds(declaration: Declaration) -> Iterator[Fault]:
    for one in declaration.transitions.values():
        for reason in _against_kind(declaration, one):
            yield ("transitions", one.key), f"transition {one.key} {reason}"


def _against_kind(declaration: Declaration, one: Transition) -> Iterator[str]:
    steps = [declaration.steps[key] for key in one.sources]
    target = declaration.steps[one.target] if one.target else None
    if one.kind is Kind.ROLLBACK and not all(step.final for step in steps):
        yield "rolls back what is not final"
    if one.kind is not Kind.ROLLBACK and any(step.final for step in steps):
        yield "leaves a final step and is no rollback"
    if one.kind is Kind.WITHDRAW and not (target and target.final and not target.effect):
        yield "withdraws and does not end in a final step without effect"
    if one.kind is Kind.OBJECTION and target and not target.stopped:
        yield "is an objection and its check does not stop the clock"
    if not one.roles:
        yield "names nobody who may take it"


def _notices(declaration: Declaration) -> Iterator[Fault]:
    """Every way to an effect must lead through the end of every notice."""
    for step in declaration.steps.values():
        if step.notice is None:
            continue
        if not any(_completes(one, step) for one in declaration.transitions.values()):
            yield ("steps", step.key), f"notice {step.key} can never be completed"
        past = [edge for edge in _all_edges(declaration) if not _gated(declaration, edge, step)]
        for key in sorted(_effects(declaration) & _reachable({declaration.start}, past)):
            way = " → ".join(_path(declaration.start, key, past))
            yield ("steps", step.key), f"notice {step.key} can be skipped: {way}"


def _all_edges(declaration: Declaration) -> list[_Edge]:
    ahead = (one for one in declaration.transitions.values() if one.kind is not Kind.ROLLBACK)
    return _edges(ahead)


def _gated(declaration: Declaration, edge: _Edge, step: Step) -> bool:
    transition, source, _ = edge
    return source == step.key and _completes(declaration.transitions[transition], step)


def _completes(one: Transition, step: Step) -> bool:
    return step.key in one.sources and bool(one.target) and one.kind not in DURING_NOTICE


def _effects(declaration: Declaration) -> set[str]:
    return {step.key for step in declaration.steps.values() if step.effect}


def _groups(declaration: Declaration) -> Iterator[Fault]:
    for number, group in enumerate(declaration.apart):
        if len(group) < 2:
            yield ("apart", str(number)), "apart needs at least two transitions"


def _clocks(declaration: Declaration) -> Iterator[Fault]:
    for one in declaration.transitions.values():
        if one.resumes and not all(declaration.steps[key].stopped for key in one.sources):
            yield ("transitions", one.key), f"transition {one.key} resumes a clock that ran on"
        if one.resumes and not one.target:
            yield ("transitions", one.key), f"transition {one.key} resumes and goes nowhere"


def _papers(declaration: Declaration) -> Iterator[Fault]:
    brought = {kind for one in declaration.transitions.values() for kind in one.evidence}
    for one in declaration.transitions.values():
        for kind in one.defers:
            if kind not in brought:
                reason = f"transition {one.key} puts off {kind}, which no transition brings"
                yield ("transitions", one.key), reason
        if one.defers and one.kind is not Kind.GREEN:
            yield ("transitions", one.key), f"transition {one.key} puts off papers and is not green"


def _edges(transitions: Iterable[Transition]) -> list[_Edge]:
    return [
        (one.key, source, one.target) for one in transitions if one.target for source in one.sources
    ]


def _reachable(start: set[str], edges: Iterable[_Edge]) -> set[str]:
    known, edges = set(start), list(edges)
    while more := {to for _, source, to in edges if source in known} - known:
        known |= more
    return known


def _path(start: str, end: str, edges: list[_Edge]) -> list[str]:
    """The shortest way, by the names of its transitions."""
    ways: dict[str, list[str]] = {start: []}
    while end not in ways:
        for key, source, to in edges:
            if source in ways and to not in ways:
                ways[to] = [*ways[source], key]
    return ways[end]
