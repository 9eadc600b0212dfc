"""Reading answers: of the right kind, within bounds, only to what is asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shouwang.watch.visits.rules.form import Question, Type, VisitForm, said

LONGEST, LONGEST_LONG = 100, 1000
MOST_NUMBER = 1_000_000
MOST_FEN = 10**12  # ten thousand million yuan: more is a slip of the hand


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the answer to a question, in words for the person."""

    question: str
    code: str
    message: str


def checked(
    form: VisitForm, given: Mapping[str, Any], on: date
) -> tuple[dict[str, Any], list[Problem]]:
    """The answers to what is asked, with what is wrong; answers to what is not asked are left out.

    `on` is the day of the visit: no answered day lies after it.
    """
    answers: dict[str, Any] = {}
    problems: list[Problem] = []
    for question in form.questions:
        if question.type is Type.PHOTO or not question.is_asked(answers):
            continue
        value = given.get(question.key)
        if value is None or value == "":
            if question.required:
                problems.append(_problem(question, "missing", "请填写"))
            continue
        reason = _READS[question.type](question, value, on)
        if reason:
            problems.append(_problem(question, "not_of_type", reason))
        else:
            answers[question.key] = value.strip() if isinstance(value, str) else value
    return answers, problems


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of what is not the same in two submissions."""
    return tuple(sorted(key for key in {*before, *after} if before.get(key) != after.get(key)))


def _problem(question: Question, code: str, reason: str) -> Problem:
    return Problem(question.key, code, f"“{said(question.label)}”：{reason}")


def _whole(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _yes_no(question: Question, value: Any, on: date) -> str:
    return "" if isinstance(value, bool) else "请选是或否"


def _choice(question: Question, value: Any, on: date) -> str:
    return "" if isinstance(value, str) and value in question.codes else "请从所列各项中选择"


def _number(question: Question, value: Any, on: date) -> str:
    return "" if _whole(value, MOST_NUMBER) else "请填不小于 0 的整数"


def _yuan(question: Question, value: Any, on: date) -> str:
    return "" if _whole(value, MOST_FEN) else "请填不小于 0 的金额，单位元"


def _day(question: Question, value: Any, on: date) -> str:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        return "请填日期，例如 2024-06-30"
    return "" if day <= on else "日期不能在走访之后"


def _text(question: Question, value: Any, on: date) -> str:
    most = LONGEST_LONG if question.type is Type.LONG_TEXT else LONGEST
    if not isinstance(value, str):
        return "请填文字"
    return "" if len(value) <= most else f"最多 {most} 个字，现有 {len(value)} 个"


_READS: Mapping[Type, Callable[[Question, Any, date], str]] = {
    Type.YES_NO: _yes_no,
    Type.CHOICE: _choice,
    Type.NUMBER: _number,
    Type.YUAN: _yuan,
    Type.DAY: _day,
    Type.TEXT: _text,
    Type.LONG_TEXT: _text,
}
