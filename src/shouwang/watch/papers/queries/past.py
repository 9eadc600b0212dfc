"""The content of a household's papers as of a day gone by, with later changes taken back.

Dated tables answer by themselves; what has no days of its own (address, names, relations, causes)
is taken from the registry's history. For many households at once only the dated tables are asked.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from datetime import date

from shouwang.watch.papers.queries.contents import (
    Content,
    contents,
    land_pairs,
    member_of,
    produce_pairs,
)
from shouwang.watch.registry.models import Household, Person
from shouwang.watch.registry.queries import Dossier, dossier_as_of


def content_of(home: Household, on: date, today: date) -> Content | None:
    """What the papers of one household say; None when it had not been opened on the day."""
    (content,) = contents([home], on)
    if on >= today:
        return content
    dossier = dossier_as_of(copy(home), on)
    return None if dossier is None else _as_it_was(content, dossier)


def _as_it_was(content: Content, dossier: Dossier) -> Content:
    found = dossier.sections
    return replace(
        content,
        household=dossier.household,
        members=[member_of(person) for person in _there(dossier.present, dossier.on)],
        causes=found.causes,
        risks=found.risks,
        land=land_pairs(found.land.items()),
        production=produce_pairs(
            (one.product, one.year, one.quantity, one.unit) for one in found.produce
        ),
    )


def _there(people: Sequence[Person], on: date) -> list[Person]:
    return [
        one
        for one in people
        if (one.joined_on is None or one.joined_on <= on)
        and (one.birth_on is None or one.birth_on <= on)
    ]
