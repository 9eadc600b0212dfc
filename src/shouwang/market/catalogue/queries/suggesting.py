"""What search proposes while somebody types, and when nothing was found."""

from dataclasses import dataclass

from django.db import connection

from shouwang.market.catalogue import chinese, rules

MOST = 8

_BEGINNING = """
SELECT text, sort, products FROM catalogue_word
WHERE text LIKE %(begun)s OR spelt LIKE %(begun)s OR initials LIKE %(begun)s
ORDER BY products DESC, text LIMIT %(most)s
"""
_ALIKE = """
SELECT text, sort, products FROM catalogue_word
WHERE spelt %% %(spelt)s ORDER BY similarity(spelt, %(spelt)s) DESC, products DESC, text
LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A word, whether it is a product, place or supplier, and how many products it finds."""

    text: str
    sort: str
    products: int


def beginning(typed: str) -> list[Proposal]:
    """Words that begin as typed, in characters, in pinyin or in first letters."""
    text = rules.normal(typed[: rules.LONGEST_QUERY].replace("\0", ""))
    if not text:
        return []
    return _asked(_BEGINNING, {"begun": _plain(text) + "%"})


def alike(query: str) -> list[Proposal]:
    """Words that sound like the query: other characters of one sound, or letters mistyped."""
    text = rules.normal(query[: rules.LONGEST_QUERY])
    spelt = rules.spellings([text], chinese.syllables).split(" ")[0]
    return _asked(_ALIKE, {"spelt": spelt}) if spelt else []


def _asked(statement: str, given: dict[str, str]) -> list[Proposal]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given | {"most": MOST})
        return [Proposal(*row) for row in cursor.fetchall()]


def _plain(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
