"""Fields that are several words in an order: causes, risks, tags."""

from collections.abc import Iterable
from datetime import date

from psycopg.types.range import DateRange

from shouwang.kernel.findings import Finding
from shouwang.watch.registry.errors import Refused
from shouwang.watch.registry.models import Cause, Risk, Tag
from shouwang.watch.registry.operations.storing.dated import later_value
from shouwang.watch.registry.operations.storing.stores import Subject
from shouwang.watch.registry.queries.fields import Field
from shouwang.watch.registry.queries.values import text_of, value_of

MOST_CAUSES, MOST_RISKS = 3, 5


def _words(field: Field, text: str | None, most: int) -> list[str]:
    words = list(dict.fromkeys(value_of(field, text)))
    if len(words) > most:
        said = f"“{field.label}”最多{most}项，现有{len(words)}项"
        raise Refused([Finding("too_many", said)])
    return words


class Causes:
    """One main cause and at most two further."""

    def read(self, subject: Subject, field: Field, on: date) -> str | None:
        """The causes, the main one first."""
        rows = Cause.objects.filter(household=subject).order_by("rank")
        return text_of(list(rows.values_list("cause", flat=True)))

    def write(self, subject: Subject, field: Field, text: str | None, on: date) -> Iterable[str]:
        """Write them anew."""
        words = _words(field, text, MOST_CAUSES)
        Cause.objects.filter(household=subject).delete()
        Cause.objects.bulk_create(
            Cause(household=subject, region_code=subject.region_code, cause=word, rank=rank)
            for rank, word in enumerate(words, 1)
        )
        return ()


class Tags:
    """Words that an office puts on a household."""

    def read(self, subject: Subject, field: Field, on: date) -> str | None:
        """The tags in the order in which they were put."""
        rows = Tag.objects.filter(household=subject).order_by("id")
        return text_of(list(rows.values_list("word", flat=True)))

    def write(self, subject: Subject, field: Field, text: str | None, on: date) -> Iterable[str]:
        """Write them anew, in the order given."""
        words = _words(field, text, len(text or "") + 1)
        Tag.objects.filter(household=subject).delete()
        Tag.objects.bulk_create(
            Tag(household=subject, region_code=subject.region_code, word=word) for word in words
        )
        return ()


class Risks:
    """At most five risks at a time, by rank, over days."""

    def read(self, subject: Subject, field: Field, on: date) -> str | None:
        """The risks of the day by rank."""
        rows = Risk.objects.filter(household=subject, during__contains=on).order_by("rank")
        return text_of(list(rows.values_list("kind", flat=True)))

    def write(self, subject: Subject, field: Field, text: str | None, on: date) -> Iterable[str]:
        """These and no others from the day on."""
        words = dict(enumerate(_words(field, text, MOST_RISKS), 1))
        rows = Risk.objects.filter(household=subject)
        later = rows.filter(during__startswith__gt=on).order_by("during").first()
        if later is not None:
            raise later_value(field, later.during.lower)
        running = {row.rank: row for row in rows.filter(during__contains=on)}
        for rank, row in running.items():
            if words.get(rank) != row.kind:
                _end(row, on)
        Risk.objects.bulk_create(
            Risk(
                household=subject,
                region_code=subject.region_code,
                kind=word,
                rank=rank,
                during=DateRange(on, None),
            )
            for rank, word in words.items()
            if rank not in running or running[rank].kind != word
        )
        return ()


def _end(row: Risk, on: date) -> None:
    if row.during.lower == on:
        row.delete()
        return
    row.during = DateRange(row.during.lower, on)
    row.save(update_fields=["during"])
