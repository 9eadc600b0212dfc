"""A visit as the page or a client hands it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from shouwang.watch.papers.models import Paper
from shouwang.watch.visits.models import HomeVisit
from shouwang.watch.visits.rules import Signed

CONFLICTS = frozenset({"changed_meanwhile", "id_used", "already_corrected"})


@dataclass(frozen=True, slots=True)
class Submission:
    """Everything that is handed in. The client makes the id.

    `answers` are those given; `confirmed` names the questions whose known value was found true.
    `digest` is the version of the form that was filled in, "" for the one in force. `revision` and
    `visits` are how many amendments and visits of the household the person had seen; None for a
    client that did not look. Everything else may be left out.
    """

    id: UUID
    household: str
    form: str
    visited_on: date
    visitors: Sequence[int]
    answers: Mapping[str, Any]
    confirmed: frozenset[str] = frozenset()
    signatures: Sequence[Signed] = ()
    unsigned_reason: str = ""
    digest: str = ""
    revision: int | None = None
    visits: int | None = None
    case: UUID | None = None
    corrects: UUID | None = None
    spot: str = ""
    signed_paper: Paper | None = None
    photos: Mapping[str, Sequence[int]] = field(default_factory=dict)

    @property
    def sent(self) -> dict[str, Any]:
        """What makes two submissions the same: everything a person filled in."""
        return {
            "household": self.household,
            "form": self.form,
            "visited_on": self.visited_on.isoformat(),
            "visitors": sorted(set(self.visitors)),
            "answers": dict(self.answers),
            "confirmed": sorted(self.confirmed),
            "signatures": sorted(
                [one.role, str(one.account or ""), one.name, one.ink.path]
                for one in self.signatures
            ),
            "unsigned_reason": self.unsigned_reason,
            "case": str(self.case or ""),
            "corrects": str(self.corrects or ""),
            "spot": self.spot,
        }


@dataclass(frozen=True, slots=True)
class Recorded:
    """The visit, and whether this very call wrote it: false when it was handed in before."""

    visit: HomeVisit
    now: bool
