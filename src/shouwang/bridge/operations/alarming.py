"""Alarms of origin: the market raises them, the watch answers them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from shouwang.bridge.models import Alarm


def raise_alarm(
    *,
    id: UUID,
    supplier: UUID,
    kind: str,
    region_code: str,
    evidence: Sequence[dict[str, str]],
    at: datetime,
) -> bool:
    """Raise an alarm with its evidence (`{"label", "value"}`, in order); False when it is known."""
    alarm = Alarm(id=id, supplier_id=supplier, kind=kind, region_code=region_code, raised_at=at)
    alarm.evidence = list(evidence)
    known = Alarm.objects.filter(pk=id).exists()
    Alarm.objects.bulk_create([alarm], ignore_conflicts=True)
    return not known


def handle_alarm(alarm: UUID, *, by: int, words: str, at: datetime) -> bool:
    """The watch: somebody looked into it; whether nobody had before."""
    values = {"handled_by": by, "handled_words": words, "handled_at": at}
    return bool(Alarm.objects.filter(pk=alarm, handled_at=None).update(**values))
