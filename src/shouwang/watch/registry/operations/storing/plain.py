"""Fields that hold one value: columns of the household and of the person, a year's produce."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from shouwang.watch.registry import rules
from shouwang.watch.registry.models import Person, Production, Work
from shouwang.watch.registry.operations.naming import initials_of
from shouwang.watch.registry.operations.storing.stores import Subject
from shouwang.watch.registry.queries.fields import Field
from shouwang.watch.registry.queries.values import text_of, value_of


class Columns:
    """Columns of the subject's own row, with what is derived from them."""

    def read(self, subject: Subject, field: Field, on: date) -> str | None:
        """The column's value; it has no days of its own."""
        return text_of(getattr(subject, field.column))

    def write(self, subject: Subject, field: Field, text: str | None, on: date) -> Iterable[str]:
        """Set the column on the row in memory."""
        setattr(subject, field.column, value_of(field, text))
        return {field.column, *_derive(subject, field.column)}


def _derive(subject: Subject, column: str) -> Iterable[str]:
    if not isinstance(subject, Person):
        return ()
    if column == "name":
        subject.name_initials = initials_of(subject.name)
        return ("name_initials",)
    if column == "telephone":
        subject.telephone_tail = rules.tail(subject.telephone)
        return ("telephone_tail",)
    if column == "identity":
        subject.identity_tail = rules.tail(subject.identity)
        return ("identity_tail", "identity_index")
    return ()


class Produce:
    """What was grown, raised or made in a year: `production.YEAR.PRODUCT` is quantity and unit."""

    def read(self, subject: Subject, field: Field, on: date) -> str | None:
        """Quantity, a space, unit."""
        year, product = field.column.split(".", 1)
        row = Production.objects.filter(household=subject, year=year, product=product).first()
        return f"{text_of(row.quantity)} {row.unit}" if row is not None else None

    def write(self, subject: Subject, field: Field, text: str | None, on: date) -> Iterable[str]:
        """Write the year's row, or take it away."""
        year, product = field.column.split(".", 1)
        rows = Production.objects.filter(household=subject, year=year, product=product)
        if text is None:
            rows.delete()
            return ()
        quantity, _space, unit = text.partition(" ")
        values = {"quantity": Decimal(quantity), "unit": unit}
        if not rows.update(**values):
            Production.objects.create(
                household=subject,
                region_code=subject.region_code,
                year=int(year),
                product=product,
                **values,
            )
        return ()


def take_work_along(person: Person) -> None:
    """A person's work belongs to the household that the person is in."""
    Work.objects.filter(person=person).update(
        household=person.household, region_code=person.region_code
    )
