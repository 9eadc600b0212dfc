"""Finding households in the registry; what the scope hides is not found."""

from django.db.models import Q

from shouwang.watch.registry.models import Household

MOST_FOUND = 50
_LAST = "\U0010ffff"


def find_households(words: str) -> list[Household]:
    """At most MOST_FOUND households by number, the head's name or its pinyin initials.

    Beginnings are looked up in the indexes (as ranges: row security forbids patterns there); only
    when they do not fill the list are names searched for the words in their middle.
    """
    found = list(
        Household.objects.filter(
            _begins("head_name", words)
            | _begins("head_initials", words.lower())
            | _begins("number", words.upper())
        ).order_by("head_name", "number")[:MOST_FOUND]
    )
    if len(found) < MOST_FOUND and not words.isascii():
        inside = Household.objects.filter(head_name__contains=words).exclude(
            pk__in=[home.pk for home in found]
        )
        found += inside.order_by("head_name", "number")[: MOST_FOUND - len(found)]
    return found


def _begins(column: str, words: str) -> Q:
    return Q(**{f"{column}__gte": words, f"{column}__lt": words + _LAST})
