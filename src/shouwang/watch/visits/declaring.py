"""A visit form from its YAML, or everything that is wrong with it.

Every finding names the file and the line. Knows no Django.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shouwang.engine.pack.findings import Findings
from shouwang.engine.pack.source import Table
from shouwang.watch.visits.rules.form import Question, Section, Type, VisitForm
from shouwang.watch.visits.rules.known import KNOWN

_QUESTION = {"label", "type", "required", "list", "unit", "known", "asked_if", "help"}
_SECTION = {"title", "questions"}


def is_fatal(findings: Findings, before: int) -> bool:
    """Whether one of the findings since `before` keeps the entry from being used."""
    return any(finding.fatal for finding in findings[before:])


def declare(
    key: str, table: Table, codes: Mapping[str, Any], findings: Findings
) -> VisitForm | None:
    """The form of a table; None with findings when it cannot be used."""
    before = len(findings)
    written = table.get("sections")
    if not isinstance(written, Table) or not written:
        findings.add(table.at("sections"), "sections must be a mapping of names")
        return None
    reading = _Reading(codes, findings)
    sections = tuple(reading.section(name, one, written) for name, one in written.items())
    form = VisitForm(
        key=key,
        title=findings.labels(table, "title"),
        sections=sections,
        evidence=findings.text(table, "evidence"),
        visitors=findings.text(table, "visitors"),
        authorisation=table.get("authorisation") is True,
        outcome=str(table.get("outcome", "")),
    )
    _check_outcome(form, table, findings)
    return None if is_fatal(findings, before) else form


class _Reading:
    """Questions in the order written: a condition may name only what was asked before."""

    def __init__(self, codes: Mapping[str, Any], findings: Findings) -> None:
        self.codes, self.findings = codes, findings
        self.earlier: dict[str, Question] = {}

    def section(self, key: str, table: Any, parent: Table) -> Section:
        if not isinstance(table, Table) or not isinstance(table.get("questions"), Table):
            self.findings.add(parent.at(key), f"section {key} needs questions")
            return Section(key, {}, ())
        self.findings.unknown_keys(table, _SECTION)
        title = self.findings.labels(table, "title")
        written = table["questions"]
        asked = [self.question(name, one, written) for name, one in written.items()]
        return Section(key, title, tuple(one for one in asked if one is not None))

    def question(self, key: str, table: Any, parent: Table) -> Question | None:
        if not isinstance(table, Table):
            self.findings.add(parent.at(key), f"question {key} must be a mapping")
            return None
        self.findings.unknown_keys(table, _QUESTION)
        if key in self.earlier:
            self.findings.add(parent.at(key), f"question {key} is asked twice")
        kind = self._type(key, table)
        if kind is None:
            return None
        question = Question(
            key=key,
            type=kind,
            label=self.findings.labels(table, "label"),
            required=self._required(kind, table),
            codes=self._codes(key, kind, table),
            unit=self.findings.labels(table, "unit", needed=kind is Type.NUMBER),
            known=self._known(key, kind, table),
            asked_if=self._condition(key, table),
            help=self.findings.labels(table, "help", needed=False),
        )
        self.earlier[key] = question
        return question

    def _type(self, key: str, table: Table) -> Type | None:
        written = table.get("type")
        if written in set(Type):
            return Type(written)
        types = ", ".join(Type)
        self.findings.add(table.at("type"), f"question {key}: type is one of {types}")
        return None

    def _required(self, kind: Type, table: Table) -> bool:
        required = table.get("required", False)
        if not isinstance(required, bool):
            self.findings.add(table.at("required"), "required is true or false")
        if required and kind is Type.PHOTO:
            self.findings.add(table.at("required"), "a photo is never required")
        return required is True

    def _codes(self, key: str, kind: Type, table: Table) -> Mapping[str, Any]:
        name = table.get("list")
        if kind is not Type.CHOICE:
            if name is not None:
                self.findings.add(table.at("list"), f"question {key} takes no list")
            return {}
        codes = self.codes.get(str(name))
        if not isinstance(codes, Mapping) or not codes:
            self.findings.add(table.at("list"), f"question {key}: unknown list {name}")
            return {}
        return {str(code): dict(texts) for code, texts in codes.items()}

    def _known(self, key: str, kind: Type, table: Table) -> str:
        name = str(table.get("known", ""))
        if not name:
            return ""
        if name not in KNOWN:
            self.findings.add(table.at("known"), f"question {key}: nothing known as {name}")
        elif KNOWN[name].type is not kind:
            reason = f"question {key}: {name} is {KNOWN[name].type}, not {kind}"
            self.findings.add(table.at("known"), reason)
        return name

    def _condition(self, key: str, table: Table) -> Mapping[str, Any]:
        condition = table.get("asked_if")
        if condition is None:
            return {}
        if not isinstance(condition, Table) or not condition:
            self.findings.add(table.at("asked_if"), "asked_if names questions and their answers")
            return {}
        for other, want in condition.items():
            fault = self._fault(other, want)
            if fault:
                self.findings.add(condition.at(other), f"question {key}: {fault}")
        return {str(other): _plain(want) for other, want in condition.items()}

    def _fault(self, other: str, want: Any) -> str:
        """What is wrong with one part of a condition."""
        earlier = self.earlier.get(other)
        if earlier is None:
            return f"asked_if names {other}, which is not asked before"
        if earlier.type is Type.NUMBER:
            sound = isinstance(want, Mapping) and set(want) == {"least"}
            return "" if sound else f"a condition on the number {other} is {{least: n}}"
        wanted = want if isinstance(want, list) else [want]
        possible = {Type.YES_NO: (True, False), Type.CHOICE: tuple(earlier.codes)}.get(earlier.type)
        if possible is None:
            return f"{other} is neither yes or no, nor a choice, nor a number"
        strange = [one for one in wanted if one not in possible]
        return f"{other} is never {strange[0]}" if strange else ""


def _check_outcome(form: VisitForm, table: Table, findings: Findings) -> None:
    if not form.outcome:
        return
    question = form.question(form.outcome)
    if question is None or question.type is not Type.CHOICE or not question.required:
        findings.add(table.at("outcome"), "outcome names a required question with a choice")


def _plain(written: Any) -> Any:
    if isinstance(written, Mapping):
        return {str(key): value for key, value in written.items()}
    return [*written] if isinstance(written, list) else written
