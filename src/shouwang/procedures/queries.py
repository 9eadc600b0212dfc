"""Reading procedures and cases; nothing here writes."""

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Count, F, Q, QuerySet
from django.utils.module_loading import import_string

from shouwang.engine.pack.findings import Findings
from shouwang.engine.parameters import Place
from shouwang.kernel.periods import Period
from shouwang.kernel.regioncode import RegionCode
from shouwang.policies.queries import PACK, packaged
from shouwang.procedures import rules
from shouwang.procedures.declaring import as_table, declare
from shouwang.procedures.errors import CaseUnknown, ProceduresRefused
from shouwang.procedures.models import Act, Case, ProcedureVersion
from shouwang.procedures.reading import Procedures, load_procedures
from shouwang.procedures.rules import Declaration, Past, Transition


class Held(Protocol):
    """A duty as `settings.SHOUWANG_DUTIES_OF` gives it: what, where, on which days."""

    @property
    def kind(self) -> str: ...
    @property
    def region(self) -> RegionCode: ...
    @property
    def period(self) -> Period: ...


# Declarations by digest: what a version says never changes.
_KNOWN: dict[str, Declaration] = {}


@functools.cache
def packaged_procedures() -> Procedures:
    """The packaged procedures; read once."""
    return load_procedures(PACK, packaged())


def parameter_label(name: str, language: str = "zh") -> str:
    """What people call a parameter."""
    return rules.said(packaged().parameters[name].label, name, language)


def duties_of(account: AbstractBaseUser) -> Sequence[Held]:
    """The account's duties: people stand above this room, so they are found by name."""
    found: Sequence[Held] = import_string(settings.SHOUWANG_DUTIES_OF)(account)
    return found


def roles_at(
    declaration: Declaration, duties: Iterable[Held], region_code: str, on: date
) -> frozenset[str]:
    """The roles of a procedure that the holder of the duties has in a place on a day."""
    region = RegionCode(region_code)
    kinds = {
        str(duty.kind)
        for duty in duties
        if duty.period.contains(on) and duty.region.contains(region)
    }
    return frozenset(role.key for role in declaration.roles.values() if role.duty in kinds)


def declaration_of(version: ProcedureVersion) -> Declaration:
    """The declaration that a version keeps, with its numbers."""
    known = _KNOWN.get(version.digest)
    if known is None:
        known = _KNOWN[version.digest] = declaration_from(version.content)
    return known


def declaration_from(text: Mapping[str, Any]) -> Declaration:
    """A declaration from what a version keeps. Raises ProceduresRefused."""
    findings = Findings()
    body = as_table(text["body"], Place(f"{text['key']} {text['name']}", 0))
    declaration = declare(text["key"], body, findings)
    if declaration is None:
        raise ProceduresRefused(count=len(findings), first=findings[0])
    return declaration.filled(text["numbers"], text["evidence"])


def declarations(of: Iterable[Case]) -> dict[int, Declaration]:
    """The declarations of many cases by the number of their version.

    One statement for those that this process has not read yet: a text is long, and thousands of
    cases share a few.
    """
    versions = {one.version_id: one.version for one in of}
    unread = [number for number, one in versions.items() if one.digest not in _KNOWN]
    if unread:
        for version in ProcedureVersion.objects.filter(pk__in=unread):
            declaration_of(version)
    return {number: _KNOWN[one.digest] for number, one in versions.items()}


def versions(numbers: Iterable[int]) -> dict[int, Declaration]:
    """The declarations that versions keep, by the number of the version; one statement."""
    found = ProcedureVersion.objects.filter(pk__in=set(numbers))
    return {version.pk: declaration_of(version) for version in found}


def case(number: UUID) -> Case:
    """A case in the scope, with its version. Raises CaseUnknown."""
    found = Case.objects.select_related("version").filter(pk=number).first()
    if found is None:
        raise CaseUnknown(number=number)
    return found


def acts(of: Case) -> list[Act]:
    """The history of a case, the first act first, with who acted."""
    return list(Act.objects.filter(case=of).select_related("by").order_by("sequence"))


def past(acts: Iterable[Act]) -> tuple[Past, ...]:
    """The history as the rules see it."""
    return tuple(
        Past(
            act.transition,
            act.to_step,
            act.on,
            frozenset({act.by_id, *act.signers}),
            frozenset(one["kind"] for one in act.evidence),
        )
        for act in acts
    )


def history_of(of: Case) -> tuple[Past, ...]:
    """The history of a case as the rules see it; one statement."""
    return past(Act.objects.filter(case=of).order_by("sequence"))


def ways(of: Case, account: AbstractBaseUser, on: date) -> tuple[Transition, ...]:
    """What the account may do with the case today, as far as its duties decide."""
    declaration, history = declaration_of(of.version), history_of(of)
    roles = roles_at(declaration, duties_of(account), of.region_code, on)
    return tuple(
        way
        for way in rules.ways(declaration, history, roles)
        if not rules.barred(declaration, history, way.key, {account.pk})
    )


def of_subject(kind: str, number: str) -> QuerySet[Case]:
    """The cases about one subject: the open ones, then the latest to end."""
    cases = Case.objects.filter(subject_kind=kind, subject_id=number).select_related("version")
    return cases.order_by(F("finished_on").desc(nulls_first=True), "-opened_on", "id")


def to_do(duties: Iterable[str], on: date, *, region_code: str = "") -> QuerySet[Case]:
    """Open cases that wait for one of the kinds of duty, the nearest deadline first.

    A case whose notice still runs asks for nothing yet. The scope decides what is seen;
    `region_code` narrows it to a place and what lies in it.
    """
    waiting = _open(region_code).filter(awaits__in=list(duties))
    ripe = waiting.filter(Q(ripe_on=None) | Q(ripe_on__lte=on))
    return ripe.select_related("version").order_by("due_on", "id")


def late(duties: Iterable[str], on: date, *, region_code: str = "") -> QuerySet[Case]:
    """Open cases past their deadline that wait for, or are escalated to, one of the duties."""
    kinds = list(duties)
    overdue = _open(region_code).filter(due_on__lt=on)
    mine = overdue.filter(Q(awaits__in=kinds) | Q(escalates__in=kinds))
    return mine.select_related("version").order_by("due_on", "id")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many open cases stand in a step of a procedure, and how many of them are late."""

    procedure: str
    step: str
    cases: int
    late: int


def tallies(on: date, *, region_code: str = "") -> list[Tally]:
    """What is under way and what is late, by procedure and step; one statement."""
    rows = (
        _open(region_code)
        .values("procedure", "step")
        .annotate(cases=Count("id"), late=Count("id", filter=Q(due_on__lt=on)))
        .order_by("procedure", "step")
    )
    return [Tally(**row) for row in rows]


def _open(region_code: str) -> QuerySet[Case]:
    cases = Case.objects.filter(finished_on=None)
    if not region_code:
        return cases
    prefix = RegionCode(region_code).prefix
    return cases.filter(
        region_code__gte=prefix.ljust(12, "0"), region_code__lte=prefix.ljust(12, "9")
    )
