"""Finding households by whatever somebody remembers of them; what the scope hides is not found.

What was typed is understood (`terms`), words that name a place or a tag narrow the search
(`places`), the others are looked up (`looking`). Only when nothing begins with a word are heads'
names searched for it in their middle.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shouwang.regions.queries import Place
from shouwang.watch.registry.finding.looking import (
    MOST_CANDIDATES,
    MOST_FOUND,
    By,
    Hit,
    Where,
    hits_of_all,
    inside_names,
)
from shouwang.watch.registry.finding.places import called, prefixes_called
from shouwang.watch.registry.finding.terms import LONGEST_TEXT, Sort, Term, is_telling, terms
from shouwang.watch.registry.models import Household, Tag
from shouwang.watch.registry.rules import TAIL

__all__ = ["EXACT", "LONGEST_TEXT", "MOST_FOUND", "Answer", "By", "Match", "find", "is_telling"]

EXACT = frozenset({By.NUMBER, By.IDENTITY, By.TELEPHONE})


@dataclass(frozen=True, slots=True)
class Match:
    """A household found, with the best reason for it."""

    home: Household
    by: By
    name: str
    past: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found. `more` says that the words meet more households than are listed."""

    matches: Sequence[Match] = ()
    places: Sequence[Place] = ()
    more: bool = False
    too_short: bool = False


def find(text: str, *, most: int = MOST_FOUND, thorough: bool = True) -> Answer:
    """Households that meet every word, the surest first, and places of that name.

    Each word may be a name (of any member), pinyin initials, an identity or telephone number or
    its last four digits, a household number, a tag or a place. `thorough` also looks into the
    middle of heads' names when nothing else is found. At most nine statements.
    """
    typed = terms(text)
    if not typed:
        return Answer()
    if all(term.sort is Sort.DIGITS and len(term.text) < TAIL for term in typed):
        return Answer(too_short=True)
    places = called(typed[0]) if len(typed) == 1 else ()
    where, rest = _context(typed)
    hits = hits_of_all(sorted(rest, key=lambda term: (term.sort.value, -len(term.text))), where)
    if not (hits or places) and thorough and rest[-1].sort is Sort.WORDS and not where.tags:
        hits = inside_names(rest[-1].text, where)
    best = _best(hits)
    return Answer(_matches(best[:most]), places, more=len(best) > most)


def find_ids(text: str) -> list[int]:
    """The keys of the households that `find` would list, in its order, for lists that filter."""
    return [match.home.pk for match in find(text, most=MOST_CANDIDATES).matches]


def _context(typed: Sequence[Term]) -> tuple[Where, list[Term]]:
    """Words that name a place or a tag narrow the search; at least one word is left to look up."""
    prefixes: tuple[str, ...] = ()
    tags: list[str] = []
    rest = list(typed)
    for term in typed:
        if len(rest) == 1:
            break
        named = prefixes_called(term)
        if named:
            prefixes = _inside(prefixes, named)
            rest.remove(term)
        elif term.sort is Sort.WORDS and Tag.objects.filter(word=term.text).exists():
            tags.append(term.text)
            rest.remove(term)
    return Where(prefixes, tuple(tags)), rest


def _inside(outer: tuple[str, ...], inner: tuple[str, ...]) -> tuple[str, ...]:
    """Places named inside places named before; without any such, the later ones."""
    kept = tuple(one for one in inner if one.startswith(outer)) if outer else inner
    return kept or inner


def _best(hits: Iterable[Hit]) -> list[Hit]:
    """The best hit of each household, the surest first."""
    best: dict[int, Hit] = {}
    for hit in hits:
        known = best.get(hit.household_id)
        if known is None or hit.rank < known.rank:
            best[hit.household_id] = hit
    return sorted(best.values(), key=lambda hit: hit.rank)


def _matches(hits: Sequence[Hit]) -> list[Match]:
    homes = Household.objects.in_bulk([hit.household_id for hit in hits]) if hits else {}
    return [
        Match(homes[hit.household_id], hit.by, hit.name, hit.past)
        for hit in hits
        if hit.household_id in homes
    ]
