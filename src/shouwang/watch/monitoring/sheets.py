"""A list as a file: what an address asks for, as columns and rows to be streamed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from shouwang.kernel import bulk, excel
from shouwang.kernel.excel import Column
from shouwang.kernel.regioncode import DIGITS, Level, RegionCode
from shouwang.policies.queries import current_pack
from shouwang.regions import queries as regions
from shouwang.watch.monitoring import queries
from shouwang.watch.monitoring.forms import ClueFilterForm, FindForm
from shouwang.watch.monitoring.queries import exports, finder, lists

Rows = Iterable[Sequence[object]]


class List(Enum):
    """The lists that may be long; every other one is a table on its page."""

    HOUSEHOLDS = "households"
    MEMBERS = "members"
    CLUES = "clues"


TITLES = {List.HOUSEHOLDS: "农户", List.MEMBERS: "家庭成员", List.CLUES: "线索"}
COLUMNS = {
    List.HOUSEHOLDS: exports.HOUSEHOLD_COLUMNS,
    List.MEMBERS: exports.MEMBER_COLUMNS,
    List.CLUES: exports.CLUE_COLUMNS,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One list as a file; `rows()` reads and `count()` counts inside the entered scope."""

    which: List
    place: RegionCode
    query: QueryDict

    @property
    def title(self) -> str:
        """The name of the list."""
        return TITLES[self.which]

    @property
    def columns(self) -> Sequence[Column]:
        """The columns of the file."""
        return COLUMNS[self.which]

    @property
    def sort(self) -> str:
        """The order that the address asks for."""
        return self.query.get("sort", "")

    def count(self) -> int:
        """How many rows there will be; members by the size that each dossier states."""
        if self.which is List.CLUES:
            return lists.clue_rows(self._clues()).order_by().count()
        if self._is_wide:
            bulk.plan_for_many()
        homes = finder.households(self._wanted(), self._on()).order_by()
        return homes.count() if self.which is List.HOUSEHOLDS else finder.members_in(homes)

    def rows(self) -> Iterator[exports.Row]:
        """The rows, read as they are taken."""
        if self._is_wide:
            bulk.plan_for_many()
        names = self._names()
        if self.which is List.CLUES:
            return exports.clue_rows(self._clues(), self.sort, names)
        read = exports.household_rows if self.which is List.HOUSEHOLDS else exports.member_rows
        return read(self._wanted(), self._on(), self.sort, names)

    def write(
        self,
        form: str,
        by: str,
        counting: Callable[[Rows], Rows] = lambda rows: rows,
    ) -> excel.Written:
        """The list in a temporary file, `form` xlsx or csv; `counting` sees the rows pass."""
        if form == "csv":
            return excel.write_csv(self.columns, counting(self.rows()))
        return excel.write(self.title, self.columns, counting(self.rows()), self.remarks(by))

    def remarks(self, by: str) -> list[tuple[str, str]]:
        """The sheet 说明: what was asked, when and by whom."""
        run = queries.latest_run(self.place)
        asked = "；".join(f"{key}={value}" for key, value in self.query.items() if value) or "无"
        return [
            ("地区", str(self.place)),
            ("筛选条件", asked),
            ("筛查日期", str(run.as_of) if run else "尚未筛查"),
            ("政策版本", run.policy_version if run else ""),
            ("导出人", by),
            ("导出时间", timezone.localtime().strftime("%Y-%m-%d %H:%M")),
            ("提示", "含个人信息，仅限本职工作使用，用后删除。"),
        ]

    @property
    def _is_wide(self) -> bool:
        """Whether the place is more than a village: the planner must be told, see `bulk`."""
        return self.place.level < Level.VILLAGE and not self.query.get("q")

    def _on(self) -> date:
        run = queries.latest_run(self.place)
        return run.as_of if run else timezone.localdate()

    def _wanted(self) -> finder.Wanted:
        query = self.query.copy()
        query.setdefault("q", query.get("words", ""))  # as a village's page calls it
        return FindForm(query, [(self.place.code, "")]).wanted(self.place.prefix)

    def _clues(self) -> lists.ClueFilters:
        rules: list[tuple[str, Any]] = [
            (name, name) for name in current_pack(self.place.code).rules
        ]
        return ClueFilterForm(self.query, rules).filters(self.place.prefix)

    def _names(self) -> Mapping[str, str]:
        """Short names of the place, of all inside it, and of the township around a village."""
        around = self.place.prefix[: DIGITS[Level.TOWNSHIP]]
        tree = regions.tree_for(around, on=timezone.localdate())
        return {one.code: one.short_name for one in tree}
