"""Rows for Excel: through a server-side cursor, no object per row."""

from collections.abc import Iterator, Mapping
from datetime import date

from shouwang.engine import Pack
from shouwang.kernel.regioncode import DIGITS, LENGTH, Level
from shouwang.policies.queries import current_pack
from shouwang.watch.monitoring.models import Severity
from shouwang.watch.monitoring.queries import lists, wording
from shouwang.watch.registry.models.household import SubjectCategory

CHUNK = 2_000

CLUE_HEADINGS = (
    "户编号", "户主", "乡镇", "村", "规则", "程度", "建议类别", "为什么", "首次发现", "最近筛查",
    "关闭日期", "政策版本",
)  # fmt: skip
HOUSEHOLD_HEADINGS = (
    "户编号", "户主", "乡镇", "村", "村民小组", "家庭人口（人）", "类别", "建档日期", "脱贫日期",
    "线索数（条）", "最重程度", "线索",
)  # fmt: skip


def clue_rows(
    filters: lists.ClueFilters, sort: str, names: Mapping[str, str]
) -> Iterator[tuple[object, ...]]:
    """The rows under CLUE_HEADINGS; `names` maps region codes to names (else the code shows).

    To be read inside a transaction with the scope entered (`scope.streamed`).
    """
    pack = current_pack(filters.prefix.ljust(LENGTH, "0"))
    columns = (
        "household__number", "household__head_name", "region_code", "rule", "severity",
        "proposed_category", "evidence", "opened_on", "refreshed_on", "closed_on", "policy_version",
    )  # fmt: skip
    found = lists.clue_rows(filters, sort).values_list(*columns)
    for number, head, region, rule, severity, category, evidence, *rest in found.iterator(CHUNK):
        yield (
            number,
            head,
            *_place(region, names),
            wording.rule_label(pack, rule),
            str(Severity(severity).label),
            str(SubjectCategory(category).label),
            wording.sentence(pack, rule, evidence),
            *rest,
        )


def household_rows(
    prefix: str, on: date, filters: lists.HouseholdFilters, sort: str, names: Mapping[str, str]
) -> Iterator[tuple[object, ...]]:
    """The rows under HOUSEHOLD_HEADINGS; see `clue_rows`."""
    pack = current_pack(prefix.ljust(LENGTH, "0"))
    columns = (
        "number", "head_name", "region_code", "group", "size", "category_on", "registered_on",
        "lifted_on", "clue_count", "severity", "rules",
    )  # fmt: skip
    found = lists.household_rows(prefix, on, filters, sort).values_list(*columns)
    for row in found.iterator(CHUNK):
        number, head, region, group, size, category, registered, lifted, clues, severity, rules = (
            row
        )
        yield (
            number,
            head,
            *_place(region, names),
            group,
            size,
            str(SubjectCategory(category).label),
            registered,
            lifted,
            clues,
            str(Severity(severity).label) if severity else "",
            _labels(pack, rules),
        )


def _place(region: str, names: Mapping[str, str]) -> tuple[str, str]:
    township = region[: DIGITS[Level.TOWNSHIP]].ljust(LENGTH, "0")
    return names.get(township, township), names.get(region, region)


def _labels(pack: Pack, rules: list[str] | None) -> str:
    return "、".join(wording.rule_label(pack, rule) for rule in rules or ())
