"""Findings and shared entries in forms."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError

from shouwang.kernel.findings import Finding
from shouwang.kernel.identity.contact import read_telephone


def clean_telephone(text: str) -> str:
    """The digits of a telephone number; empty stays empty. Raises ValidationError."""
    if not text:
        return ""
    reading = read_telephone(text)
    raise_findings(() if reading.value else reading.findings)
    return reading.value or ""


def raise_findings(findings: Iterable[Finding]) -> None:
    """Findings that refuse become the form's errors."""
    messages = [finding.message for finding in findings]
    if messages:
        raise ValidationError(messages)
