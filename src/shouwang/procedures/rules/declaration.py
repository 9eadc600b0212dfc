"""What a procedure declares: values without behaviour, read from the policy pack."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

Text = Mapping[str, str]


class Kind(StrEnum):
    """What sort of transition it is."""

    FORWARD = "forward"
    RETURN = "return"  # back with a reason
    OBJECTION = "objection"  # stops the clock and opens a check
    WITHDRAW = "withdraw"  # the matter is dropped
    GREEN = "green"  # help first, papers after
    ROLLBACK = "rollback"  # undoes what was final


# These say why, whatever else is declared.
WITH_REASON = frozenset(Kind) - {Kind.FORWARD}
# These may leave a notice before its end: none of them lets the matter go on.
DURING_NOTICE = frozenset({Kind.RETURN, Kind.OBJECTION, Kind.WITHDRAW})


# The duty of a role that every case names for itself when it begins: a task goes to one department
# or to another.
NAMED = "named"


@dataclass(frozen=True, slots=True)
class Role:
    """Who acts: the kind of duty that stands for the role; NAMED until a case says which."""

    key: str
    label: Text
    duty: str


@dataclass(frozen=True, slots=True)
class Span:
    """So many days, by the parameter of that name; working days or calendar days."""

    parameter: str
    working: bool


@dataclass(frozen=True, slots=True)
class Share:
    """A fraction, exact, by two parameters: two thirds is 2 of 3."""

    part: str
    whole: str


@dataclass(frozen=True, slots=True)
class Votes:
    """A vote: who must be present, who must agree, and whether this way is the one of a yes."""

    quorum: Share
    majority: Share
    carried: bool


@dataclass(frozen=True, slots=True)
class Step:
    """Where a case can stand. A final step with `effect` is what the procedure is for."""

    key: str
    label: Text
    owner: str = ""
    notice: Span | None = None
    stopped: bool = False  # other clocks stand still meanwhile
    final: bool = False
    effect: bool = False


@dataclass(frozen=True, slots=True)
class Transition:
    """A way from steps to a step (an empty target stays where it is), and what it asks for."""

    key: str
    label: Text
    kind: Kind
    sources: tuple[str, ...]
    target: str
    roles: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    defers: tuple[str, ...] = ()  # evidence that may follow, before the procedure takes effect
    signers: str = ""  # the parameter that says how many people sign
    votes: Votes | None = None
    resumes: bool = False  # the clock of the target goes on where it stopped

    def leads_to(self, source: str) -> str:
        """Where a case stands afterwards."""
        return self.target or source


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when: counted from the entry into a step until it is left, or until others are entered."""

    key: str
    label: Text
    since: str
    until: tuple[str, ...]  # empty: until the step is left
    span: Span
    owner: str
    escalate: str = ""  # the role that learns of lateness


@dataclass(frozen=True, slots=True)
class Declaration:
    """One procedure as it holds in a place on a day, with the numbers that it names."""

    key: str
    title: Text
    start: str
    roles: Mapping[str, Role]
    steps: Mapping[str, Step]
    transitions: Mapping[str, Transition]
    deadlines: Mapping[str, Deadline]
    apart: tuple[frozenset[str], ...] = ()
    opens: tuple[str, ...] = ()  # the roles that may open a case
    about: str = "household"  # the kind of subject that its cases are about
    numbers: Mapping[str, int] = field(default_factory=dict)
    evidence: Mapping[str, Text] = field(default_factory=dict)

    def ways_from(self, step: str) -> tuple[Transition, ...]:
        """The transitions that leave a step, or stay in it, as declared."""
        return tuple(one for one in self.transitions.values() if step in one.sources)

    def number(self, parameter: str) -> int:
        """The value that the parameter had when the case began."""
        return self.numbers[parameter]

    def filled(self, numbers: Mapping[str, int], evidence: Mapping[str, Text]) -> "Declaration":
        """The same with the values of its parameters and the names of its evidence."""
        return replace(self, numbers=dict(numbers), evidence=dict(evidence))

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of every parameter that the declaration needs."""
        return tuple(dict.fromkeys(self._parameters()))

    @property
    def kinds_of_evidence(self) -> tuple[str, ...]:
        """The kinds of evidence that some transition brings or puts off."""
        named = (one.evidence + one.defers for one in self.transitions.values())
        return tuple(dict.fromkeys(kind for kinds in named for kind in kinds))

    def _parameters(self) -> Iterator[str]:
        for step in self.steps.values():
            if step.notice:
                yield step.notice.parameter
        for deadline in self.deadlines.values():
            yield deadline.span.parameter
        for one in self.transitions.values():
            if one.signers:
                yield one.signers
            for share in (one.votes.quorum, one.votes.majority) if one.votes else ():
                yield from (share.part, share.whole)


def said(text: Text, otherwise: str, language: str = "zh") -> str:
    """The text in the language, else in Chinese, else the fallback."""
    return text.get(language) or text.get("zh") or otherwise
