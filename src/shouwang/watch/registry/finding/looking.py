"""One word looked up in the plain trees on names, initials, tails and numbers.

Row security lets an index be used for comparisons and not for patterns, so a word is looked up by
its beginning.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from django.db.models import Q, QuerySet

from shouwang.kernel import bulk, scope
from shouwang.kernel.regioncode import LENGTH
from shouwang.watch.registry.finding.terms import Sort, Term
from shouwang.watch.registry.models import Household, Person, Tag
from shouwang.watch.registry.rules import tail

MOST_FOUND = 50
MOST_CANDIDATES = 200  # of one word, before the others narrow them
HEAD = "户主"
_LAST = "\U0010ffff"


class By(Enum):
    """What of a household met the word; the order is that of the list."""

    NUMBER = "number"
    IDENTITY = "identity"
    TELEPHONE = "telephone"
    HEAD = "head"
    MEMBER = "member"
    HEAD_BEGINS = "head_begins"
    MEMBER_BEGINS = "member_begins"
    INITIALS = "initials"
    IDENTITY_TAIL = "identity_tail"
    TELEPHONE_TAIL = "telephone_tail"
    TAG = "tag"
    NUMBER_BEGINS = "number_begins"
    HEAD_CONTAINS = "head_contains"


_ORDER = {by: place for place, by in enumerate(By)}


@dataclass(frozen=True, slots=True)
class Hit:
    """A household that a word met: by what, and by whose name where a member was met."""

    household_id: int
    by: By
    name: str = ""
    past: bool = False  # the member died or moved out
    lesser: bool = False  # a beginning only, or not the head

    @property
    def rank(self) -> tuple[bool, int, bool, str]:
        """Who lives there now before who once did, then by what was met."""
        return (self.past, _ORDER[self.by], self.lesser, self.name)


@dataclass(frozen=True, slots=True)
class Where:
    """Where to look: prefixes of places (none: the whole scope), and households with tags."""

    prefixes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    households: frozenset[int] | None = None

    @property
    def villages_only(self) -> bool:
        """Whether it is so small that going through its households is the shortest way."""
        known = self.prefixes or scope.current().prefixes
        return bool(known) and len(known) <= 3 and all(len(one) == LENGTH for one in known)

    @property
    def is_small(self) -> bool:
        """Whether few rows are left, which are sooner sorted than walked to."""
        return self.villages_only or self.households is not None or bool(self.tags)


def hits_of_all(ordered: Sequence[Term], where: Where) -> list[Hit]:
    """What the first word met, as far as the others met the same households."""
    first, *others = ordered
    hits = _hits(first, where)
    for term in others:
        where = replace(where, households=frozenset(hit.household_id for hit in hits))
        met = {hit.household_id for hit in _hits(term, where)} if hits else set()
        hits = [hit for hit in hits if hit.household_id in met]
    return hits


def _hits(term: Term, where: Where) -> list[Hit]:
    if term.sort is Sort.IDENTITY:
        met = _people(Q(identity_index=term.text[:18]), where, By.IDENTITY)
        return met or _numbers(term.text, where)  # a household's number may have as many digits
    if term.sort is Sort.TELEPHONE:
        return _telephone(term.text, where)
    if term.sort is Sort.TAIL:
        by_identity = _people(Q(identity_tail=term.text), where, By.IDENTITY_TAIL)
        return by_identity + _people(Q(telephone_tail=term.text), where, By.TELEPHONE_TAIL)
    if term.sort is Sort.LETTERS:
        by_number = _numbers(term.text, where) if len(term.text) > 4 else []
        return by_number + _named(term.text.lower(), "name_initials", where)
    if term.sort is Sort.WORDS:
        return _named(term.text, "name", where) + _tagged(term.text, where)
    return _numbers(term.text, where)


def _telephone(number: str, where: Where) -> list[Hit]:
    """Telephones have no blind index: those with the same tail are decrypted and compared."""
    rows = _placed(Person.objects.filter(Q(telephone_tail=tail(number))), where)
    return [
        Hit(person.household_id, By.TELEPHONE, person.name, _is_past(person))
        for person in rows.exclude(telephone__isnull=True)[: 10 * MOST_CANDIDATES]
        if person.telephone == number
    ]


def _named(word: str, column: str, where: Where) -> list[Hit]:
    """People whose name or initials begin so; the tree's order puts the exact ones first."""
    rows = _placed(Person.objects.filter(_begins(column, word)), where)
    columns = ("household_id", column, "name", "relation", "died_on", "moved_out_on")
    if not where.is_small:
        bulk.plan_for_walking()
    found = rows.order_by(column).values_list(*columns)[:MOST_CANDIDATES]
    return [
        Hit(
            key,
            _by_name(column, met == word, relation == HEAD),
            name,
            bool(died or gone),
            lesser=met != word or relation != HEAD,
        )
        for key, met, name, relation, died, gone in found
    ]


def _by_name(column: str, whole: bool, head: bool) -> By:
    if column == "name_initials":
        return By.INITIALS
    if whole:
        return By.HEAD if head else By.MEMBER
    return By.HEAD_BEGINS if head else By.MEMBER_BEGINS


def _people(wanted: Q, where: Where, by: By) -> list[Hit]:
    columns = ("household_id", "name", "died_on", "moved_out_on")
    rows = _placed(Person.objects.filter(wanted), where).values_list(*columns)
    return [
        Hit(key, by, name, bool(died or gone)) for key, name, died, gone in rows[:MOST_CANDIDATES]
    ]


def _numbers(word: str, where: Where) -> list[Hit]:
    """Households by number; the letter before the digits may be left out."""
    begins = _begins("number", word) | _begins("number", f"H{word}")
    rows = Household.objects.filter(begins)
    found = _placed(rows, where).order_by("number").values_list("pk", "number")
    return [
        Hit(key, By.NUMBER if number in {word, f"H{word}"} else By.NUMBER_BEGINS, number)
        for key, number in found[:MOST_CANDIDATES]
    ]


def _tagged(word: str, where: Where) -> list[Hit]:
    rows = _placed(Tag.objects.filter(Q(word=word)), where)
    keys = rows.values_list("household_id", flat=True)[:MOST_CANDIDATES]
    return [Hit(key, By.TAG, word) for key in keys]


def inside_names(word: str, where: Where) -> list[Hit]:
    """Heads whose name holds the word in its middle: no index helps, the scope is read through."""
    rows = _placed(Household.objects.filter(head_name__contains=word), where)
    found = rows.values_list("pk", "head_name")[:MOST_FOUND]
    return [Hit(key, By.HEAD_CONTAINS, name) for key, name in found]


def _placed(rows: QuerySet, where: Where) -> QuerySet:
    """The rows of the places, households and tags; through the households where these are few."""
    of_household = rows.model is not Household
    key = "household_id__in" if of_household else "pk__in"
    rows = rows.filter(_inside(where, of_household=of_household))
    if where.households is not None:
        rows = rows.filter(**{key: where.households})
    for word in where.tags:
        rows = rows.filter(**{key: Tag.objects.filter(word=word).values("household_id")})
    return rows


def _inside(where: Where, *, of_household: bool) -> Q:
    """A member lies where its household does: the household's index on the place finds both."""
    through = of_household and where.villages_only
    column = "household__region_code" if through else "region_code"
    wanted = Q()
    for one in where.prefixes or (scope.current().prefixes if where.villages_only else ()):
        wanted |= Q(**{f"{column}__range": (one.ljust(LENGTH, "0"), one.ljust(LENGTH, "9"))})
    return wanted


def _is_past(person: Person) -> bool:
    return bool(person.died_on or person.moved_out_on)


def _begins(column: str, words: str) -> Q:
    return Q(**{f"{column}__gte": words, f"{column}__lt": words + _LAST})
