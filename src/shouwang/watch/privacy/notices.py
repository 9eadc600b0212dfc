"""The notice of a breach as fields of its templates; what is not known is a blank to be filled."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from shouwang.kernel import excel
from shouwang.watch.papers.rendering.fields import chinese_day

TITLE = "关于个人信息安全事件的通知"
_SHORT, _LONG = "＿" * 4, "＿" * 12
_WHEN = f"{_SHORT}年＿＿月＿＿日＿＿时"
_LINES = ("what", "cause", "measures", "advice", "contact", "office")


def breach_fields(
    known: Mapping[str, Any], *, hours: int, deadline: datetime | None, on: date
) -> dict[str, str]:
    """The fields of the notice, `known` being what was entered; dates as papers write them."""
    count, discovered = known.get("count"), known.get("discovered_at")
    return {
        "title": TITLE,
        "discovered": _hour(discovered) if discovered else _WHEN,
        "count": _SHORT if count is None else str(count),
        "deadline": f"{_hour(deadline)}前" if deadline else f"发现后 {hours} 小时内",
        "printed_on": chinese_day(on),
        **{name: excel.clean(known.get(name) or "") or _LONG for name in _LINES},
    }


def _hour(at: datetime) -> str:
    here = timezone.localtime(at)
    return f"{chinese_day(here.date())}{here.hour}时{here.minute:02}分"
