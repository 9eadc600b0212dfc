"""Tests that count working days from today go on in a year whose holidays are not decreed yet."""

from datetime import date

import pytest
from django.utils import timezone

from shouwang.kernel import workdays


@pytest.fixture(autouse=True)
def _decrees(monkeypatch: pytest.MonkeyPatch) -> None:
    """A year without holidays, for this and the next year where none was published."""
    this = timezone.localdate().year
    for year in (this, this + 1):
        try:
            workdays.PUBLISHED.is_working(date(year, 1, 1))
        except workdays.CalendarUnknown:
            plain = workdays.YearDecree(frozenset())
            monkeypatch.setitem(workdays.PUBLISHED.entered, year, plain)  # type: ignore[arg-type]
