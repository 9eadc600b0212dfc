"""What a person confirms of each criterion, against what the policy computed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shouwang.kernel.findings import Finding


@dataclass(frozen=True, slots=True)
class Seen:
    """A criterion as the policy sees it; `met` is None where it cannot tell."""

    name: str
    label: str
    met: bool | None
    refuses: bool = False


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a person found: met or not, on which grounds, and whether the household agrees."""

    name: str
    met: bool
    grounds: str = ""
    agrees: bool = False


def all_met(confirmed: Sequence[Confirmed]) -> bool:
    """Whether every criterion was found met."""
    return all(one.met for one in confirmed)


def refusals(
    seen: Sequence[Seen], confirmed: Sequence[Confirmed], *, passing: bool
) -> tuple[Finding, ...]:
    """What stands against a check; `passing` when the case is to go on towards its effect.

    Whoever differs from the registry says why. What refuses cannot be made up for by grounds.
    """
    found = {one.name: one for one in confirmed}
    return tuple(
        finding for one in seen for finding in _of_one(one, found.get(one.name), passing=passing)
    )


def _of_one(seen: Seen, told: Confirmed | None, *, passing: bool) -> Iterator[Finding]:
    if told is None:
        yield Finding("unconfirmed", f"“{seen.label}”还没有核对。")
        return
    if told.met and seen.met is False and seen.refuses:
        yield Finding("refused", f"“{seen.label}”不成立的，不能标注消除：请改为未达标。")
    elif told.met != seen.met and not told.grounds.strip():
        why = "系统无法比对" if seen.met is None else "与系统比对的不一致"
        yield Finding("grounds_missing", f"“{seen.label}”{why}：请写明依据。")
    if passing and not told.met:
        yield Finding("not_met", f"“{seen.label}”未达标，不能这样办理：请选“未达标”的办法。")
    if passing and told.met and not told.agrees:
        yield Finding("not_agreed", f"“{seen.label}”农户还没有认可：请当面核对后勾选。")
