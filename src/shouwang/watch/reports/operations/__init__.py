"""Acts of reports: received, taken up, worked on, answered, rated; the county's number."""

from shouwang.watch.reports.operations.handling import link, proceed, take_up
from shouwang.watch.reports.operations.hotlines import enter_hotline
from shouwang.watch.reports.operations.rating import rate
from shouwang.watch.reports.operations.receiving import Received, Told, receive
from shouwang.watch.reports.operations.tracking import Asked, track

__all__ = [
    "Asked",
    "Received",
    "Told",
    "enter_hotline",
    "link",
    "proceed",
    "rate",
    "receive",
    "take_up",
    "track",
]
