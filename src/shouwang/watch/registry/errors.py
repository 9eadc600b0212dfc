"""What the registry refuses; the docstring is the sentence shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shouwang.kernel.errors import ShouwangError
from shouwang.kernel.findings import Finding


class RegistryError(ShouwangError):
    """The registry cannot do what was asked."""


class HouseholdUnknown(RegistryError):
    """没有编号为 {number} 的农户，或不在您的辖区内。"""


class PersonUnknown(RegistryError):
    """这户没有编号为 {number} 的成员。"""


class AmendmentUnknown(RegistryError):
    """没有编号为 {number} 的变更记录，或不在您的辖区内。"""


class Refused(RegistryError):
    """{said}"""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(said="；".join(one.message for one in findings))


@dataclass(frozen=True, slots=True)
class OthersChange:
    """A field that somebody else changed while a form was open."""

    household: str  # its number
    field: str
    person: str  # the person's number, "" for the household's own fields
    before: str | None
    after: str | None
    by: str
    at: datetime
    reason: str


class DossierChanged(RegistryError):
    """您打开以后，这户的档案已被他人修改：请核对对方的修改，再决定是否保存。"""

    def __init__(self, changes: Sequence[OthersChange], revisions: dict[str, int]) -> None:
        self.changes = tuple(changes)
        self.revisions = revisions  # as they are now, by household number
        super().__init__()
