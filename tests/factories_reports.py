"""Dull makers of what is told, of reports received, and of the places they come from."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from shouwang.people.models import Account
from shouwang.watch.reports import operations
from shouwang.watch.reports.forms import begun
from shouwang.watch.reports.models import Channel, Report
from shouwang.watch.reports.operations import Received, Told

AT = datetime(2024, 7, 1, 2, tzinfo=UTC)  # a Monday
VILLAGE, NEIGHBOUR, FAR = "360781102201", "360781102202", "360781103201"
# code, name, short name, parent, level
DIVISIONS = (
    ("360781000000", "瑞金市", "瑞金市", "360700000000", 3),
    ("360781102000", "壬田镇", "壬田镇", "360781000000", 4),
    ("360781103000", "沙洲坝镇", "沙洲坝镇", "360781000000", 4),
    (VILLAGE, "洗心村民委员会", "洗心村", "360781102000", 5),
    (NEIGHBOUR, "中潭村民委员会", "中潭村", "360781102000", 5),
    (FAR, "洁源村民委员会", "洁源村", "360781103000", 5),
)
INSERT_DIVISION = (
    "INSERT INTO regions_division (scheme, code, name, short_name, initials, parent_code, level,"
    " during, urban_rural, source) VALUES ('nbs', %s, %s, %s, '', %s, %s, '[2020-01-01,)', '', '')"
)


def told(**given: Any) -> Told:
    plain = {
        "name": "赖福生",
        "telephone": "13800001234",
        "category": "illness",
        "village": VILLAGE,
        "words": "住院三个月",
    }
    return Told(**{**plain, **given})


def received(
    *, at: datetime = AT, by: Account | None = None, channel: str = "page", **given: Any
) -> Received:
    return operations.receive(
        by=by, at=at, number=uuid4(), told=told(**given), channel=Channel(channel)
    )


def report(**given: Any) -> Report:
    """A report as the scope that is entered shows it."""
    return Report.objects.get(receipt=received(**given).receipt)


def form(**given: Any) -> dict[str, str]:
    """What the public page posts."""
    plain = {
        "number": str(uuid4()),
        "village": VILLAGE,
        "begun": begun(),
        "name": "赖福生",
        "telephone": "138 0000 1234",
        "category": "illness",
        "words": "住院三个月",
    }
    return {**plain, **given}
