"""The registry's tables: household, person, and the facts about them with their source."""

from shouwang.watch.registry.models.facts import (
    Event,
    Housing,
    Income,
    Payout,
    Sale,
    Source,
    Spending,
    Water,
)
from shouwang.watch.registry.models.history import Amendment, Change, Look
from shouwang.watch.registry.models.household import (
    CategoryPeriod,
    Cause,
    Household,
    RegisteredCount,
)
from shouwang.watch.registry.models.living import Land, Living, Production, Risk, Tag, Work
from shouwang.watch.registry.models.person import Person, PersonState
from shouwang.watch.registry.models.statistics import Statistic

__all__ = [
    "Amendment",
    "CategoryPeriod",
    "Cause",
    "Change",
    "Event",
    "Household",
    "Housing",
    "Income",
    "Land",
    "Living",
    "Look",
    "Payout",
    "Person",
    "PersonState",
    "Production",
    "RegisteredCount",
    "Risk",
    "Sale",
    "Source",
    "Spending",
    "Statistic",
    "Tag",
    "Water",
    "Work",
]
