"""A visit form as declared: sections of questions, each asked under a simple condition."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Texts = Mapping[str, str]  # by language


class Type(StrEnum):
    """What an answer is. Money is whole fen, a day is ISO 8601, a choice is a code of its list."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    NUMBER = "number"
    YUAN = "yuan"
    DAY = "day"
    TEXT = "text"
    LONG_TEXT = "long_text"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `known` names what the registry may know of it already; see `KNOWN`.

    `asked_if` names earlier questions and the answers under which this one is asked; a number
    compares with `{"least": n}`. All must hold; an earlier question that was not asked holds not.
    """

    key: str
    type: Type
    label: Texts
    required: bool = False
    codes: Mapping[str, Texts] = field(default_factory=dict)
    unit: Texts = field(default_factory=dict)
    known: str = ""
    asked_if: Mapping[str, Any] = field(default_factory=dict)
    help: Texts = field(default_factory=dict)

    def is_asked(self, answers: Mapping[str, Any]) -> bool:
        """Whether it is asked, given the answers so far."""
        return all(_meets(answers.get(key), want) for key, want in self.asked_if.items())


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one heading."""

    key: str
    title: Texts
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class VisitForm:
    """A form: who must come (a parameter), what it proves, which question says the outcome."""

    key: str
    title: Texts
    sections: tuple[Section, ...]
    evidence: str
    visitors: str
    authorisation: bool = False
    outcome: str = ""

    @property
    def questions(self) -> Iterator[Question]:
        """Every question in the order asked."""
        for section in self.sections:
            yield from section.questions

    def question(self, key: str) -> Question | None:
        """The question of the key."""
        return next((one for one in self.questions if one.key == key), None)


def said(texts: Texts, language: str = "zh") -> str:
    """The text in the language, else in Chinese."""
    return texts.get(language) or texts.get("zh", "")


def _meets(answer: Any, want: Any) -> bool:
    if answer is None:
        return False
    if isinstance(want, Mapping):
        return isinstance(answer, int) and answer >= want["least"]
    return answer in want if isinstance(want, list | tuple) else answer == want
