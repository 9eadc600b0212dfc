"""From the mapping of one procedure to its declaration, with every fault at its line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from shouwang.engine.pack.findings import Findings
from shouwang.engine.pack.source import Listing, Table
from shouwang.engine.parameters import Place
from shouwang.procedures.rules import (
    Deadline,
    Declaration,
    Kind,
    Role,
    Share,
    Span,
    Step,
    Transition,
    Votes,
    faults,
)

T = TypeVar("T")
SECTIONS = ("roles", "steps", "transitions", "deadlines")
HOUSEHOLD = "household"
BODY = {"title", "about", "start", "opens", "apart", *SECTIONS}
_ROLE = {"label", "duty"}
_STEP = {"label", "owner", "within", "escalate", "notice", "clock", "final", "effect", "note"}
_TRANSITION = {
    "label", "kind", "from", "to", "by", "evidence", "defers", "signers", "votes", "resumes",
    "note",
}  # fmt: skip
_DEADLINE = {"label", "since", "until", "within", "owner", "escalate", "note"}
_VOTES = {"quorum", "majority", "carried"}
_STAY = "stay"


def declare(key: str, body: Table, findings: Findings) -> Declaration | None:
    """The declaration, sound as far as its own text goes; None when something is wrong with it."""
    before = len(findings)
    reading = _Reading(body, findings)
    steps = {name: reading.a_step(name, table) for name, table in reading.entries("steps")}
    declaration = Declaration(
        key=key,
        title=findings.labels(body, "title"),
        start=reading.step(body, "start"),
        roles={name: reading.role(name, table) for name, table in reading.entries("roles")},
        steps=steps,
        transitions={
            name: reading.transition(name, table) for name, table in reading.entries("transitions")
        },
        deadlines=reading.deadlines(steps),
        apart=reading.apart(),
        opens=reading.opens(),
        about=reading.about(),
    )
    if not is_fatal(findings, before):
        for path, reason in faults(declaration):
            findings.add(place_of(body, path), f"{key}: {reason}")
    return None if is_fatal(findings, before) else declaration


def is_fatal(findings: Findings, since: int) -> bool:
    """Whether one of the findings after so many keeps the entry from being used."""
    return any(finding.fatal for finding in findings[since:])


def place_of(body: Table, path: tuple[str, ...]) -> Place:
    """Where the entry of that path is written, or the nearest that is."""
    here, place = body, body.place
    for key in path:
        if not isinstance(here, Table) or key not in here:
            return place
        place, here = here.at(key), here[key]
    return place


def as_table(written: Any, place: Place) -> Any:
    """Plain JSON as the reader knows mappings and lists, all at one place."""
    if isinstance(written, Mapping):
        table = Table({str(key): as_table(value, place) for key, value in written.items()})
        table.place, table.places = place, dict.fromkeys(table, place)
        return table
    if isinstance(written, list):
        listing = Listing(as_table(value, place) for value in written)
        listing.place, listing.places = place, [place] * len(listing)
        return listing
    return written


class _Reading:
    """Reads the parts of one procedure; names are looked up among its own steps and roles."""

    def __init__(self, body: Table, findings: Findings) -> None:
        self.body, self.findings = body, findings

    def entries(self, section: str) -> list[tuple[str, Table]]:
        """The named mappings of a section."""
        found = self.body.get(section)
        if found is None and section == "deadlines":
            return []
        if not isinstance(found, Table):
            self.findings.add(self.body.at(section), f"{section} must be a mapping of names")
            return []
        for name, entry in found.items():
            if not isinstance(entry, Table):
                self.findings.add(found.at(name), f"{name} must be a mapping")
            elif not name.isidentifier():
                self.findings.add(
                    found.at(name), f"{name} is not a name: use letters, digits and _"
                )
        return [(name, entry) for name, entry in found.items() if isinstance(entry, Table)]

    def role(self, name: str, table: Table) -> Role:
        """A role and the duty that stands for it."""
        self.findings.unknown_keys(table, _ROLE)
        return Role(name, self.findings.labels(table, "label"), self.findings.text(table, "duty"))

    def a_step(self, name: str, table: Table) -> Step:
        """A step; its deadline is read with the others."""
        self.findings.unknown_keys(table, _STEP)
        return Step(
            name,
            self.findings.labels(table, "label"),
            owner=self._known(table, "owner", "roles", needed=False),
            notice=self._span(table, "notice"),
            stopped=self._choice(table, "clock", {"running": False, "stopped": True}, "running"),
            final=self._truth(table, "final"),
            effect=self._truth(table, "effect"),
        )

    def transition(self, name: str, table: Table) -> Transition:
        """A way; `to: stay` leaves the case where it is."""
        self.findings.unknown_keys(table, _TRANSITION)
        stays = table.get("to") == _STAY
        return Transition(
            name,
            self.findings.labels(table, "label"),
            kind=self._choice(table, "kind", {kind.value: kind for kind in Kind}, "forward"),
            sources=self._names(table, "from", "steps"),
            target="" if stays else self.step(table, "to"),
            roles=self._names(table, "by", "roles"),
            evidence=self._names(table, "evidence", ""),
            defers=self._names(table, "defers", ""),
            signers=self.findings.text(table, "signers") if "signers" in table else "",
            votes=self._votes(table),
            resumes=self._truth(table, "resumes"),
        )

    def deadlines(self, steps: Mapping[str, Step]) -> dict[str, Deadline]:
        """Those of steps (`within`), under the step's name, and those over several steps."""
        found = {}
        for name, step in steps.items():
            table = self.body["steps"][name]
            escalate = self._known(table, "escalate", "roles", needed=False)
            if span := self._span(table, "within"):
                found[name] = Deadline(name, step.label, name, (), span, step.owner, escalate)
        for name, table in self.entries("deadlines"):
            if name in found:
                self.findings.add(table.place, f"deadline {name} has the name of a step")
            found[name] = self._deadline(name, table)
        return found

    def apart(self) -> tuple[frozenset[str], ...]:
        """Groups of transitions of which one person does at most one in a case."""
        groups = self.body.get("apart")
        if groups is None:
            return ()
        if not isinstance(groups, Listing):
            self.findings.add(self.body.at("apart"), "apart must be a list of lists")
            return ()
        return tuple(
            frozenset(self._listed(group, place, "transitions"))
            for group, place in zip(groups, groups.places, strict=True)
        )

    def about(self) -> str:
        """The kind of subject that cases are about; a household when nothing is said."""
        if "about" not in self.body:
            return HOUSEHOLD
        return str(self.findings.text(self.body, "about") or HOUSEHOLD)

    def opens(self) -> tuple[str, ...]:
        """The roles that may open a case: all of them unless some are named."""
        return self._names(self.body, "opens", "roles") or tuple(self.body.get("roles") or ())

    def step(self, table: Table, key: str) -> str:
        """The name of a step under the key."""
        return self._known(table, key, "steps", needed=True)

    def _deadline(self, name: str, table: Table) -> Deadline:
        self.findings.unknown_keys(table, _DEADLINE)
        span = self._span(table, "within")
        if span is None and "within" not in table:
            self.findings.add(table.place, f"deadline {name} needs within")
        return Deadline(
            name,
            self.findings.labels(table, "label"),
            since=self.step(table, "since"),
            until=self._names(table, "until", "steps"),
            span=span or Span("", True),
            owner=self._known(table, "owner", "roles", needed=False),
            escalate=self._known(table, "escalate", "roles", needed=False),
        )

    def _span(self, table: Table, key: str) -> Span | None:
        """`{working_days: parameter}` or `{days: parameter}`."""
        written = table.get(key)
        if written is None:
            return None
        if isinstance(written, Table) and len(written) == 1:
            unit, parameter = next(iter(written.items()))
            if unit in {"working_days", "days"} and isinstance(parameter, str):
                return Span(parameter, unit == "working_days")
        self.findings.add(table.at(key), f"{key} must be {{working_days: NAME}} or {{days: NAME}}")
        return None

    def _votes(self, table: Table) -> Votes | None:
        written = table.get("votes")
        if written is None:
            return None
        if not isinstance(written, Table):
            self.findings.add(table.at("votes"), "votes must be a mapping")
            return None
        self.findings.unknown_keys(written, _VOTES)
        quorum, majority = self._share(written, "quorum"), self._share(written, "majority")
        return Votes(quorum, majority, self._truth(written, "carried", needed=True))

    def _share(self, table: Table, key: str) -> Share:
        written = table.get(key)
        if isinstance(written, Table) and set(written) == {"part", "of"}:
            return Share(self.findings.text(written, "part"), self.findings.text(written, "of"))
        self.findings.add(table.at(key), f"{key} must be {{part: NAME, of: NAME}}")
        return Share("", "")

    def _names(self, table: Table, key: str, section: str) -> tuple[str, ...]:
        if key not in table:
            return ()
        return tuple(self._listed(table[key], table.at(key), section))

    def _listed(self, written: Any, place: Place, section: str) -> list[str]:
        """A list of names, or one name."""
        names = [written] if isinstance(written, str) else written
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            self.findings.add(place, "must be a name or a list of names")
            return []
        for name in names:
            self._check_known(name, section, place)
        return list(names)

    def _known(self, table: Table, key: str, section: str, *, needed: bool) -> str:
        if key not in table and not needed:
            return ""
        name = self.findings.text(table, key)
        if name:
            self._check_known(name, section, table.at(key))
        return name

    def _check_known(self, name: str, section: str, place: Place) -> None:
        if section and name not in (self.body.get(section) or {}):
            self.findings.add(place, f"unknown {section.removesuffix('s')} {name}")

    def _truth(self, table: Table, key: str, *, needed: bool = False) -> bool:
        value = table.get(key, None if needed else False)
        if not isinstance(value, bool):
            self.findings.add(table.at(key), f"{key} must be true or false")
        return value is True

    def _choice(self, table: Table, key: str, choices: Mapping[str, T], default: str) -> T:
        written = table.get(key, default)
        if isinstance(written, str) and written in choices:
            return choices[written]
        self.findings.add(table.at(key), f"{key} must be one of {', '.join(choices)}")
        return choices[default]
