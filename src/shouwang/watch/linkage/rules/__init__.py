"""Decisions of linkage that need no database: forms of a number, calendars, what evidence says."""

from shouwang.watch.linkage.rules.evidence import CERTAIN, Evidence, sentence
from shouwang.watch.linkage.rules.numbers import one_form

__all__ = ["CERTAIN", "Evidence", "one_form", "sentence"]
