"""What the registry knows of a household that a form would ask: shown with source and day."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Sum

from shouwang.kernel.periods import add_months
from shouwang.watch.registry.models import (
    Household,
    Housing,
    Income,
    Living,
    Person,
    PersonState,
    Risk,
    Water,
    Work,
)
from shouwang.watch.registry.rules import HEAD
from shouwang.watch.visits.rules import Known

_INCOME = ("wage", "business", "business_cost", "property", "transfer")
_LIVING = ("house_area_m2", "tap_water", "electricity", "sanitary_toilet")
_SCHOOL_AGE = range(6, 16)  # Compulsory Education Law, articles 2 and 11: nine years from six
_AT_SCHOOL = ("primary", "junior", "senior", "vocational", "college")
_DOSSIER = "档案"


def known_of(home: Household, names: Iterable[str], on: date) -> dict[str, Known]:
    """What is known on a day of each name of `rules.KNOWN`; nothing for what is not known.

    At most one statement for each kind of fact that is asked for.
    """
    wanted = frozenset(names)
    found: dict[str, Known] = {}
    for of, read in _READERS:
        if wanted & of:
            found |= read(home, on)
    return {name: one for name, one in found.items() if name in wanted}


def _of_home(home: Household, on: date) -> dict[str, Known]:
    values = {
        "head": home.head_name,
        "size": home.size,
        "address": home.address,
        "group": home.group,
    }
    return {name: Known(value, _DOSSIER, None) for name, value in values.items() if value}


def _of_members(home: Household, on: date) -> dict[str, Known]:
    """Counts of members; of the head, the telephone."""
    people = Person.objects.filter(household=home, died_on=None, moved_out_on=None)
    found: dict[str, Known] = {}
    by_key = {one.pk: one for one in people.order_by("pk")}
    head = next((one for one in by_key.values() if one.relation == HEAD), None)
    if head is not None and head.telephone:
        found["telephone"] = Known(str(head.telephone), _DOSSIER, None)
    states = list(PersonState.objects.filter(person__in=by_key, during__contains=on))
    if not states:
        return found
    counts = {
        "able": sum(one.labour in {"able", "skilled", "weak"} for one in states),
        "uninsured": sum(one.insured_medical is False for one in states),
        "not_at_school": sum(
            _age(by_key[one.person_id].birth_on, on) in _SCHOOL_AGE
            and one.schooling not in _AT_SCHOOL
            for one in states
        ),
    }
    day = max((one.during.lower for one in states if one.during.lower), default=None)
    return found | {name: Known(count, _DOSSIER, day) for name, count in counts.items()}


def _age(born: date | None, on: date) -> int:
    if born is None:
        return -1
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _working(home: Household, on: date) -> dict[str, Known]:
    rows = Work.objects.filter(household=home, during__contains=on)
    count = rows.values("person").distinct().count()
    return {"working": Known(count, _DOSSIER, None)}


def _of_living(home: Household, on: date) -> dict[str, Known]:
    rows = Living.objects.filter(household=home, observed_on__lte=on).select_related("source")
    row = rows.order_by("-observed_on").first()
    if row is None:
        return {}
    values = {name: getattr(row, name) for name in _LIVING}
    return {
        name: Known(value, _named(row.source), row.observed_on)
        for name, value in values.items()
        if value is not None
    }


def _housing(home: Household, on: date) -> dict[str, Known]:
    rows = Housing.objects.filter(household=home, assessed_on__lte=on).select_related("source")
    row = rows.order_by("-assessed_on", "-grade", "-pk").first()
    return {"housing": Known(row.grade, _named(row.source), row.assessed_on)} if row else {}


def _water(home: Household, on: date) -> dict[str, Known]:
    rows = Water.objects.filter(household=home, observed_on__lte=on).select_related("source")
    row = rows.order_by("-observed_on", "-pk").first()
    return {"water": Known(row.safe, _named(row.source), row.observed_on)} if row else {}


def _income(home: Household, on: date) -> dict[str, Known]:
    """Sums of the twelve whole months before the day's, in fen; nothing where none is known."""
    month = on.replace(day=1)
    rows = Income.objects.filter(
        household=home, month__gte=add_months(month, -12), month__lt=month, kind__in=_INCOME
    )
    sums = {
        kind: (fen, last)
        for kind, fen, last in rows.values_list("kind").annotate(Sum("amount_fen"), Max("month"))
    }
    return {
        kind: Known(fen, "近12个月收入记录", _last_day(last)) for kind, (fen, last) in sums.items()
    }


def _last_day(month: date) -> date:
    return add_months(month, 1) - timedelta(days=1)


def _risks(home: Household, on: date) -> dict[str, Known]:
    rows = Risk.objects.filter(household=home, during__contains=on).order_by("rank")
    words = list(rows.values_list("kind", flat=True))
    return {"risks": Known("、".join(words), _DOSSIER, None)} if words else {}


def _named(source: Any) -> str:
    return source.title if source is not None else _DOSSIER


_READERS: tuple[tuple[frozenset[str], Callable[[Household, date], dict[str, Known]]], ...] = (
    (frozenset({"head", "size", "address", "group"}), _of_home),
    (frozenset({"telephone", "able", "uninsured", "not_at_school"}), _of_members),
    (frozenset({"working"}), _working),
    (frozenset(_LIVING), _of_living),
    (frozenset({"housing"}), _housing),
    (frozenset({"water"}), _water),
    (frozenset(_INCOME), _income),
    (frozenset({"risks"}), _risks),
)
