"""Who signs a visit, and what a signature drawn on the glass may be."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shouwang.kernel.findings import Finding

LONGEST_INK = 20_000
FEWEST_POINTS = 5
# a path of SVG: strokes of whole pixels inside the pad, nothing else
_INK = re.compile(r"(M\d{1,4} \d{1,4}(L\d{1,4} \d{1,4})*)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Ink:
    """Strokes drawn on the pad of 600 by 200, as the data of an SVG path; "" for none."""

    path: str = ""

    @property
    def sound(self) -> bool:
        """Whether it is a drawing that pages may show: digits and the letters M and L."""
        return len(self.path) <= LONGEST_INK and _INK.fullmatch(self.path) is not None

    @property
    def drawn(self) -> bool:
        """Whether somebody wrote: a dot is no signature."""
        return self.sound and len(re.findall(r"[ML]", self.path)) >= FEWEST_POINTS


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature: of a visitor (an account) or of a member of the household, by name."""

    role: str  # visitor, household, authorisation
    account: int | None
    name: str
    ink: Ink


def refusals_of_signers(
    signatures: Sequence[Signed], visitors: Sequence[int], least: int, *, paper: bool, reason: str
) -> list[Finding]:
    """What is missing: enough visitors, a signature of each, and one of the household.

    A photograph of the signed paper (`paper`) stands for all of them. A household that cannot or
    will not sign is noted with a reason, never forced.
    """
    found = []
    if len(set(visitors)) < least:
        found.append(Finding("too_few_visitors", f"这张表要求至少 {least} 人入户：请选择同行人员"))
    if any(not one.ink.sound for one in signatures):
        found.append(Finding("ink_broken", "签名的笔迹不完整：请清除后重新签"))
    if paper or found:
        return found
    drawn = {one.account for one in signatures if one.role == "visitor" and one.ink.drawn}
    if set(visitors) - drawn:
        found.append(
            Finding("visitor_unsigned", "入户人员还没有签全：请在屏幕上签名，或上传签好的纸")
        )
    home = any(one.role == "household" and one.ink.drawn and one.name for one in signatures)
    if not home and not reason.strip():
        found.append(
            Finding("household_unsigned", "请农户签名并写上姓名；农户不便签名的，请写明原因")
        )
    return found
