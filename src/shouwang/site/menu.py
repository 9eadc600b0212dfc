"""The left menu, by what one's duties permit, and what the account menu shows."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shouwang.people import permits
from shouwang.people.models import Account
from shouwang.people.rules import Act

# What it asks for, what it is called, the name of its address.
Leaf = tuple[Act, str, str]


def context(request: HttpRequest) -> dict[str, Any]:
    """Menu, search and account for the base templates; nothing for a visitor."""
    if not isinstance(getattr(request, "user", None), Account):
        return {"permitted": {}}
    permitted = permits.acts(request)
    return {
        "menu": _menu(permitted, get_language(), get_urlconf() or settings.ROOT_URLCONF),
        "search_href": reverse("households") if Act.SEE_HOUSEHOLDS in permitted else "",
        **permits.context(request),
    }


@lru_cache(maxsize=64)
def _menu(
    permitted: frozenset[Act], _language: str | None, _urlconf: str
) -> tuple[dict[str, Any], ...]:
    """The same for everybody who may do the same, in one language: worked out once."""
    return tuple(entry for section in _sections() if (entry := _entry(section, permitted)))


def _sections() -> list[tuple[str, str, list[Leaf]]]:
    """At most nine: what it is called, its icon, and the lists behind it."""
    return [
        (_("首页"), "home", [(Act.SEE_DASHBOARD, _("首页"), "home")]),
        (_("线索"), "warning", [(Act.SEE_CLUES, _("线索"), "clues")]),
        (_("农户"), "households", [(Act.SEE_HOUSEHOLDS, _("农户"), "households")]),
        (
            _("办理"),
            "check",
            [
                (Act.SEE_CASES, _("待办事项"), "casework"),
                (Act.RECORD_VISITS, _("走访"), "visits"),
                (Act.RECORD_REPORTS, _("申报与热线"), "reports"),
                (Act.SEE_CASES, _("评议与公示"), "reviews"),
            ],
        ),
        (
            _("帮扶"),
            "note",
            [
                (Act.SEE_HOUSEHOLDS, _("帮扶计划"), "assistance"),
                (Act.PAIR_HELPERS, _("结对"), "pairing"),
                (Act.SEE_CASES, _("产销对接"), "produce"),
            ],
        ),
        (
            _("责任与督查"),
            "runs",
            [
                (Act.SEE_SUPERVISION, _("责任与督查"), "accountability"),
                (Act.DEPARTMENT_WORK, _("部门任务"), "accountability_department"),
            ],
        ),
        (
            _("数据"),
            "inbox",
            [
                (Act.UPLOAD_LISTS, _("导入与清单"), "intake"),
                (Act.ANSWER_QUESTIONS, _("信息核对"), "information_questions"),
                (Act.SEE_HOUSEHOLDS, _("数据质量"), "quality"),
            ],
        ),
        (_("窗口查询"), "account", [(Act.SERVE_COUNTER, _("窗口查询"), "privacy_counter")]),
        (
            _("管理"),
            "settings",
            [
                (Act.SEE_POLICY, _("政策"), "policy"),
                (Act.MANAGE_REGIONS, _("区划与边界"), "regions_boundaries"),
                (Act.SEE_PEOPLE, _("人员与职责"), "people_list"),
                (Act.READ_JOURNAL, _("日志"), "journal"),
            ],
        ),
    ]


def _entry(
    section: tuple[str, str, list[Leaf]], permitted: Collection[Act]
) -> dict[str, Any] | None:
    """A section as the menu shows it; one with a single list is that list."""
    label, icon, leaves = section
    shown = [
        {"label": name, "href": reverse(address)}
        for act, name, address in leaves
        if act in permitted and _exists(address)
    ]
    if not shown:
        return None
    if len(shown) == 1:
        return {**shown[0], "icon": icon}
    return {"label": label, "href": shown[0]["href"], "icon": icon, "children": shown}


def _exists(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True
