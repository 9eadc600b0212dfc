"""Rows for files: through a server-side cursor, no object per row, a few statements per chunk."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from shouwang.kernel.crypto.masking import mask_identity, mask_telephone
from shouwang.kernel.excel import Cell, Column
from shouwang.kernel.regioncode import DIGITS, LENGTH, Level
from shouwang.policies.queries import current_pack
from shouwang.watch.monitoring.models import Clue, Severity
from shouwang.watch.monitoring.queries import finder, lists, wording
from shouwang.watch.registry.models import CategoryPeriod, Person, Tag
from shouwang.watch.registry.models.household import SubjectCategory
from shouwang.watch.registry.models.person import Sex

CHUNK = 2_000
Row = tuple[object, ...]
Names = Mapping[str, str]

_TEXT, _NUMBER, _DAY = Cell.TEXT, Cell.NUMBER, Cell.DAY
CLUE_COLUMNS = (
    Column("户编号", _TEXT, 20),
    Column("户主"),
    Column("乡镇"),
    Column("村"),
    Column("规则", _TEXT, 18),
    Column("程度", _TEXT, 8),
    Column("建议类别"),
    Column("为什么", _TEXT, 70),
    Column("首次发现", _DAY),
    Column("最近筛查", _DAY),
    Column("关闭日期", _DAY),
    Column("政策版本", _TEXT, 16),
)
HOUSEHOLD_COLUMNS = (
    Column("户编号", _TEXT, 20),
    Column("户主"),
    Column("乡镇"),
    Column("村"),
    Column("村民小组"),
    Column("家庭人口（人）", _NUMBER),
    Column("类别"),
    Column("建档日期", _DAY),
    Column("脱贫日期", _DAY),
    Column("线索数（条）", _NUMBER),
    Column("最重程度", _TEXT, 8),
    Column("线索", _TEXT, 50),
    Column("标签", _TEXT, 20),
)
MEMBER_COLUMNS = (
    Column("户编号", _TEXT, 20),
    Column("户主"),
    Column("乡镇"),
    Column("村"),
    Column("姓名"),
    Column("与户主关系"),
    Column("性别", _TEXT, 6),
    Column("出生日期", _DAY),
    Column("民族", _TEXT, 8),
    Column("文化程度"),
    Column("证件号码（已遮盖）", _TEXT, 22),
    Column("联系电话（已遮盖）", _TEXT, 16),
)


def clue_rows(filters: lists.ClueFilters, sort: str, names: Names) -> Iterator[Row]:
    """The rows under CLUE_COLUMNS; `names` maps region codes to names (else the code shows).

    To be read inside a transaction with the scope entered (`scope.streamed`).
    """
    pack = current_pack(filters.prefix.ljust(LENGTH, "0"))
    labels = {name: wording.rule_label(pack, name) for name in pack.rules}
    severities, categories = _words(Severity.choices), _words(SubjectCategory.choices)
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
            labels.get(rule, rule),
            severities[severity],
            categories[category],
            wording.sentence(pack, rule, evidence),
            *rest,
        )


def household_rows(wanted: finder.Wanted, on: date, sort: str, names: Names) -> Iterator[Row]:
    """The rows under HOUSEHOLD_COLUMNS; see `clue_rows`."""
    pack = current_pack(wanted.prefix.ljust(LENGTH, "0"))
    labels = {name: wording.rule_label(pack, name) for name in pack.rules}
    severities, categories = _words(Severity.choices), _words(SubjectCategory.choices)
    columns = (
        "pk", "number", "head_name", "region_code", "group", "size", "registered_on", "lifted_on",
    )  # fmt: skip
    found = finder.households(wanted, on, sort).values_list(*columns)
    for rows in _chunks(found.iterator(CHUNK)):
        keys = [row[0] for row in rows]
        clues, tags, periods = _clues_of(keys), _tags_of(keys), _categories_of(keys, on)
        for key, number, head, region, group, size, registered, lifted in rows:
            of_home = clues.get(key, ())
            yield (
                number,
                head,
                *_place(region, names),
                group,
                size,
                categories[periods.get(key, SubjectCategory.NONE.value)],
                registered,
                lifted,
                len(of_home),
                severities[of_home[0][0]] if of_home else "",
                "、".join(labels.get(rule, rule) for _severity, rule in of_home),
                "、".join(tags.get(key, ())),
            )


def member_rows(wanted: finder.Wanted, on: date, sort: str, names: Names) -> Iterator[Row]:
    """The rows under MEMBER_COLUMNS: who lives now in the households wanted; see `clue_rows`."""
    found = finder.households(wanted, on, sort).values_list("pk", "number", "head_name")
    sexes = _words(Sex.choices)
    for homes in _chunks(found.iterator(CHUNK)):
        members = _members_of([key for key, _number, _head in homes])
        for key, number, head in homes:
            for region, name, relation, sex, born, people, schooled, identity, phone in members.get(
                key, ()
            ):
                yield (
                    number,
                    head,
                    *_place(region, names),
                    name,
                    relation,
                    sexes.get(sex, ""),
                    born,
                    people,
                    schooled,
                    mask_identity(identity) if identity else "",
                    mask_telephone(phone) if phone else "",
                )


def _chunks(rows: Iterable[Row]) -> Iterator[Sequence[Any]]:
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


def _clues_of(keys: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    rows = Clue.objects.filter(household_id__in=keys, closed_on=None).order_by("-severity", "rule")
    found: dict[int, list[tuple[int, str]]] = {}
    for key, severity, rule in rows.values_list("household_id", "severity", "rule"):
        found.setdefault(key, []).append((severity, rule))
    return found


def _tags_of(keys: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = Tag.objects.filter(household_id__in=keys).order_by("word")
    for key, word in rows.values_list("household_id", "word"):
        found.setdefault(key, []).append(word)
    return found


def _categories_of(keys: Sequence[int], on: date) -> dict[int, str]:
    periods = CategoryPeriod.objects.filter(household_id__in=keys, during__contains=on)
    return dict(periods.values_list("household_id", "category"))


def _members_of(keys: Sequence[int]) -> dict[int, list[Any]]:
    columns = (
        "household_id", "region_code", "name", "relation", "sex", "birth_on", "ethnicity",
        "education", "identity", "telephone",
    )  # fmt: skip
    living = Person.objects.filter(household_id__in=keys, died_on=None, moved_out_on=None)
    found: dict[int, list[Any]] = {}
    for key, *row in living.order_by("household_id", "number").values_list(*columns):
        found.setdefault(key, []).append(row)
    return found


def _words(choices: Iterable[tuple[Any, Any]]) -> dict[Any, str]:
    """Words of codes, looked up once: translating each of a hundred thousand cells takes long."""
    return {code: str(word) for code, word in choices}


def _place(region: str, names: Names) -> tuple[str, str]:
    township = region[: DIGITS[Level.TOWNSHIP]].ljust(LENGTH, "0")
    return names.get(township, township), names.get(region, region)
