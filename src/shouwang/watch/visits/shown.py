"""Answers as people read them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from shouwang.kernel.crypto.masking import mask_telephone
from shouwang.watch.visits.rules import Question, Type, VisitForm, said

_THIN = "\u2009"


def answer_text(question: Question, value: Any, language: str) -> str:
    """An answer in words; a telephone number is masked."""
    if value is None:
        return ""
    if question.known == "telephone":
        return mask_telephone(str(value))
    match question.type:
        case Type.YES_NO:
            return _("是") if value else _("否")
        case Type.CHOICE:
            return said(question.codes.get(str(value), {"zh": str(value)}), language)
        case Type.YUAN:
            return _yuan(int(value))
        case Type.NUMBER:
            return f"{value} {said(question.unit, language)}".strip()
    return str(value)


def lines(form: VisitForm, told: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    """The sections of a visit with question, answer, and what was known where it differs."""
    answers, known = told["answers"], told.get("known", {})
    sections = [
        {
            "title": said(section.title, language),
            "rows": [
                _line(one, answers[one.key], known.get(one.key), language)
                for one in section.questions
                if one.key in answers
            ],
        }
        for section in form.sections
    ]
    return [one for one in sections if one["rows"]]


def _line(
    question: Question, value: Any, known: Mapping[str, Any] | None, language: str
) -> dict[str, Any]:
    photos = value if question.type is Type.PHOTO else []
    before = known["value"] if known else None
    return {
        "label": said(question.label, language),
        "text": "" if photos else answer_text(question, value, language),
        "photos": photos,
        "confirmed": known is not None and before == value,
        "before": answer_text(question, before, language) if before not in (None, value) else "",
        "source": known["source"] if known else "",
        "day": date.fromisoformat(known["day"]) if known and known["day"] else None,
    }


def _yuan(fen: int) -> str:
    whole = f"{fen // 100:,}".replace(",", _THIN)
    return f"{whole}.{fen % 100:02} {_('元')}" if fen % 100 else f"{whole} {_('元')}"
