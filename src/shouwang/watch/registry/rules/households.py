"""What a household must be after an act upon it: one head, at most one spouse, days in order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from shouwang.kernel.findings import Finding

HEAD, SPOUSE = "户主", "配偶"


@dataclass(frozen=True, slots=True)
class Life:
    """A member as the rules see them."""

    name: str
    relation: str
    birth_on: date | None = None
    joined_on: date | None = None
    died_on: date | None = None
    moved_out_on: date | None = None

    @property
    def present(self) -> bool:
        """Whether the person lives in the household: neither dead nor gone."""
        return self.died_on is None and self.moved_out_on is None


def refusals_of_grounds(reason: str, true_since: date, today: date) -> list[Finding]:
    """Why an act cannot be written into the history."""
    found = []
    if not reason.strip():
        found.append(Finding("no_reason", "请填写事由：它会留在档案的变更记录里"))
    if true_since > today:
        found.append(Finding("true_since_future", "“何时起属实”不能晚于今天"))
    return found


def refusals_of_home(members: Iterable[Life]) -> list[Finding]:
    """Why people cannot be one household; one without anybody present is none and may be."""
    present = [one for one in members if one.present]
    heads = sum(one.relation == HEAD for one in present)
    found = []
    if present and heads == 0:
        found.append(Finding("no_head", "办理后这户没有户主，请指定一名在户成员为新户主"))
    if heads > 1:
        found.append(Finding("two_heads", f"一户只能有一名户主，现有{heads}名，请改其与户主关系"))
    spouses = sum(one.relation == SPOUSE for one in present)
    if spouses > 1:
        found.append(Finding("two_spouses", f"户主最多有一名配偶，现有{spouses}名，请改其关系"))
    return found


def refusals_of_life(one: Life, today: date) -> list[Finding]:
    """Why a person's days cannot be right."""
    return [Finding(code, f"{one.name}：{said}") for code, said in _wrong_days(one, today)]


def _wrong_days(one: Life, today: date) -> Iterator[tuple[str, str]]:
    born, died, left, joined = one.birth_on, one.died_on, one.moved_out_on, one.joined_on
    if born and born > today:
        yield "born_in_future", f"出生日期 {born} 晚于今天"
    if died and died > today:
        yield "death_in_future", f"死亡日期 {died} 晚于今天"
    if born and died and died < born:
        yield "death_before_birth", f"死亡日期 {died} 早于出生日期 {born}"
    if born and left and left < born:
        yield "left_before_birth", f"转出日期 {left} 早于出生日期 {born}"
    if born and joined and joined < born:
        yield "joined_before_birth", f"转入日期 {joined} 早于出生日期 {born}"
