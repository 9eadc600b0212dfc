"""What a fair assignment is asked: homes that need a helper, posts that have room, and weights."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shouwang.kernel.regioncode import DIGITS, Level

_VILLAGE, _TOWNSHIP = DIGITS[Level.VILLAGE], DIGITS[Level.TOWNSHIP]


@dataclass(frozen=True, slots=True)
class Home:
    """A household that needs a helper: its key, its village, and the helper it has (None: none)."""

    key: int
    village: str
    helper: int | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A helper: key, place of work, most households, how many are theirs whatever is decided."""

    key: int
    place: str
    quota: int
    fixed: int = 0

    @property
    def room(self) -> int:
        """How many households can still be given."""
        return max(0, self.quota - self.fixed)


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much; whole numbers of the policy. `least_percent` of the fair share."""

    distance: int = 10
    change: int = 15
    load: int = 5
    least_percent: int = 50


@dataclass(frozen=True, slots=True)
class Answer:
    """Who helps whom: home → post; and the homes for which nobody was left, by village."""

    pairs: dict[int, int]
    missing: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Homes and posts in order of their keys, with the weights."""

    homes: Sequence[Home]
    posts: Sequence[Post]
    weights: Weights = field(default_factory=Weights)

    @property
    def room(self) -> int:
        """How many households all posts together can be given."""
        return sum(post.room for post in self.posts)


def distance(village: str, place: str) -> int:
    """0 in the same village, 1 in the same township, 2 elsewhere."""
    if village == place:
        return 0
    return 1 if township(village) == township(place) else 2


def township(place: str) -> str:
    """The digits of the township that a place is or lies in; "" for a county and above."""
    digits = place[:_TOWNSHIP]
    return "" if digits.endswith("000") else digits


def is_village(place: str) -> bool:
    """Whether the place is a village."""
    return not place[:_VILLAGE].endswith("000")


def least(post: Post, homes: int, quotas: int, weights: Weights) -> int:
    """The fair lower bound of a post: part of its share, households spread as the quotas are.

    ⌊percent · homes · quota ÷ (100 · all quotas)⌋, never above the quota; when there are more
    homes than quotas the share is the quota.
    """
    if quotas == 0:
        return 0
    share = min(homes, quotas) * post.quota * weights.least_percent
    return min(post.quota, share // (100 * quotas))
