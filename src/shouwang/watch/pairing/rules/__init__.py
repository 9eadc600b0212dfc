"""Who helps whom: the problem, its network, its solution, and what is said of it. Pure."""

from shouwang.watch.pairing.rules.measures import Measures, measure
from shouwang.watch.pairing.rules.problem import (
    Answer,
    Home,
    Post,
    Problem,
    Weights,
    distance,
    least,
    township,
)
from shouwang.watch.pairing.rules.rows import LONGEST_LIST, Row, read_rows
from shouwang.watch.pairing.rules.solving import solve

__all__ = [
    "LONGEST_LIST",
    "Answer",
    "Home",
    "Measures",
    "Post",
    "Problem",
    "Row",
    "Weights",
    "distance",
    "least",
    "measure",
    "read_rows",
    "solve",
    "township",
]
