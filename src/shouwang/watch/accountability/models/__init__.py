"""The room's tables: inspections and findings, tasks, records of conduct, words of acts."""

from shouwang.watch.accountability.models.conduct import ConductRecord
from shouwang.watch.accountability.models.findings import Finding, Inspection, Severity
from shouwang.watch.accountability.models.statements import Statement
from shouwang.watch.accountability.models.tasks import Task

__all__ = ["ConductRecord", "Finding", "Inspection", "Severity", "Statement", "Task"]
