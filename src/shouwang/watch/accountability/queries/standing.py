"""A case of the room as its page shows it: steps, history with words, ways."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser

from shouwang.procedures import queries as cases
from shouwang.procedures import rules
from shouwang.procedures.models import Act, Case
from shouwang.procedures.rules import Declaration, Transition, said
from shouwang.watch.accountability.models import Statement


@dataclass(frozen=True, slots=True)
class Path:
    """What a case's page shows: where it stands, what happened, what this person may do."""

    step: str
    role: str  # who is to act, in words
    history: Sequence[Mapping[str, Any]]
    ways: Sequence[Transition]
    barred: Sequence[Transition]  # ways of one's role that one's earlier act forbids

    @property
    def proofs(self) -> list[Mapping[str, Any]]:
        """The acts that a photo or PDF goes with."""
        return [one for one in self.history if one["file"]]


def path_of(case: Case, account: AbstractBaseUser, on: date, language: str) -> Path:
    """The case for its page; three statements."""
    declaration, acts = cases.declaration_of(case.version), cases.acts(case)
    history = cases.past(acts)
    roles = cases.roles_at(declaration, cases.duties_of(account), case.region_code, on)
    open_to = rules.ways(declaration, history, roles)
    barred = [way for way in open_to if rules.barred(declaration, history, way.key, {account.pk})]
    step = declaration.steps[case.step]
    owner = declaration.roles.get(step.owner)
    return Path(
        step=said(step.label, step.key, language),
        role=said(owner.label, owner.key, language) if owner else "",
        history=_shown(declaration, acts, statements_of(case), language),
        ways=[way for way in open_to if way not in barred],
        barred=barred,
    )


def statements_of(case: Case) -> dict[UUID, Statement]:
    """What was written at each act, by the act's id."""
    return {one.act: one for one in Statement.objects.filter(case=case)}


def _shown(
    declaration: Declaration,
    acts: Sequence[Act],
    statements: Mapping[UUID, Statement],
    language: str,
) -> list[dict[str, Any]]:
    shown = []
    for act in reversed(acts):
        way = declaration.transitions.get(act.transition)
        wrote = statements.get(act.pk)
        shown.append(
            {
                "at": act.at,
                "title": said(way.label, way.key, language)
                if way
                else said(declaration.steps[act.to_step].label, act.to_step, language),
                "text": wrote.text if wrote else "",
                "file": wrote.pk if wrote and wrote.enclosure_id else None,
                "by": str(act.by),
            }
        )
    return shown


def step_label(case: Case, language: str) -> str:
    """The step in words, from the version that the case keeps."""
    step = cases.declaration_of(case.version).steps[case.step]
    return said(step.label, step.key, language)
