"""A case of certification as its page shows it: steps, history with words, ways."""

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
from shouwang.watch.casework.models import Record


@dataclass(frozen=True, slots=True)
class Path:
    """What a case's page shows: where it stands, what happened, what this person may do."""

    step: str
    role: str  # who is to act, in words
    steps: Sequence[Mapping[str, str]]
    history: Sequence[Mapping[str, Any]]
    ways: Sequence[Transition]
    barred: Sequence[Transition]  # ways of one's role that one's earlier act forbids


def path_of(case: Case, account: AbstractBaseUser, on: date, language: str) -> Path:
    """The case for its page; four statements."""
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
        steps=_steps(declaration, acts, case, language),
        history=_history(declaration, acts, case, language),
        ways=[way for way in open_to if way not in barred],
        barred=barred,
    )


def step_label(case: Case, language: str) -> str:
    """The step in words, from the version that the case keeps."""
    step = cases.declaration_of(case.version).steps[case.step]
    return said(step.label, step.key, language)


def _steps(
    declaration: Declaration, acts: Sequence[Act], case: Case, language: str
) -> list[dict[str, str]]:
    """The steps of the straight way, marked with how far the case has come."""
    been = {act.to_step for act in acts}
    shown = []
    for key, step in declaration.steps.items():
        if key not in been and ((step.final and not step.effect) or step.stopped):
            continue
        state = "current" if key == case.step else "done" if key in been else "todo"
        shown.append({"label": said(step.label, key, language), "state": state})
    return shown


def _history(
    declaration: Declaration, acts: Sequence[Act], case: Case, language: str
) -> list[dict[str, Any]]:
    words = {one.pk: one.text for one in Record.objects.filter(case=case)}
    shown = []
    for act in reversed(acts):
        way = declaration.transitions.get(act.transition)
        written = {words[ref] for one in act.evidence if (ref := _ref(one)) in words}
        title = (
            said(way.label, way.key, language)
            if way
            else said(declaration.steps[act.to_step].label, act.to_step, language)
        )
        shown.append(
            {
                "at": act.at,
                "title": title,
                "text": act.reason or "；".join(sorted(written)),
                "by": str(act.by),
            }
        )
    return shown


def _ref(evidence: Mapping[str, str]) -> UUID | None:
    model, _colon, number = evidence["ref"].rpartition(":")
    return UUID(number) if model == "casework.record" else None
