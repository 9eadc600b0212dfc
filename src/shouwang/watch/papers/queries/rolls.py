"""The roll of a village or township: name, group, members, category; nothing the law keeps back."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from shouwang.watch.papers.queries.contents import Place, people_on, places
from shouwang.watch.papers.queries.lists import households_of
from shouwang.watch.registry.models import CategoryPeriod
from shouwang.watch.registry.models.household import SubjectCategory

HEAD = "户主"


@dataclass(frozen=True, slots=True)
class RollRow:
    """One household of a roll; `others` are its members but the head."""

    serial: int
    group: str
    number: str
    head: str
    persons: int
    others: str
    category: str


ROLL_HEADINGS = (
    "序号", "乡镇", "村", "村民小组", "户编号", "户主", "人口（人）", "其他家庭成员", "类别",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Village:
    """The households of one village."""

    code: str
    place: Place
    rows: Sequence[RollRow]

    @property
    def name(self) -> str:
        """The village's name."""
        return self.place.village

    @property
    def persons(self) -> int:
        """How many people they are together."""
        return sum(row.persons for row in self.rows)


@dataclass(frozen=True, slots=True)
class Roll:
    """A roll: its place by name, and its villages in the order of their codes."""

    place: Place
    villages: Sequence[Village]

    @property
    def households(self) -> int:
        """How many households are on it."""
        return sum(len(village.rows) for village in self.villages)

    @property
    def persons(self) -> int:
        """How many people are on it."""
        return sum(village.persons for village in self.villages)


def roll(prefix: str, on: date, categories: Sequence[str] = ()) -> Roll:
    """The roll of a place as of a day: four statements, whatever the number of households."""
    homes = list(
        households_of(prefix, on, categories).values_list(
            "pk", "region_code", "group", "number", "head_name"
        )
    )
    names = places({home[1] for home in homes} | {prefix.ljust(12, "0")}, on)
    members, words = _members([home[0] for home in homes], on), _categories(prefix, on)
    villages = []
    for code, of_village in groupby(homes, key=lambda home: home[1]):
        rows = [
            _row(serial, home[0], home[2:], members, words)
            for serial, home in enumerate(of_village, 1)
        ]
        villages.append(Village(code, names[code], rows))
    return Roll(names[prefix.ljust(12, "0")], villages)


def _row(
    serial: int,
    pk: int,
    home: tuple[str, str, str],
    members: dict[int, list[tuple[str, str]]],
    words: dict[int, str],
) -> RollRow:
    group, number, head = home
    people = members.get(pk, [])
    others = "、".join(name for name, relation in people if relation != HEAD)
    category = words.get(pk, str(SubjectCategory.NONE.label))
    return RollRow(serial, group, number, head, len(people), others, category)


def _members(numbers: Sequence[int], on: date) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = people_on(numbers, on).values_list("household", "name", "relation")
    for home, name, relation in rows.iterator(5000):
        found[home].append((name, relation))
    return found


def _categories(prefix: str, on: date) -> dict[int, str]:
    rows = CategoryPeriod.objects.filter(region_code__startswith=prefix, during__contains=on)
    labels = {one.value: str(one.label) for one in SubjectCategory}
    return {home: labels[one] for home, one in rows.values_list("household", "category")}


def roll_rows(found: Roll) -> Iterator[tuple[object, ...]]:
    """The rows under ROLL_HEADINGS, for Excel."""
    for village in found.villages:
        place = village.place
        for row in village.rows:
            yield (row.serial, place.township, place.village, row.group, row.number, row.head,
                   row.persons, row.others, row.category)  # fmt: skip
