"""Retention: what is older than the record of personal data allows goes, and is counted."""

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, models
from django.db.models import Q, QuerySet
from django.utils import timezone

from shouwang.engine.parameters import Parameter
from shouwang.kernel import journal, scope
from shouwang.kernel.journal import Actor
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.queries import people_scope
from shouwang.watch.privacy.rules import Retention, Rows, read_record
from shouwang.watch.privacy.terms import NATION, Term, every_pack, terms_of


@dataclass(frozen=True, slots=True)
class Gone:
    """What went, or would go, by one entry from one table; `before` is the first day kept.

    `place` is the prefix of the places that the days are for, "" for everywhere else.
    """

    retention: str
    label: str
    table: str
    action: str
    days: int
    before: date
    rows: int
    place: str = NATION


def retain(*, by: AbstractBaseUser | Actor | None, at: datetime, dry: bool = False) -> list[Gone]:
    """Delete or wipe what is past its retention, one statement a table; dry says what would go.

    Inside the scope that is entered, of the whole installation where none is. Each entry is one
    transaction with its line in the journal: cut off anywhere, what is done is journalled, and the
    next run does the rest.
    """
    gone: list[Gone] = []
    pack = every_pack()
    inside = scope.current() if scope.current().prefixes else scope.Scope.everywhere()
    for retention in read_record().retention.values():
        if not retention.rows:
            continue
        with scope.entered(inside), _people(retention, inside):
            days = pack.parameters[retention.parameter]
            terms = _terms(retention, days, inside.prefixes, timezone.localdate(at))
            done = [_apply(retention, rows, term, at, dry) for rows, term in terms]
            if not dry:
                _trace(by, retention, done)
        gone += done
    return gone


def _people(retention: Retention, inside: scope.Scope) -> AbstractContextManager[None]:
    """The rows of people have a scope of their own: here the same places."""
    if any(rows.table.startswith("people.") for rows in retention.rows):
        return people_scope(tuple(RegionCode.of(prefix) for prefix in inside.prefixes))
    return nullcontext()


def _terms(
    retention: Retention, days: Parameter, inside: Sequence[str], on: date
) -> list[tuple[Rows, Term]]:
    """Which rows of an entry are kept how long; place by place, in the entry's order within one."""
    found = [
        (rows, term)
        for rows in retention.rows
        for term in terms_of(apps.get_model(rows.table), days, inside, on)
    ]
    return sorted(found, key=lambda one: -len(one[1].prefix))


def _apply(retention: Retention, rows: Rows, term: Term, at: datetime, dry: bool) -> Gone:
    model = apps.get_model(rows.table)
    old = _old(model, rows, at - timedelta(days=term.days)).filter(term.rows)
    if retention.action == "wipe":
        old = old.exclude(_empty(model, rows.fields))
    count = old.count() if dry else _act(model, old, retention, rows)
    before = timezone.localdate(at) - timedelta(days=term.days)
    said = (retention.name, retention.label, rows.table, retention.action)
    return Gone(*said, term.days, before, count, term.prefix)


def _old(model: type[models.Model], rows: Rows, before: datetime) -> QuerySet[Any]:
    """The rows whose instant or day lies before, under the entry's condition."""
    field: Any = model._meta
    for name in rows.since.split("__"):
        options = field if hasattr(field, "get_field") else field.related_model._meta
        field = options.get_field(name)
    of_day = field.get_internal_type() == "DateField"
    limit = timezone.localdate(before) if of_day else before
    return model._default_manager.filter(**{f"{rows.since}__lt": limit}, **rows.where)


def _act(model: type[models.Model], old: QuerySet[Any], retention: Retention, rows: Rows) -> int:
    if retention.action == "wipe":
        wiped = {name: _nothing(model, name) for name in rows.fields}
        return old.update(**wiped)
    # Django would fetch every row to look for what hangs on it; the database refuses by itself
    sql, parameters = old.order_by().values("pk").query.sql_with_params()
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {key} IN ({sql})", parameters)
        return int(cursor.rowcount)


def _nothing(model: type[models.Model], name: str) -> str | None:
    return None if model._meta.get_field(name).null else ""


def _empty(model: type[models.Model], names: tuple[str, ...]) -> Q:
    empty = Q()
    for name in names:
        null = model._meta.get_field(name).null
        empty &= Q(**{f"{name}__isnull": True}) if null else Q(**{name: ""})
    return empty


def _trace(by: AbstractBaseUser | Actor | None, retention: Retention, done: list[Gone]) -> None:
    """A line in the journal for each place with days of its own, and one for all others."""
    for place in dict.fromkeys(one.place for one in done if one.rows):
        gone = [one for one in done if one.place == place]
        rows: Counter[str] = Counter()
        for one in gone:
            rows[one.table] += one.rows
        journal.record(
            by=by,
            act="privacy.retain",
            subject=f"retention:{retention.name}",
            region=RegionCode.of(place) if place else None,
            reason=retention.label,
            evidence={
                "action": retention.action,
                "days": gone[0].days,
                "before": gone[0].before,
                "rows": dict(+rows),
            },
        )
