"""Telling those who are to act that a report waits for them; never of whom or of what."""

from collections.abc import Collection
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from shouwang.messaging.operations import tell
from shouwang.people.queries import holders
from shouwang.people.rules import Kind
from shouwang.watch.reports.models import Report

KIND = "report"
_FIRST = (Kind.VILLAGE_CADRE.value, Kind.TOWNSHIP_CLERK.value)


def tell_waiting(report: Report, *, at: datetime) -> int:
    """A report waits to be taken up: its village and township learn of it, once a place."""
    text = "收到一件农户申报，请按期受理。"
    if report.call_first:
        text = "收到一件农户申报，请先打电话核实，再受理。"
    once = f"report {report.pk} {report.region_code}"
    return _tell(report, _FIRST, text, at, once)


def tell_holder(report: Report, *, at: datetime, once: str) -> int:
    """A report was handed to a level: those who hold its duty there learn of it."""
    if not report.holder:
        return 0
    return _tell(report, (report.holder,), "有一件农户申报转给您办理。", at, once)


def _tell(report: Report, kinds: Collection[str], text: str, at: datetime, once: str) -> int:
    link = reverse("report", args=[report.pk])
    to = holders(kinds, report.region_code, timezone.localdate(at))
    return tell(to=to, kind=KIND, text=text, link=link, at=at, once=once)
