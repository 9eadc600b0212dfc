"""Votes of a meeting: who may vote on a case, whether the heads add up, what is still needed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from shouwang.kernel.findings import Finding
from shouwang.procedures.rules import Declaration, Transition, Vote, carried

MOST_NAMES = 300


@dataclass(frozen=True, slots=True)
class Attendance:
    """The names called to a meeting, in order, and which of them came."""

    names: tuple[str, ...]
    present: frozenset[str]

    @property
    def members(self) -> int:
        """How many were called."""
        return len(self.names)


@dataclass(frozen=True, slots=True)
class Ballot:
    """One case's vote as written down; `recused` gives the reason by name."""

    agree: int | None
    against: int | None
    abstain: int | None
    chair: str
    recused: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Count:
    """What the form says beside a vote: the heads needed and the heads there are."""

    members: int
    present: int
    quorum: int
    voters: int
    majority: int
    counted: int | None  # None until all three are written
    agree: int | None
    carried: bool | None  # None while it cannot be said

    @property
    def is_quorate(self) -> bool:
        """Whether enough came."""
        return 0 < self.quorum <= self.present


def needed(part: int, whole: int, of: int) -> int:
    """The least number of heads that reaches the share: two thirds of seven is five."""
    return -(-of * part // whole)


def count(declaration: Declaration, way: Transition, roll: Attendance, ballot: Ballot) -> Count:
    """The heads of one case, by the quorum and majority of its own version."""
    votes = way.votes
    assert votes is not None, "only ways that ask for votes are counted"
    number, present = declaration.number, len(roll.present)
    voters = present - len(roll.present.intersection(ballot.recused))
    heads = heads_of(roll, ballot)
    is_even = heads is not None and heads.agree + heads.against + heads.abstain == voters
    return Count(
        roll.members,
        present,
        needed(number(votes.quorum.part), number(votes.quorum.whole), roll.members),
        voters,
        needed(number(votes.majority.part), number(votes.majority.whole), voters),
        None if heads is None else heads.agree + heads.against + heads.abstain,
        None if heads is None else heads.agree,
        carried(declaration, votes, heads) if heads is not None and is_even else None,
    )


def heads_of(roll: Attendance, ballot: Ballot) -> Vote | None:
    """The vote as a procedure takes it; None until it is written in full."""
    if ballot.agree is None or ballot.against is None or ballot.abstain is None:
        return None
    recused = len(roll.present.intersection(ballot.recused))
    return Vote(
        roll.members, len(roll.present), ballot.agree, ballot.against, ballot.abstain, recused
    )


def faults_of_roll(names: Sequence[str], chair: str, recorder: str) -> Iterator[Finding]:
    """What is wrong with the list of names itself."""
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    if not names:
        yield Finding("roll_empty", "还没有评议代表名单：请先填写应到人员，一行一个姓名。")
    if len(names) > MOST_NAMES:
        yield Finding("roll_too_long", f"名单超过 {MOST_NAMES} 人，请检查是不是贴错了。")
    if twice:
        yield Finding(
            "roll_twice",
            f"名单里有重名：{'、'.join(twice)}。是同一人请删去一个，不同的人请在姓名后加注，"
            "如“张三（三组）”。",
        )
    if chair and chair == recorder:
        yield Finding("chair_records", "主持人和记录人不能是同一个人：请另请一位记录。")


def faults_of(roll: Attendance, ballot: Ballot) -> Iterator[Finding]:
    """What is wrong with one case's vote, before its procedure is asked."""
    yield from _faults_of_recusals(roll, ballot)
    if ballot.chair in ballot.recused:
        yield Finding(
            "chair_recused",
            f"主持人{ballot.chair}在这一户须回避：请另推一位主持本户评议，填在“本户主持人”。",
        )
    heads = heads_of(roll, ballot)
    if heads is None:
        yield Finding("vote_missing", "请填写同意、反对、弃权人数；没有的填 0。")
        return
    voters = heads.present - heads.recused
    if heads.agree + heads.against + heads.abstain != voters:
        yield Finding(
            "vote_uneven",
            f"到会 {heads.present} 人、回避 {heads.recused} 人，应有 {voters} 票；现在同意、反对、"
            f"弃权共 {heads.agree + heads.against + heads.abstain} 票，请核对。",
        )


def _faults_of_recusals(roll: Attendance, ballot: Ballot) -> Iterator[Finding]:
    for said, names in (
        ("不在代表名单里", sorted(set(ballot.recused) - set(roll.names))),
        ("没有到会，不用登记回避", sorted(_absent(roll, ballot.recused))),
        ("没有写明回避原因", sorted(name for name, why in ballot.recused.items() if not why)),
    ):
        if names:
            yield Finding("recusal", f"回避人员{'、'.join(names)}{said}：请更正。")


def _absent(roll: Attendance, names: Iterable[str]) -> set[str]:
    return set(names).intersection(roll.names) - roll.present
