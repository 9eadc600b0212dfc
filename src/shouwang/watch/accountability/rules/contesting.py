"""Limits that a declaration cannot say, and which declaration a place's level takes."""

from datetime import date

from shouwang.kernel.regioncode import Level, RegionCode
from shouwang.kernel.workdays import SUPPOSED, add_working_days

_SUFFIXES = {Level.VILLAGE: "", Level.TOWNSHIP: "_township"}


def contest_until(recorded_on: date, working_days: int) -> date:
    """The last day on which a finding may be contested; the day of its record does not count."""
    return add_working_days(recorded_on, working_days, SUPPOSED)


def contest_is_late(recorded_on: date, on: date, working_days: int) -> bool:
    """Whether it is too late to contest a finding."""
    return on > contest_until(recorded_on, working_days)


def rectification_for(place: RegionCode) -> str:
    """The procedure by which a finding of the place is put right: the levels differ in who acts."""
    return f"rectification{_SUFFIXES.get(place.level, '_county')}"


def task_for(place: RegionCode, department: str = "") -> str:
    """The procedure by which a task of the place, or of a department of the county, is done."""
    return "task_department" if department else f"task{_SUFFIXES.get(place.level, '_county')}"
