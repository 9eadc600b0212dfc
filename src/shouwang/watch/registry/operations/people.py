"""A new person in the registry."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from psycopg.types.range import DateRange

from shouwang.kernel.findings import Finding
from shouwang.kernel.identity import read_identity, read_telephone
from shouwang.watch.registry import rules
from shouwang.watch.registry.errors import Refused
from shouwang.watch.registry.models import Household, Person, PersonState
from shouwang.watch.registry.operations.naming import initials_of

_TRIES = 50


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is told of a person who comes into the registry. `labour` "" follows from the age."""

    name: str
    relation: str
    sex: int = 0
    birth_on: date | None = None
    identity: str = ""
    telephone: str = ""
    ethnicity: str = ""
    education: str = ""
    marital: int | None = None
    schooling: str = ""
    labour: str = ""
    health: str = ""


def enter_person(
    told: NewPerson, home: Household, *, on: date, today: date, marital: int | None = None
) -> Person:
    """Write the person and their state from the day on. Raises Refused.

    The number is the household's digits and the next free two; an identity number also tells sex
    and birth where they are not given.
    """
    found = refusals_of_person(told, today)
    if found:
        raise Refused(found)
    read = read_identity(told.identity, on=today).value if told.identity else None
    identity = read.number if read else None
    telephone = read_telephone(told.telephone).value if told.telephone else None
    person = Person(
        household=home,
        region_code=home.region_code,
        name=told.name.strip(),
        name_initials=initials_of(told.name.strip()),
        relation=told.relation,
        sex=told.sex or (int(read.sex) if read else 0),
        birth_on=told.birth_on or (read.birth_on if read else None),
        ethnicity=told.ethnicity,
        education=told.education,
        marital=marital or told.marital,
        identity=identity,
        identity_tail=rules.tail(identity),
        telephone=telephone,
        telephone_tail=rules.tail(telephone),
        joined_on=on,
    )
    _save_numbered(person, home)
    _first_state(person, told, on)
    return person


def refusals_of_person(told: NewPerson, today: date) -> list[Finding]:
    """What is wrong with what is told."""
    found = [] if told.name.strip() else [Finding("no_name", "请填写姓名")]
    if not told.relation:
        found.append(Finding("no_relation", "请选择与户主关系"))
    if told.identity:
        read = read_identity(told.identity, on=today)
        found += read.findings
        if read.value is not None:
            found += refusals_of_identity(read.value.number)
    if told.telephone:
        found += read_telephone(told.telephone).findings
    return found


def refusals_of_identity(identity: str, *, but: str = "") -> list[Finding]:
    """That somebody else in sight has the number, and lives; `but` is the person it is for."""
    others = Person.objects.filter(identity_index=identity, died_on=None, moved_out_on=None)
    holder = others.exclude(number=but).select_related("household").first()
    if holder is None:
        return []
    said = (
        f"这个证件号码已登记给{holder.household.head_name}户（{holder.household.number}）的"
        f"{holder.name}，请先核对是不是同一人"
    )
    return [Finding("identity_taken", said)]


def _save_numbered(person: Person, home: Household) -> None:
    """Try numbers from the first that nobody in sight has: others' scopes may hold some."""
    stem = "P" + home.number.removeprefix("H")
    taken = Person.objects.filter(number__gte=stem, number__lt=stem + "~").count()
    for serial in range(taken + 1, taken + 1 + _TRIES):
        person.number = f"{stem}{serial:02}"
        try:
            with transaction.atomic():
                person.save(force_insert=True)
        except IntegrityError:
            continue
        return
    raise Refused([Finding("no_number", "这户的人员编号已用完，请联系县级管理员")])


def _first_state(person: Person, told: NewPerson, on: date) -> None:
    schooling, labour = _usual(person.birth_on, on)
    PersonState.objects.create(
        person=person,
        region_code=person.region_code,
        during=DateRange(on, None),
        schooling=told.schooling or schooling,
        labour=told.labour or labour,
        health=told.health,
    )


def _usual(birth_on: date | None, on: date) -> tuple[str, str]:
    """Schooling and labour of somebody of whom neither is told: a small child has neither."""
    small = birth_on is not None and (on - birth_on).days < _SCHOOL_DAYS
    return ("none", "none") if small else ("finished", "able")


_SCHOOL_DAYS = 3 * 365  # before kindergarten
