"""Pages of the reports room: open to everybody, for operators, for clerks."""

from shouwang.watch.reports.views.asking import report_answers, report_beside, report_status
from shouwang.watch.reports.views.handling import (
    report_link,
    report_page,
    report_proceed,
    report_take_up,
)
from shouwang.watch.reports.views.lists import export_reports, reports_page
from shouwang.watch.reports.views.posters import hotline_page, posters_page
from shouwang.watch.reports.views.recording import report_new
from shouwang.watch.reports.views.reporting import report_public

__all__ = [
    "export_reports",
    "hotline_page",
    "posters_page",
    "report_answers",
    "report_beside",
    "report_link",
    "report_new",
    "report_page",
    "report_proceed",
    "report_public",
    "report_status",
    "report_take_up",
    "reports_page",
]
