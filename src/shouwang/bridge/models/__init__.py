"""The tables on which the wings meet: links, certificates, alarms, and what was earned."""

from shouwang.bridge.models.certificates import (
    Application,
    ApplicationFile,
    ApplicationLink,
    Certificate,
    Check,
)
from shouwang.bridge.models.earnings import Alarm, Attribution, Taken
from shouwang.bridge.models.links import Holder, Link, SupplierCard

__all__ = [
    "Alarm",
    "Application",
    "ApplicationFile",
    "ApplicationLink",
    "Attribution",
    "Certificate",
    "Check",
    "Holder",
    "Link",
    "SupplierCard",
    "Taken",
]
