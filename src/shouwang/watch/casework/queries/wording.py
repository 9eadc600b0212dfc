"""What procedures, steps and ways are called, in the language of the page."""

from collections.abc import Iterator
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shouwang.policies.queries import packaged
from shouwang.procedures import rules
from shouwang.procedures.queries import packaged_procedures
from shouwang.procedures.reading import EVIDENCE
from shouwang.procedures.rules import Declaration, Kind, Transition


def language() -> str:
    """The pack's name of the language the page is in: zh or en."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def title(declaration: Declaration) -> str:
    """What the procedure is called."""
    return rules.said(declaration.title, declaration.key, language())


def step(declaration: Declaration, key: str) -> str:
    """What a step is called."""
    return rules.said(declaration.steps[key].label, key, language())


def way(declaration: Declaration, key: str) -> str:
    """What a way is called; the first act of a case names none."""
    known = declaration.transitions.get(key)
    return rules.said(known.label, key, language()) if known else _("发起")


def role(declaration: Declaration, key: str) -> str:
    """What a role is called."""
    known = declaration.roles.get(key)
    return rules.said(known.label, key, language()) if known else key


def duty(declaration: Declaration, kind: str) -> str:
    """What the role is called that the kind of duty stands for."""
    key = next((one.key for one in declaration.roles.values() if one.duty == kind), kind)
    return role(declaration, key)


def evidence(kind: str) -> str:
    """What a kind of evidence is called; a kind that the pack no longer names keeps its key."""
    names = packaged().codes[EVIDENCE]
    return rules.said(names[kind], kind, language()) if kind in names else kind


def needs(declaration: Declaration, of: Transition) -> list[str]:
    """What a way asks for, piece by piece."""
    return list(_needs(declaration, of))


def _needs(declaration: Declaration, of: Transition) -> Iterator[str]:
    yield from (evidence(kind) for kind in of.evidence)
    if of.signers:
        yield _("%(n)s 人签字") % {"n": declaration.number(of.signers)}
    if of.votes:
        yield _("表决结果")
    if of.kind is not Kind.FORWARD:
        yield _("理由")
    if of.defers:
        kinds = "、".join(evidence(kind) for kind in of.defers)
        yield _("以后补交：%(kinds)s") % {"kinds": kinds}


@cache
def procedure_titles(words: str) -> dict[str, str]:
    """Every procedure of the pack with its name, in the order declared."""
    return {
        entry.declaration.key: rules.said(entry.declaration.title, entry.declaration.key, words)
        for entry in reversed(packaged_procedures().entries)
    }


@cache
def step_titles(words: str) -> dict[str, str]:
    """Every step of every procedure with its name, as filters offer them; final steps last.

    Where procedures call a step differently, the name of the first declared is taken.
    """
    found: dict[str, tuple[bool, str]] = {}
    for entry in packaged_procedures().entries:
        for key, one in entry.declaration.steps.items():
            found.setdefault(key, (one.final, rules.said(one.label, key, words)))
    return {key: name for key, (_final, name) in sorted(found.items(), key=lambda one: one[1][0])}


@cache
def step_title(procedure: str, key: str, words: str) -> str:
    """What a procedure of the pack calls a step; the key where the pack knows neither any more."""
    steps = (
        entry.declaration.steps.get(key)
        for entry in packaged_procedures().entries
        if entry.declaration.key == procedure
    )
    known = next((one for one in steps if one is not None), None)
    return rules.said(known.label, key, words) if known else key


def said_way(of: Transition) -> str:
    """What a way is called."""
    return rules.said(of.label, of.key, language())
