"""Reading the registry: what the scope hides is not found."""

from shouwang.watch.registry.queries.asof import Dossier, dossier_as_of
from shouwang.watch.registry.queries.brought import BROUGHT, brought_to, lives_under
from shouwang.watch.registry.queries.fields import FIELDS, Field, Shape, field_named
from shouwang.watch.registry.queries.finding import MOST_FOUND, find_households
from shouwang.watch.registry.queries.history import Act, Line, history, said

__all__ = [
    "BROUGHT",
    "FIELDS",
    "MOST_FOUND",
    "Act",
    "Dossier",
    "Field",
    "Line",
    "Shape",
    "brought_to",
    "dossier_as_of",
    "field_named",
    "find_households",
    "history",
    "lives_under",
    "said",
]
