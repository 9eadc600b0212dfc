"""Fields whose table keeps every value with the days on which it held.

A change from a day on splits the row that holds on that day, then sets the value in every row from
there on. A later row with a value of its own stands in the way: it was recorded as a fact, and is
not silently overwritten.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from psycopg.types.range import DateRange

from shouwang.kernel.findings import Finding
from shouwang.watch.registry.errors import Refused
from shouwang.watch.registry.models import Land, Living, PersonState, Work
from shouwang.watch.registry.operations.storing.stores import Subject
from shouwang.watch.registry.queries.fields import Field
from shouwang.watch.registry.queries.values import text_of, value_of


def later_value(field: Field, since: date) -> Refused:
    """A later value stands in the way."""
    said = f"“{field.label}”自 {since} 起已另有记录：请改用 {since} 以后的日期，或先更正那一次"
    return Refused([Finding("later_value", said)])


class _Periods:
    """Rows of one subject over half-open days, of which one holds on a day."""

    model: Any
    whole = False  # whether a row without this value is no row at all

    def rows(self, subject: Subject, field: Field) -> Any:
        """The rows that the field's value lies in."""
        raise NotImplementedError

    def fresh(self, subject: Subject, field: Field, on: date) -> Any:
        """A row for a subject that has none."""
        raise NotImplementedError

    def column(self, field: Field) -> str:
        """The column that holds the value."""
        return field.column

    def read(self, subject: Subject, field: Field, on: date) -> str | None:
        """The value of the row that holds on the day; the latest begun where there are several."""
        row = self.rows(subject, field).filter(during__contains=on).order_by("-during").first()
        return text_of(getattr(row, self.column(field))) if row is not None else None

    def write(self, subject: Subject, field: Field, text: str | None, on: date) -> Iterable[str]:
        """Set the value from the day on."""
        rows = list(self.rows(subject, field).order_by("during"))
        self._refuse_later(rows, field, on)
        later = [row for row in rows if row.during.lower is not None and row.during.lower >= on]
        running = [row for row in rows if _holds(row, on) and row not in later]
        if self.whole and text is None:
            self._end(running, later, on)
            return ()
        value = value_of(field, text)
        if running:
            later.insert(0, self._split(running[-1], on))
        elif not later:
            later = [self.fresh(subject, field, on)]
        for row in later:
            setattr(row, self.column(field), value)
            row.save()
        return ()

    def _refuse_later(self, rows: list[Any], field: Field, on: date) -> None:
        """Rows after the day may have come from other columns' changes: only values count."""
        after = [row for row in rows if row.during.lower is not None and row.during.lower > on]
        held = [row for row in rows if _holds(row, on)] or after[:1]
        standing = getattr(held[-1], self.column(field)) if held else None
        for row in after:
            if getattr(row, self.column(field)) != standing:
                raise later_value(field, row.during.lower)

    def _split(self, row: Any, on: date) -> Any:
        """End the row before the day; returns its unsaved twin from the day on."""
        columns = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
        for made_anew in ("id", "recorded_at"):
            columns.pop(made_anew)
        upper = row.during.upper
        row.during = DateRange(row.during.lower, on)
        row.save(update_fields=["during"])
        return self.model(**{**columns, "during": DateRange(on, upper)})

    def _end(self, running: list[Any], later: list[Any], on: date) -> None:
        for row in later:
            row.delete()
        for row in running[-1:]:
            row.during = DateRange(row.during.lower, on)
            row.save(update_fields=["during"])


def _holds(row: Any, on: date) -> bool:
    lower, upper = row.during.lower, row.during.upper
    return (lower is None or lower <= on) and (upper is None or on < upper)


class States(_Periods):
    """A person's schooling, labour, health, disability, insurance."""

    model = PersonState

    def rows(self, subject: Subject, field: Field) -> Any:
        """All states of the person."""
        return PersonState.objects.filter(person=subject)

    def fresh(self, subject: Subject, field: Field, on: date) -> Any:
        """What a person without a state counts as in the facts: finished school, able to work."""
        return PersonState(
            person=subject,
            region_code=subject.region_code,
            during=DateRange(on, None),
            schooling="finished",
            labour="able",
        )


class Works(_Periods):
    """A person's work."""

    model = Work

    def rows(self, subject: Subject, field: Field) -> Any:
        """All work of the person."""
        return Work.objects.filter(person=subject)

    def fresh(self, subject: Subject, field: Field, on: date) -> Any:
        """Work at a place not told."""
        return Work(
            household=subject.household,
            person=subject,
            region_code=subject.region_code,
            place="other",
            during=DateRange(on, None),
        )

    def write(self, subject: Subject, field: Field, text: str | None, on: date) -> Iterable[str]:
        """Without a place the work has ended."""
        if field.column == "place" and text is None:
            rows = list(self.rows(subject, field).order_by("during"))
            later = [row for row in rows if row.during.lower is not None and row.during.lower >= on]
            self._end([row for row in rows if _holds(row, on) and row not in later], later, on)
            return ()
        return super().write(subject, field, text, on)


class LandAreas(_Periods):
    """Land of one kind: the field's column is the kind."""

    model, whole = Land, True

    def column(self, field: Field) -> str:
        """The area, whatever the kind."""
        return "area_centimu"

    def rows(self, subject: Subject, field: Field) -> Any:
        """The household's land of the kind."""
        return Land.objects.filter(household=subject, kind=field.column)

    def fresh(self, subject: Subject, field: Field, on: date) -> Any:
        """Land of the kind, its area still to be set."""
        return Land(
            household=subject,
            region_code=subject.region_code,
            kind=field.column,
            during=DateRange(on, None),
        )


class Looks:
    """Living conditions: a look on a day holds until the next look."""

    def read(self, subject: Subject, field: Field, on: date) -> str | None:
        """What the latest look up to the day saw."""
        row = _latest(subject, on)
        return text_of(getattr(row, field.column)) if row is not None else None

    def write(self, subject: Subject, field: Field, text: str | None, on: date) -> Iterable[str]:
        """A look on the day that saw this, and otherwise what the one before it saw."""
        row = _latest(subject, on)
        standing = getattr(row, field.column) if row is not None else None
        after = list(Living.objects.filter(household=subject, observed_on__gt=on))
        for later in after:
            if row is not None and getattr(later, field.column) != standing:
                raise later_value(field, later.observed_on)
        if row is None:
            row = Living(household=subject, region_code=subject.region_code)
        if row.observed_on != on:
            row.pk, row.source, row.source_row, row.observed_on = None, None, None, on
            row._state.adding = True
        for one in (row, *after):
            setattr(one, field.column, value_of(field, text))
            one.save()
        return ()


def _latest(subject: Subject, on: date) -> Living | None:
    seen = Living.objects.filter(household=subject, observed_on__lte=on)
    return seen.order_by("-observed_on").first()
