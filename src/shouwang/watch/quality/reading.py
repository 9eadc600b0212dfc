"""Lists of the room's own: findings that come back explained, values of handbooks and visits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from shouwang.watch.intake.layouts import Column, Kind, Layout
from shouwang.watch.intake.reading import read
from shouwang.watch.quality.models import QualityFinding
from shouwang.watch.quality.operations.consistency import Told
from shouwang.watch.quality.queries.items import ITEMS, Unreadable
from shouwang.watch.quality.rules import EXPLAINABLE, LONGEST_EXPLANATION, plain
from shouwang.watch.registry.models import Household, Person

NUMBER, SAID = "疑点编号", "情况说明"

FINDINGS = Layout(
    name="quality-findings",
    title="疑点清单",
    department=None,
    duty="township_clerk",
    columns=(
        Column("number", NUMBER, Kind.INTEGER, required=True, synonyms=("编号",)),
        Column("text", SAID, Kind.TEXT, synonyms=("说明", "核实情况", "处理情况")),
    ),
    key=("number",),
)
HANDBOOK = Layout(
    name="handbook",
    title="帮扶手册内容",
    department=None,
    duty="township_clerk",
    columns=(
        Column("household", "户编号", Kind.TEXT, required=True, synonyms=("户号", "家庭编号")),
        Column(
            "person",
            "成员姓名",
            Kind.TEXT,
            synonyms=("姓名",),
            help="电话等属于成员的内容写谁的；不填为户主",
        ),
        Column(
            "identity", "证件号码", Kind.IDENTITY, sensitive=True, help="可不填；填了就按证件认人"
        ),
        *(
            Column(
                item.name,
                str(item.headings[0]),
                Kind.TEXT,
                synonyms=item.headings[1:],
                sensitive=item.sensitive,
                help=str(item.hint),
            )
            for item in ITEMS.values()
            if item.name != "name"
        ),
    ),
    key=("household",),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that was left out, and why, for the person who sent the file."""

    row: int
    reason: str


@dataclass(slots=True)
class Explanations:
    """What a returned list of findings says."""

    sentences: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    empty: int = 0


def explanations(path: Path, name: str) -> Explanations:
    """The sentences of a list of findings that came back; raises intake's ListUnreadable."""
    came = read(path, FINDINGS, name=name)
    found = Explanations(problems=_refused(came.findings))
    for row in came.sound.select("_row", "number", "text").iter_rows(named=True):
        text = plain(row["text"] or "")
        if not text:
            found.empty += 1
        elif len(text) > LONGEST_EXPLANATION:
            reason = f"说明超过{LONGEST_EXPLANATION}字，请写短一些"
            found.problems.append(Problem(row["_row"], reason))
        else:
            found.sentences[row["number"]] = text
    _leave_out_others(found)
    return found


def _leave_out_others(found: Explanations) -> None:
    """Numbers that nobody here has, or that need no answer any more."""
    states = dict(QualityFinding.objects.filter(pk__in=found.sentences).values_list("pk", "state"))
    for number in list(found.sentences):
        if states.get(number) not in EXPLAINABLE:
            del found.sentences[number]
            reason = (
                "已经办理或更正，不用再说明"
                if number in states
                else "不在您的辖区内，或没有这个编号"
            )
            found.problems.append(Problem(0, f"疑点编号 {number}：{reason}"))


def _refused(findings: Any) -> list[Problem]:
    errors = findings.filter(weight="error").select("_row", "column", "reason").iter_rows()
    return [
        Problem(row, f"{column}：{reason}" if column else reason) for row, column, reason in errors
    ]


@dataclass(slots=True)
class Handbooks:
    """What a list of handbook or visit values says."""

    told: list[Told] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    households: int = 0


def handbooks(path: Path, name: str, on: date) -> Handbooks:
    """The items of a list of handbooks; raises intake's ListUnreadable."""
    came = read(path, HANDBOOK, name=name, on=on)
    found = Handbooks(problems=_refused(came.findings))
    rows = list(came.sound.iter_rows(named=True))
    homes = Household.objects.filter(number__in={row["household"].strip() for row in rows})
    by_number = {home.number: home for home in homes}
    people = _people(by_number)
    seen = set()
    for row in rows:
        home = by_number.get(row["household"].strip())
        if home is None:
            reason = f"没有编号为 {row['household']} 的农户，或不在您的辖区内"
            found.problems.append(Problem(row["_row"], reason))
            continue
        seen.add(home.pk)
        found.told += _items(row, home, people.get(home.pk, []), found.problems)
    found.households = len(seen)
    return found


def _people(homes: Mapping[str, Household]) -> dict[int, list[Person]]:
    rows = Person.objects.filter(
        household__in=[home.pk for home in homes.values()], died_on=None, moved_out_on=None
    ).only("household_id", "name", "relation", "identity")
    grouped: dict[int, list[Person]] = {}
    for row in rows:
        grouped.setdefault(row.household_id, []).append(row)
    return grouped


def _items(
    row: Mapping[str, Any], home: Household, people: list[Person], problems: list[Problem]
) -> Iterator[Told]:
    person = _person(row, people)
    named = plain(row["person"] or "")
    if named:
        yield _told(home, "name", ITEMS["name"].read(named), person)
    for item in ITEMS.values():
        text = plain(str(row.get(item.name) or "")) if item.name != "name" else ""
        if not text:
            continue
        if item.of_person and person is None:
            problems.append(Problem(row["_row"], f"{item.label}：没有找到这名成员"))
            continue
        try:
            value = item.read(text)
        except Unreadable as error:
            shown = "" if item.sensitive else f"“{text}”"
            problems.append(Problem(row["_row"], f"{item.label}{shown}：{error}"))
            continue
        yield _told(home, item.name, value, person if item.of_person else None)


def _told(home: Household, item: str, value: str, person: Person | None) -> Told:
    return Told(home.pk, home.region_code, item, value, person.pk if person else None)


def _person(row: Mapping[str, Any], people: list[Person]) -> Person | None:
    """By identity number, else by name, else the head."""
    if row["identity"]:
        return next((one for one in people if one.identity == row["identity"]), None)
    named = plain(row["person"] or "").replace(" ", "")
    if named:
        return next((one for one in people if one.name == named), None)
    return next((one for one in people if one.relation == "户主"), None)
