"""Dull makers of requests to correct and of looks; a gateway that keeps what it would send."""

from datetime import date
from typing import Any, ClassVar

from shouwang.people.models import Account
from shouwang.watch.privacy.models import CorrectionRequest
from shouwang.watch.registry.models import Household, Look
from tests import factories


def correction(of: Household, **given: Any) -> CorrectionRequest:
    plain = {
        "household": of,
        "region_code": of.region_code,
        "what": "出生日期",
        "should_be": "1963年5月19日",
        "evidence": "户口簿",
        "channel": "counter",
        "at": factories.AT,
        "due_on": date(2024, 7, 22),
    }
    return CorrectionRequest.objects.create(**{**plain, **given})


def look(of: Household, by: Account, **given: Any) -> Look:
    plain = {"household": of, "region_code": of.region_code, "by": by, "page": "dossier"}
    return Look.objects.create(**{**plain, **given})


class Gateway:
    """Stands for a county's own gateway."""

    BROKEN = "13800009999"
    by_hand = False
    sent: ClassVar[list[tuple[str, str]]] = []

    def send(self, *, telephone: str, code: str) -> None:
        if telephone == self.BROKEN:
            raise OSError("no route")
        self.sent.append((telephone, code))
