"""Findings answered: explained by who is responsible, accepted or returned by the county."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from shouwang.kernel import journal
from shouwang.watch.quality import rules
from shouwang.watch.quality.errors import ExplanationMissing, NothingToAnswer, RemarkMissing
from shouwang.watch.quality.models import FindingChange, QualityFinding, State
from shouwang.watch.quality.operations.lifecycle import recount_villages, take_turns


def explain(
    *, by: AbstractBaseUser, at: datetime, numbers: Sequence[int], text: str
) -> list[QualityFinding]:
    """Answer findings with one sentence; those that are open, or explained and not yet decided.

    Raises ExplanationMissing, NothingToAnswer.
    """
    return explain_many(by=by, at=at, sentences=dict.fromkeys(numbers, text))


@transaction.atomic
def explain_many(
    *, by: AbstractBaseUser, at: datetime, sentences: Mapping[int, str]
) -> list[QualityFinding]:
    """Answer findings, each with its own sentence. Raises as `explain` does."""
    said = {
        number: rules.plain(text)[: rules.LONGEST_EXPLANATION] for number, text in sentences.items()
    }
    if not all(said.values()):
        raise ExplanationMissing()
    rows = _locked(said, rules.EXPLAINABLE)
    for row in rows:
        row.state, row.explanation, row.returned = State.EXPLAINED, said[row.pk], ""
        row.by_id, row.at = by.pk, at
    fields = ["state", "explanation", "returned", "by", "at"]
    texts = {row.pk: row.explanation for row in rows}
    _save(rows, fields, FindingChange.Kind.EXPLAINED, by, at, texts, "quality.explain")
    return rows


@transaction.atomic
def accept(*, by: AbstractBaseUser, at: datetime, numbers: Sequence[int]) -> list[QualityFinding]:
    """Accept explanations: the findings stay known and ask for nothing. Raises NothingToAnswer."""
    rows = _locked(numbers, rules.DECIDABLE)
    for row in rows:
        row.state = State.ACCEPTED
    _save(rows, ["state"], FindingChange.Kind.ACCEPTED, by, at, {}, "quality.accept")
    return rows


@transaction.atomic
def give_back(
    *, by: AbstractBaseUser, at: datetime, numbers: Sequence[int], text: str
) -> list[QualityFinding]:
    """Send explanations back with a remark: the findings are open again.

    Raises RemarkMissing, NothingToAnswer.
    """
    remark = rules.plain(text)[: rules.LONGEST_EXPLANATION]
    if not remark:
        raise RemarkMissing()
    rows = _locked(numbers, rules.DECIDABLE)
    for row in rows:
        row.state, row.returned = State.OPEN, remark
    texts = dict.fromkeys((row.pk for row in rows), remark)
    _save(rows, ["state", "returned"], FindingChange.Kind.RETURNED, by, at, texts, "quality.return")
    return rows


def _locked(numbers: Iterable[int], states: Sequence[str]) -> list[QualityFinding]:
    """The findings, locked in the order of their ids, as far as their state allows."""
    take_turns()
    rows = list(
        QualityFinding.objects.select_for_update()
        .filter(pk__in=list(numbers), state__in=states)
        .order_by("id")
    )
    if not rows:
        raise NothingToAnswer()
    return rows


def _save(
    rows: Sequence[QualityFinding],
    fields: Sequence[str],
    kind: FindingChange.Kind,
    by: AbstractBaseUser,
    at: datetime,
    texts: Mapping[int, str],
    act: str,
) -> None:
    """Rows, history, counts and one line in the journal for each village."""
    QualityFinding.objects.bulk_update(rows, fields, batch_size=500)
    FindingChange.objects.bulk_create(
        FindingChange(
            finding=row,
            region_code=row.region_code,
            kind=kind,
            at=at,
            by_id=by.pk,
            text=texts.get(row.pk, ""),
            rule_version=row.rule_version,
        )
        for row in rows
    )
    _count_and_record(rows, by, act)


def _count_and_record(rows: Sequence[QualityFinding], by: AbstractBaseUser, act: str) -> None:
    villages: dict[str, list[int]] = {}
    for row in rows:
        villages.setdefault(row.region_code, []).append(row.pk)
    recount_villages(villages)
    journal.record_many(
        journal.Entry(
            by=by,
            act=act,
            subject=f"quality.qualityfinding:{numbers[0]}",
            region=code,
            evidence={"findings": numbers},
        )
        for code, numbers in villages.items()
    )
