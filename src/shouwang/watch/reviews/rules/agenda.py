"""Which steps wait for a meeting, a notice or an objection: read from the declaration alone."""

from shouwang.procedures.rules import Declaration, Kind, Transition, Votes, carried
from shouwang.procedures.rules import Vote as Heads

# The kinds of evidence that minutes are, and which meeting writes them.
MINUTES = {"review_minutes": "village", "group_minutes": "group"}
OBJECTION, ANNOUNCEMENT, PHOTO = "objection_record", "announcement", "notice_photo"


def reviewing(declaration: Declaration, step: str) -> tuple[Transition, ...]:
    """The ways out of a step that a vote decides."""
    return tuple(way for way in declaration.ways_from(step) if way.votes is not None)


def kind_of_meeting(declaration: Declaration, step: str) -> str:
    """Which meeting reviews a case in the step, by the minutes its ways ask for; "" for none."""
    for way in reviewing(declaration, step):
        for kind in way.evidence:
            if kind in MINUTES:
                return MINUTES[kind]
        return "village"
    return ""


def way_of(declaration: Declaration, step: str, heads: Heads) -> Transition | None:
    """The way that the vote takes: nobody chooses it."""
    for way in reviewing(declaration, step):
        votes: Votes | None = way.votes
        if votes is not None and carried(declaration, votes, heads) == votes.carried:
            return way
    return None


def entering(declaration: Declaration, step: str) -> Transition | None:
    """The way from a step into a notice, or the one that announces; None where there is none."""
    for way in declaration.ways_from(step):
        target = declaration.steps[way.leads_to(step)]
        if way.target and target.notice is not None and not way.resumes:
            return way
        if ANNOUNCEMENT in way.evidence:
            return way
    return None


def shown_step(declaration: Declaration, step: str) -> str:
    """The step by which a notice is known: the one that it lasts as long as; "" without notice.

    An announcement is known by the step that it ends.
    """
    if declaration.steps[step].notice is not None:
        return step
    way = entering(declaration, step)
    if way is None:
        return ""
    return step if is_announcing(way) else way.leads_to(step)


def is_announcing(way: Transition) -> bool:
    """Whether the way publishes what was decided, against which nothing is heard any more."""
    return ANNOUNCEMENT in way.evidence


def objecting(declaration: Declaration, step: str) -> Transition | None:
    """The way that an objection takes from the step; None where none is heard."""
    heard = (way for way in declaration.ways_from(step) if OBJECTION in way.evidence)
    return min(heard, key=lambda way: way.kind is not Kind.OBJECTION, default=None)
