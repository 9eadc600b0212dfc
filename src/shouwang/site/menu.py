"""The left menu, by what one's duties permit, and what the account menu shows."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from shouwang.people import permits
from shouwang.people.models import Account
from shouwang.people.rules import Act


def context(request: HttpRequest) -> dict[str, Any]:
    """Menu, search and account for the base templates; nothing for a visitor."""
    if not isinstance(getattr(request, "user", None), Account):
        return {"permitted": {}}
    permitted = permits.acts(request)
    entries = [
        (Act.SEE_DASHBOARD, _("首页"), "home", "home"),
        (Act.SEE_CLUES, _("线索"), "clues", "warning"),
        (Act.SEE_HOUSEHOLDS, _("农户"), "households", "households"),
        (Act.SEE_CASES, _("办理"), "casework", "check"),
        (Act.RECORD_REPORTS, _("申报与热线"), "reports", "inbox"),
        (Act.RECORD_VISITS, _("走访"), "visits", "households"),
        (Act.SEE_CASES, _("评议与公示"), "reviews", "people"),
        (Act.SEE_HOUSEHOLDS, _("帮扶"), "assistance", "check"),
        (Act.PAIR_HELPERS, _("结对"), "pairing", "people"),
        (Act.SEE_SUPERVISION, _("责任与督查"), "accountability", "journal"),
        (Act.UPLOAD_LISTS, _("导入与清单"), "intake", "inbox"),
        (Act.SEE_HOUSEHOLDS, _("数据质量"), "quality", "check"),
        (Act.SERVE_COUNTER, _("窗口查询"), "privacy_counter", "account"),
        (Act.SEE_POLICY, _("政策"), "policy", "policy"),
        (Act.MANAGE_REGIONS, _("区划与边界"), "regions_boundaries", "map"),
        (Act.SEE_PEOPLE, _("人员与职责"), "people_list", "people"),
        (Act.READ_JOURNAL, _("日志"), "journal", "journal"),
    ]
    return {
        "menu": [
            {"label": label, "href": reverse(name), "icon": icon}
            for act, label, name, icon in entries
            if act in permitted and _exists(name)
        ],
        "search_href": reverse("households") if Act.SEE_HOUSEHOLDS in permitted else "",
        **permits.context(request),
    }


def _exists(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True
