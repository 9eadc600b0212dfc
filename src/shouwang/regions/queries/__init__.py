"""Reading places: paths and names, what a picker offers, outlines."""

from shouwang.regions.queries.boundaries import Outline, boundaries_of, default_outline, outline
from shouwang.regions.queries.divisions import (
    PathStep,
    Place,
    children,
    division,
    divisions_on,
    names,
    path,
    paths,
    tree_for,
)
from shouwang.regions.queries.search import Found, offered, resolve, search

__all__ = [
    "Found",
    "Outline",
    "PathStep",
    "Place",
    "boundaries_of",
    "children",
    "default_outline",
    "division",
    "divisions_on",
    "names",
    "offered",
    "outline",
    "path",
    "paths",
    "resolve",
    "search",
    "tree_for",
]
