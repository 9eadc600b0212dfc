"""What may be written into the books: moves between accounts, and what becomes of a hold.

See docs/explanation/ledger.md.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shouwang.kernel.errors import ShouwangError


class MoveImpossible(ShouwangError):
    """Nothing moves: {amount} from {source} to {target}."""


class PostingEmpty(ShouwangError):
    """A posting needs a key and at least one move (key {key!r})."""


class How(StrEnum):
    """What becomes of a pending entry, once."""

    POST = "posted"  # what was held moves
    VOID = "voided"  # what was held is free again: somebody gave it up
    EXPIRE = "expired"  # the same, because its time was over


@dataclass(frozen=True, slots=True)
class Opening:
    """An account to be opened; its unit and whether it may go below zero never change."""

    code: str
    unit: str
    may_go_below: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """So much goes from one account to another, in the unit of both (fen, grams, pieces).

    Raises MoveImpossible when nothing would move.
    """

    source: str
    target: str
    amount: int

    def __post_init__(self) -> None:
        if self.amount <= 0 or self.source == self.target:
            raise MoveImpossible(source=self.source, target=self.target, amount=self.amount)


@dataclass(frozen=True, slots=True)
class Posting:
    """One entry: moves that stand or fall together, and the key under which it is written once.

    `kind` and `reference` say what it is about, without any personal data. A `pending` entry holds
    the amounts at their sources until it is resolved; with `expires_at` it may expire by the clock.
    Raises PostingEmpty.
    """

    key: str
    kind: str
    reference: str
    moves: tuple[Move, ...]
    pending: bool = False
    expires_at: datetime | None = None

    def __post_init__(self) -> None:
        if not self.moves or not self.key:
            raise PostingEmpty(key=self.key)

    @property
    def digest(self) -> UUID:
        """What the key stands for: kind, reference, whether it holds, and the moves in any order.

        When it expires is left out: a request that is repeated counts its time anew. The same text
        is digested by `shouwang.ledger_digest`.
        """
        moves = sorted(f"{m.source}\t{m.target}\t{m.amount}" for m in self.moves)
        held = "held" if self.pending else "posted"
        text = "\n".join([self.kind, self.reference, held, *moves])
        return UUID(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest())


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a posting stands in the books; not `is_new` when its key was known already."""

    key: str
    entry: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Balance:
    """An account's state: what it has, what of that is held by pending entries, what is free."""

    posted: int
    held: int

    @property
    def available(self) -> int:
        """What may still leave the account."""
        return self.posted - self.held


NOTHING = Balance(0, 0)
