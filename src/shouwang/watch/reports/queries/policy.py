"""Kinds of trouble and deadlines, from the policy pack as it holds in a place."""

from datetime import date, timedelta
from typing import Any

from shouwang.kernel.regioncode import RegionCode
from shouwang.kernel.workdays import SUPPOSED
from shouwang.policies.queries import current_pack, packaged, said

TAKE_UP = "identification_take_up_days"
_CODES = "report_categories"


def categories(language: str = "zh") -> list[tuple[str, str]]:
    """The kinds of trouble, as the pack lists them, with their names."""
    listed: dict[str, dict[str, Any]] = packaged().codes[_CODES]
    return [(code, said(entry, language, code)) for code, entry in listed.items()]


def category_label(code: str, language: str = "zh") -> str:
    """What people call a kind of trouble; the code when the pack has it no more."""
    return dict(categories(language)).get(code, code)


def take_up_by(category: str, place: RegionCode, on: date) -> date:
    """The last day to take a report up that came on the day.

    The days are the pack's, those of the kind of trouble where it names its own. A period that
    would end on a day of rest ends on the next working day (Civil Code, article 203); a year
    without a decree is supposed to have no holidays, for whoever reports is told a day.
    """
    pack = current_pack(place.code)
    entry = pack.codes[_CODES].get(category, {})
    days = pack.resolve(entry.get("take_up", TAKE_UP), place.prefix, on).value
    due = on + timedelta(days=days)
    while not SUPPOSED.is_working(due):
        due += timedelta(days=1)
    return due


def joining_days(place: RegionCode, on: date) -> int:
    """Within how many days a repeated report is joined to the open one."""
    value: int = current_pack(place.code).resolve("report_joining_days", place.prefix, on).value
    return value
