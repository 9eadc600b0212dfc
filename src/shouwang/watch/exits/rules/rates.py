"""The rates of the county's exit check, each against its limit, with intervals of 95 per cent."""

from collections.abc import Sequence
from dataclasses import dataclass

from shouwang.watch.visits.rules import Share, wilson

WRONG, MISSED, COMPOSITE, APPROVAL = "wrong", "missed", "composite", "approval"


@dataclass(frozen=True, slots=True)
class Found:
    """One household checked: whether exited, how many persons, wrong or not, and approval."""

    exited: bool
    persons: int
    wrong: bool
    approves: bool | None


@dataclass(frozen=True, slots=True)
class Limits:
    """Per mille: three that a rate must stay below, and the approval that must be reached."""

    wrong: int
    missed: int
    composite: int
    approval: int


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with its interval and its limit; `sure` when the whole interval is on one side.

    `holds` is None where nothing has been checked yet.
    """

    name: str
    share: Share
    limit: int
    holds: bool | None
    sure: bool


def rates(found: Sequence[Found], limits: Limits, *, remaining: int, rural: int) -> list[Rate]:
    """Wrong-exit rate, miss rate, composite incidence and approval.

    Persons are counted but for approval, which counts households asked. The composite incidence is
    (remaining + missed + wrong) ÷ rural registered population, of persons that were found, and has
    no interval: it is a count, not a sample.
    """
    exited, others = [one for one in found if one.exited], [one for one in found if not one.exited]
    wrong, missed = _persons_wrong(exited), _persons_wrong(others)
    asked = [one.approves for one in found if one.approves is not None]
    composite = (remaining + missed + wrong) / rural
    whole = Share(remaining + missed + wrong, rural, composite, composite, composite)
    return [
        _below(WRONG, wilson(wrong, sum(one.persons for one in exited)), limits.wrong),
        _below(MISSED, wilson(missed, sum(one.persons for one in others)), limits.missed),
        _below(COMPOSITE, whole, limits.composite),
        _reached(wilson(sum(asked), len(asked)), limits.approval),
    ]


def _persons_wrong(found: Sequence[Found]) -> int:
    return sum(one.persons for one in found if one.wrong)


def _below(name: str, share: Share, limit: int) -> Rate:
    if share.value is None or share.low is None or share.high is None:
        return Rate(name, share, limit, None, sure=False)
    edge, holds = limit / 1000, share.value * 1000 < limit
    return Rate(name, share, limit, holds, sure=share.high < edge if holds else share.low >= edge)


def _reached(share: Share, limit: int) -> Rate:
    if share.value is None or share.low is None or share.high is None:
        return Rate(APPROVAL, share, limit, None, sure=False)
    edge, holds = limit / 1000, share.value * 1000 >= limit
    sure = share.low >= edge if holds else share.high < edge
    return Rate(APPROVAL, share, limit, holds, sure=sure)
