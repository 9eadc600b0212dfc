"""Whether a meeting may decide, and what it decided; exact fractions, no percentages."""

from collections.abc import Iterator
from dataclasses import dataclass

from shouwang.kernel.findings import Finding
from shouwang.procedures.rules.declaration import Declaration, Share, Votes


@dataclass(frozen=True, slots=True)
class Vote:
    """Heads counted at a meeting. Who is recused is present and does not vote."""

    members: int
    present: int
    agree: int
    against: int
    abstain: int
    recused: int = 0


def refusals(declaration: Declaration, votes: Votes, vote: Vote | None) -> Iterator[Finding]:
    """What stands against taking this way with this vote."""
    if vote is None:
        yield Finding("vote_missing", "请登记表决情况：应到、实到、同意、反对、弃权和回避人数。")
        return
    if min(_heads(vote)) < 0 or vote.present > vote.members or vote.present != _counted(vote):
        yield Finding(
            "vote_uneven",
            "表决人数对不上：同意、反对、弃权、回避之和应等于实到人数，实到不超过应到，请核对。",
        )
        return
    if not _reaches(declaration, votes.quorum, vote.present, vote.members):
        needed = _fraction(declaration, votes.quorum)
        yield Finding(
            "no_quorum",
            f"应到 {vote.members} 人，实到 {vote.present} 人，不足{needed}：会议无效，请重新召开。",
        )
    elif carried(declaration, votes, vote) != votes.carried:
        result = "没有通过" if votes.carried else "已经通过"
        yield Finding(
            "vote_differs",
            f"同意 {vote.agree} 人，表决{result}（须{_needed(declaration, votes)}）："
            "请按表决结果办理。",
        )


def carried(declaration: Declaration, votes: Votes, vote: Vote) -> bool:
    """Whether enough of those who could vote agreed; nobody's vote carries nothing.

    Always more than half of them (Organic Law of Villagers' Committees, articles 26 and 28); the
    declaration's share may ask for more.
    """
    voters = vote.present - vote.recused
    is_most = 2 * vote.agree > voters
    return is_most and _reaches(declaration, votes.majority, vote.agree, voters)


def _reaches(declaration: Declaration, share: Share, heads: int, of: int) -> bool:
    """At least the share: the number itself is included (Civil Code, article 1259)."""
    whole, part = declaration.number(share.whole), declaration.number(share.part)
    return heads * whole >= of * part and heads > 0


def _needed(declaration: Declaration, votes: Votes) -> str:
    part, whole = (declaration.number(one) for one in (votes.majority.part, votes.majority.whole))
    is_half = 2 * part <= whole
    return "过半数" if is_half else f"达到{_fraction(declaration, votes.majority)}"


def _fraction(declaration: Declaration, share: Share) -> str:
    return f"{declaration.number(share.whole)} 分之 {declaration.number(share.part)}"


def _counted(vote: Vote) -> int:
    return vote.agree + vote.against + vote.abstain + vote.recused


def _heads(vote: Vote) -> tuple[int, ...]:
    return (vote.members, vote.present, vote.agree, vote.against, vote.abstain, vote.recused)
