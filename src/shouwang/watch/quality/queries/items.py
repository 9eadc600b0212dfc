"""The items that handbook, registry and visit should agree on, and how each is written.

A value is compared as its plain text: a count, a sum in whole yuan, a word of the form. `field` is
the dossier's field that a correction goes to; an item without one is corrected in the dossier.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwang.kernel.identity import read_telephone
from shouwang.watch.registry.models.facts import HousingGrade
from shouwang.watch.registry.models.household import SubjectCategory

_BLANKS = re.compile(r"[\s,，]+")


class Unreadable(ValueError):
    """A value that the item cannot hold; the message says what it should be."""


def _text(value: str) -> str:
    return re.sub(r"\s+", "", value)


def _count(value: str) -> str:
    plain = _BLANKS.sub("", value).removesuffix("人").removesuffix("口")
    if not (plain.isascii() and plain.isdecimal()):
        raise Unreadable("应为人数，例如 4")
    return str(int(plain))


def _yuan(value: str) -> str:
    plain = _BLANKS.sub("", value).removesuffix("元")
    try:
        exact = Decimal(plain)
    except InvalidOperation as error:
        raise Unreadable("应为元，例如 12000") from error
    if not exact.is_finite() or abs(exact) >= 10**10:
        raise Unreadable("应为元，例如 12000")
    # whole yuan, as handbooks are written; half away from zero
    return str(int(exact.quantize(Decimal(1), rounding="ROUND_HALF_UP")))


def _telephone(value: str) -> str:
    found = read_telephone(value)
    if found.value is None:
        raise Unreadable(found.findings[0].message)
    return str(found.value)


def _grade(value: str) -> str:
    letter = _text(value).upper()[:1]
    if letter not in HousingGrade.values:
        raise Unreadable("应为 A、B、C 或 D")
    return letter


def _category(value: str) -> str:
    word = _text(value)
    labels = {str(choice.label): choice.value for choice in SubjectCategory}
    if word in SubjectCategory.values or word in labels:
        return labels.get(word, word)
    raise Unreadable("应为" + "、".join(labels))


def _words(value: str) -> str:
    """Several words in one cell, in the order of the dictionary."""
    parts = {part for part in re.split(r"[\s,，、;；/]+", value) if part}
    return "、".join(sorted(parts))


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its name, its heading, how a value is read, what may be corrected from here."""

    name: str
    label: Any
    read: Callable[[str], str]
    hint: Any = ""
    of_person: bool = False
    field: str = ""
    sensitive: bool = False
    unit: str = ""
    headings: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """What it is called, with its unit."""
        return f"{self.label}（{self.unit}）" if self.unit else str(self.label)


ITEMS: dict[str, Item] = {
    item.name: item
    for item in (
        Item("size", _("家庭人口"), _count, _("人"), headings=("家庭人口", "人口", "家庭人口数")),
        Item("head", _("户主"), _text, headings=("户主", "户主姓名")),
        Item("name", _("成员姓名"), _text, of_person=True, field="name", headings=("姓名",)),
        Item(
            "telephone",
            _("联系电话"),
            _telephone,
            _("户主或成员的手机号码"),
            of_person=True,
            field="telephone",
            sensitive=True,
            headings=("联系电话", "电话", "手机", "手机号码"),
        ),
        Item(
            "wage",
            _("工资性收入"),
            _yuan,
            _("近12个月，元"),
            unit="元",
            headings=("工资性收入", "工资收入"),
        ),
        Item(
            "business",
            _("生产经营性收入"),
            _yuan,
            _("近12个月，元"),
            unit="元",
            headings=("生产经营性收入", "经营性收入", "经营收入"),
        ),
        Item(
            "property",
            _("财产性收入"),
            _yuan,
            _("近12个月，元"),
            unit="元",
            headings=("财产性收入", "财产收入"),
        ),
        Item(
            "transfer",
            _("转移性收入"),
            _yuan,
            _("近12个月，元"),
            unit="元",
            headings=("转移性收入", "转移收入"),
        ),
        Item(
            "business_cost",
            _("生产经营性支出"),
            _yuan,
            _("近12个月，元"),
            unit="元",
            headings=("生产经营性支出", "经营性支出", "经营支出"),
        ),
        Item(
            "housing",
            _("住房等级"),
            _grade,
            _("A、B、C 或 D"),
            headings=("住房等级", "住房鉴定等级", "住房"),
        ),
        Item("category", _("监测类别"), _category, headings=("监测类别", "类别", "户类型")),
        Item(
            "risks",
            _("返贫风险"),
            _words,
            _("多个用顿号分开"),
            field="risks",
            headings=("返贫风险", "风险类型", "风险"),
        ),
    )
}
INCOME = ("wage", "business", "property", "transfer", "business_cost")


def shown(item: str, value: str | None) -> str:
    """A value as people read it; sensitive ones masked, "" for nothing said."""
    if value is None:
        return ""
    if item == "category" and value in SubjectCategory.values:
        return str(SubjectCategory(value).label)
    if item == "housing" and value in HousingGrade.values:
        return str(HousingGrade(value).label)
    if item in INCOME and value.lstrip("-").isdecimal():
        return f"{int(value):,}".replace(",", "\u202f")
    if item == "telephone" and value:
        return f"{value[:3]}****{value[-4:]}"
    return value
