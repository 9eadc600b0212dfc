"""Duties that one person may not hold together: who checks does not act, who grants does not use.

The database holds the same table (`people_incompatible`), and a test compares the two.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from shouwang.kernel.findings import Finding
from shouwang.people.rules.duties import OFFICERS, HeldDuty, Kind, Wish

_OFFICES = frozenset({Kind.COUNTY_OFFICE, Kind.TOWNSHIP_CLERK, Kind.VILLAGE_CADRE})


@dataclass(frozen=True, slots=True)
class Conflict:
    """Every kind of the one side against every kind of the other, and why."""

    one: frozenset[Kind]
    other: frozenset[Kind]
    reason: str


CONFLICTS = (
    Conflict(
        frozenset({Kind.AUDITOR}),
        frozenset(Kind) - {Kind.AUDITOR},
        "审计监督的人不能同时办理被监督的事",
    ),
    Conflict(
        frozenset({Kind.ADMINISTRATOR}),
        _OFFICES,
        "管理账号的人不能同时查看或修改农户资料，否则可以给自己开权限",
    ),
    Conflict(
        frozenset(OFFICERS),
        frozenset({Kind.COUNTY_OFFICE, Kind.TOWNSHIP_CLERK}),
        "部门交清单的人不能同时是把清单并入档案的人",
    ),
)


def reason_against(one: Kind, other: Kind) -> str:
    """Why nobody may hold the two at once in overlapping places; empty when one may."""
    for conflict in CONFLICTS:
        if (one in conflict.one and other in conflict.other) or (
            other in conflict.one and one in conflict.other
        ):
            return conflict.reason
    return ""


def conflicts(held: Iterable[HeldDuty], wish: Wish) -> tuple[Finding, ...]:
    """What stands against the wish in what its holder has: overlapping in time and in place."""
    reasons = (
        reason_against(duty.kind, wish.kind)
        for duty in held
        if duty.period.overlaps(wish.period) and _share_ground(duty, wish)
    )
    return tuple(
        Finding("incompatible", f"与对方已有的职责不相容：{reason}")
        for reason in dict.fromkeys(reasons)
        if reason
    )


def _share_ground(duty: HeldDuty, wish: Wish) -> bool:
    return duty.region.contains(wish.region) or wish.region.contains(duty.region)
