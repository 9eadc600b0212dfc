"""What pages and batches decide without a database: the step bar, what may be shared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shouwang.procedures.rules import Declaration, Kind, Past, Transition

# A paper of these kinds names many households at once: one text serves every case of a batch.
SHARED = frozenset({"township_opinion", "county_decision", "announcement", "information_check"})


def is_shared(way: Transition) -> bool:
    """Whether one text can carry the way for many cases: no vote, no second signer, no visit."""
    return not way.votes and not way.signers and SHARED.issuperset(way.evidence)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the bar: `state` is done, current, todo or returned (to be done again)."""

    key: str
    state: str
    on: date | None = None


def stages(declaration: Declaration, history: Sequence[Past]) -> list[Stage]:
    """The bar: the steps gone through, with the day first entered, and the way that lies ahead.

    Ahead is the straight line of forward ways from here, as declared. A step that was entered and
    lies ahead again is shown as returned.
    """
    here = history[-1].step
    entered: dict[str, date] = {}
    for past in history:
        entered.setdefault(past.step, past.on)
    ahead = _ahead(declaration, here)
    return [
        Stage(
            key,
            _state(declaration, here, key, again=key in ahead, entered=key in entered),
            entered.get(key),
        )
        for key in declaration.steps
        if key in entered or key in ahead
    ]


def _state(declaration: Declaration, here: str, key: str, *, again: bool, entered: bool) -> str:
    """`again` says that the step lies on the way ahead."""
    if key == here:
        return "done" if declaration.steps[here].final else "current"
    if not again:
        return "done"
    return "returned" if entered else "todo"


def _ahead(declaration: Declaration, here: str) -> list[str]:
    """The first forward way out of each step, followed to a final step with effect."""
    line, step = [], here
    while not declaration.steps[step].final:
        onward = (
            way.target
            for way in declaration.ways_from(step)
            if way.kind is Kind.FORWARD
            and way.target
            and (not declaration.steps[way.target].final or declaration.steps[way.target].effect)
        )
        following = next((one for one in onward if one not in line and one != here), "")
        if not following:
            break
        line.append(following)
        step = following
    return line
