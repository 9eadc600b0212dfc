"""Many new people from one file: each row checked first, then all of them or none."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import translation

from shouwang.kernel.findings import Finding, Reading
from shouwang.kernel.identity.contact import read_telephone
from shouwang.kernel.periods import Period, PeriodEmpty
from shouwang.kernel.regioncode import RegionCode
from shouwang.people import places, queries, rules
from shouwang.people.models import KIND_NAMES, Account
from shouwang.people.models.accounts import NAME_SHAPE
from shouwang.people.operations.accounts import Engaged, engage
from shouwang.people.roster import RosterRow
from shouwang.people.rules import Kind, Wish


@dataclass(frozen=True, slots=True)
class Hired:
    """A row that can be carried out."""

    row: RosterRow
    telephone: str
    wish: Wish


@dataclass(frozen=True, slots=True)
class Roster:
    """What a file means: the people, or by row what is wrong."""

    people: tuple[Hired, ...]
    findings: tuple[tuple[RosterRow, Finding], ...]


def check_roster(*, by: Account, at: datetime, rows: Sequence[RosterRow]) -> Roster:
    """Look at every row as `engage` would; nothing is written."""
    on, own = queries.day_of(at), queries.duties_of(by)
    known = _Known(
        frozenset(name for name, count in Counter(map(_username, rows)).items() if count > 1),
        frozenset(
            Account.objects.filter(username__in={_username(row) for row in rows}).values_list(
                "username", flat=True
            )
        ),
        places.by_name(rules.places(own, rules.Act.MANAGE_PEOPLE, on), on),
        _kinds(),
    )
    people: list[Hired] = []
    findings: list[tuple[RosterRow, Finding]] = []
    for row in rows:
        reading = _hired(row, known, on)
        found = list(reading.findings)
        if reading.value is not None:
            found += rules.refusals_of_grant(by.pk, own, reading.value.wish, on)
            people.append(reading.value)
        findings += [(row, finding) for finding in found]
    return Roster(tuple(people), tuple(findings))


@transaction.atomic
def engage_roster(
    *, by: Account, at: datetime, rows: Sequence[RosterRow]
) -> tuple[tuple[Engaged, ...], Roster]:
    """Make all accounts with their duties; when one row is refused, none is made.

    Returns the new people with their passwords, and what the file was found to mean.
    """
    roster = check_roster(by=by, at=at, rows=rows)
    if roster.findings:
        return (), roster
    made: list[Engaged] = []
    for one in roster.people:
        reading = engage(
            by=by,
            at=at,
            username=_username(one.row),
            display_name=one.row.display_name,
            telephone=one.telephone,
            wish=one.wish,
            reason=one.row.reason,
        )
        if reading.value is None:
            transaction.set_rollback(True)
            refused = tuple((one.row, finding) for finding in reading.findings)
            return (), Roster((), refused)
        made.append(reading.value)
    return tuple(made), roster


@dataclass(frozen=True, slots=True)
class _Known:
    repeated: frozenset[str]
    taken: frozenset[str]
    places: dict[str, str]
    kinds: dict[str, Kind]


def _username(row: RosterRow) -> str:
    return row.username.lower()


def _hired(row: RosterRow, known: _Known, on: date) -> Reading[Hired]:
    findings = [*_name_findings(row, known)]
    telephone = read_telephone(row.telephone) if row.telephone else Reading("")
    if telephone.value is None:
        findings += telephone.findings
    kind = known.kinds.get(row.kind)
    if kind is None:
        findings.append(Finding("kind", f"职责“{row.kind}”不认识，请从下拉框选"))
    place = known.places.get(" ".join(row.place.split()))
    if place is None:
        findings.append(Finding("place", _unknown_place(row.place)))
    period = _period(row, on)
    findings += period.findings
    if findings or kind is None or place is None or period.value is None:
        return Reading(None, tuple(findings))
    wish = Wish(0, kind, RegionCode(place), period.value)
    return Reading(Hired(row, telephone.value or "", wish))


def _name_findings(row: RosterRow, known: _Known) -> Iterable[Finding]:
    name = _username(row)
    if not re.fullmatch(NAME_SHAPE, name):
        yield Finding("username", "用户名须2至32个字符，小写字母开头，只含小写字母、数字、点和横线")
    if name in known.taken:
        yield Finding("username_taken", "这个用户名已有人使用")
    if name in known.repeated:
        yield Finding("repeated", "这个用户名在表里出现不止一次")
    if not row.display_name:
        yield Finding("display_name", "姓名没有填")
    if not row.reason:
        yield Finding("no_reason", "请写明授予事由，例如文件号或分工通知")


def _unknown_place(text: str) -> str:
    if not text:
        return "地区没有填"
    return f"您能授予职责的范围里没有“{text}”，或有几个同名：请填12位区划代码"


def _period(row: RosterRow, on: date) -> Reading[Period]:
    try:
        begins = date.fromisoformat(row.begins_on) if row.begins_on else on
        default = rules.default_period(begins).end
        end = date.fromisoformat(row.last_on) + timedelta(days=1) if row.last_on else default
        return Reading(Period(begins, end))
    except ValueError:
        return Reading(None, (Finding("day", "日期请写成 2024-07-01 这样"),))
    except PeriodEmpty:
        return Reading(None, (Finding("day", "最后一天不能早于起始日"),))


def _kinds() -> dict[str, Kind]:
    """Kinds by their names, in Chinese and in the reader's language."""
    named = {str(name): kind for kind, name in KIND_NAMES.items()}
    with translation.override("zh-hans"):
        return named | {str(name): kind for kind, name in KIND_NAMES.items()}
