"""The pages of the quality room."""

from shouwang.watch.quality.views.checks import check_now, check_page, check_progress, checks_page
from shouwang.watch.quality.views.consistency import (
    consistency_export,
    consistency_page,
    consistency_template,
    consistency_upload,
    difference_page,
    statements_page,
)
from shouwang.watch.quality.views.findings import (
    decide_page,
    explain_page,
    finding_page,
    findings_page,
)
from shouwang.watch.quality.views.overview import quality_page, rules_page
from shouwang.watch.quality.views.returned import export_findings, upload_page

__all__ = [
    "check_now",
    "check_page",
    "check_progress",
    "checks_page",
    "consistency_export",
    "consistency_page",
    "consistency_template",
    "consistency_upload",
    "decide_page",
    "difference_page",
    "explain_page",
    "export_findings",
    "finding_page",
    "findings_page",
    "quality_page",
    "rules_page",
    "statements_page",
    "upload_page",
]
