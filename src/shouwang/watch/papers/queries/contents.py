"""What a household's printed papers say, as of a day: a fixed number of statements for any number.

Incomes are those of the twelve months that end with the month before the day. Identity numbers are
masked; bank accounts, telephones and diagnoses are not on any paper. Papers are in Chinese whatever
the language of the pages: their words are not marked for translation.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import F, FilteredRelation, Max, Q, QuerySet, Sum

from shouwang.kernel.money import Money, round_half_up
from shouwang.kernel.regioncode import Level, RegionCode
from shouwang.regions import queries as regions
from shouwang.watch.registry.models import (
    CategoryPeriod,
    Cause,
    Household,
    Housing,
    Income,
    Land,
    Living,
    Person,
    Production,
    Risk,
    Spending,
    Water,
    Work,
)
from shouwang.watch.registry.models.facts import HousingGrade, IncomeKind, SpendingKind
from shouwang.watch.registry.models.household import SubjectCategory
from shouwang.watch.registry.models.living import LandKind, WorkPlace
from shouwang.watch.registry.models.person import Labour, Marital, Schooling, Sex
from shouwang.watch.registry.queries import brought_to

MONTHS = 12
Words = dict[str, str]
_HEAD = "户主"
_COUNTED = (IncomeKind.WAGE, IncomeKind.BUSINESS, IncomeKind.PROPERTY, IncomeKind.TRANSFER)


@dataclass(frozen=True, slots=True)
class Place:
    """A village with the places above it, by their names."""

    county: str = ""
    township: str = ""
    village: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A member as papers show them: words, the identity number masked."""

    name: str
    relation: str
    sex: str
    birth: str
    identity: str
    marital: str
    education: str
    schooling: str
    labour: str
    health: str
    disability: str
    medical: str
    pension: str


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that the papers of one household say. Amounts are yuan in words."""

    household: Household
    place: Place
    as_of: date
    category: str
    members: Sequence[Member]
    causes: Sequence[str] = ()
    risks: Sequence[str] = ()
    income: Sequence[tuple[str, str]] = ()
    net_income: str = ""
    net_income_per_head: str = ""
    spending: Sequence[tuple[str, str]] = ()
    window: str = ""
    housing: str = ""
    water: str = ""
    living: Sequence[tuple[str, str]] = ()
    land: Sequence[tuple[str, str]] = ()
    production: Sequence[tuple[str, str]] = ()
    work: Sequence[tuple[str, str, str, str]] = ()


@dataclass(slots=True)
class _Known:
    """What was read about one household."""

    category: str = ""
    members: list[Member] = field(default_factory=list)
    lists: dict[str, list] = field(default_factory=lambda: defaultdict(list))
    income: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    spending: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    words: Words = field(default_factory=dict)


def window(on: date) -> tuple[date, date]:
    """The first day of the twelve months before the day's month, and of that month."""
    end = on.replace(day=1)
    return end.replace(year=end.year - 1), end


def default_day(home: Household, today: date) -> date:
    """The day a paper speaks of when nobody says otherwise.

    Today; where nothing has been known of the household for longer than a year, the last day of
    the month it was last heard of, so that the paper is not empty.
    """
    last = Income.objects.filter(household=home, month__lte=today).aggregate(last=Max("month"))
    heard: date | None = last["last"]
    if heard is None or heard >= window(today)[0]:
        return today
    return date(heard.year + heard.month // 12, heard.month % 12 + 1, 1)


def places(codes: Iterable[str], on: date) -> dict[str, Place]:
    """The names of villages and of the places above them, by code; one statement."""
    wanted = sorted(set(codes))
    found = regions.paths([RegionCode(code) for code in wanted], on=on)
    return {code: _place({step.level: step.name for step in found[code]}) for code in wanted}


def _place(names: dict[int, str]) -> Place:
    levels = (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)
    return Place(*(names.get(level.value, "") for level in levels))


def contents(homes: Sequence[Household], on: date) -> list[Content]:
    """The contents of the households' papers as of a day, in the order given."""
    known: dict[int, _Known] = defaultdict(_Known)
    numbers = [home.pk for home in homes]
    for read in (_members, _categories, _causes, _risks, _conditions, _means, _amounts):
        read(known, numbers, on)
    named = places([home.region_code for home in homes], on)
    return [_content(home, known[home.pk], named[home.region_code], on) for home in homes]


def _content(home: Household, known: _Known, place: Place, on: date) -> Content:
    first, end = window(on)
    last = date(end.year - (end.month == 1), (end.month - 2) % 12 + 1, 1)
    net = sum(known.income.get(kind, 0) for kind in _COUNTED)
    net -= known.income.get(IncomeKind.BUSINESS_COST, 0)
    heads = len(known.members)
    return Content(
        household=home,
        place=place,
        as_of=on,
        category=known.category or str(SubjectCategory.NONE.label),
        members=sorted(known.members, key=lambda one: one.relation != _HEAD),
        causes=known.lists["causes"],
        risks=known.lists["risks"],
        income=[(str(kind.label), _yuan(known.income.get(kind, 0))) for kind in IncomeKind],
        net_income=_yuan(net),
        net_income_per_head=_yuan(round_half_up(net, heads)) if heads else "",
        spending=[(str(kind.label), _yuan(known.spending.get(kind, 0))) for kind in SpendingKind],
        window=f"{_month(first)}至{_month(last)}",
        housing=known.words.get("housing", ""),
        water=known.words.get("water", ""),
        living=known.lists["living"],
        land=known.lists["land"],
        production=known.lists["production"],
        work=known.lists["work"],
    )


def _yuan(fen: int) -> str:
    return Money(fen).text()


def _month(day: date) -> str:
    return f"{day.year}年{day.month}月"


_STATE = (
    "schooling",
    "labour",
    "health",
    "disability_grade",
    "insured_medical",
    "insured_pension",
)


def people_on(numbers: Sequence[int], on: date) -> QuerySet[Person]:
    """Who belongs to the households on the day, with the state of the day."""
    return (
        Person.objects.filter(
            Q(joined_on__isnull=True) | Q(joined_on__lte=on),
            Q(died_on__isnull=True) | Q(died_on__gt=on),
            Q(moved_out_on__isnull=True) | Q(moved_out_on__gt=on),
            Q(birth_on__isnull=True) | Q(birth_on__lte=on),
            household__in=numbers,
        )
        .annotate(state=FilteredRelation("states", condition=Q(states__during__contains=on)))
        .annotate(**{f"state_{name}": F(f"state__{name}") for name in _STATE})
        .order_by("pk")
    )


def _members(known: dict[int, _Known], numbers: Sequence[int], on: date) -> None:
    for person in people_on(numbers, on):
        known[person.household_id].members.append(member_of(person))


def member_of(person: Person) -> Member:
    """A member as papers show them; the person carries the state of the day as `state_…`."""
    state = {name: getattr(person, f"state_{name}") for name in _STATE}
    return Member(
        name=person.name,
        relation=person.relation,
        sex=_label(Sex, person.sex) if person.sex != Sex.UNKNOWN else "",
        birth=f"{person.birth_on:%Y-%m}" if person.birth_on else "",
        identity=person.identity_masked,
        marital=_label(Marital, person.marital),
        education=person.education,
        schooling=_label(Schooling, state["schooling"]),
        labour=_label(Labour, state["labour"]),
        health=state["health"] or "",
        disability=f"{state['disability_grade']}级" if state["disability_grade"] else "",
        medical=_yes_no(state["insured_medical"]),
        pension=_yes_no(state["insured_pension"]),
    )


def _label(choices: type, value: object) -> str:
    """The word of a choice; "" when there is none or it is not known."""
    return "" if value in (None, "") else str(choices(value).label)


def _yes_no(value: bool | None) -> str:
    return "" if value is None else "是" if value else "否"


def _categories(known: dict[int, _Known], numbers: Sequence[int], on: date) -> None:
    rows = CategoryPeriod.objects.filter(household__in=numbers, during__contains=on)
    for home, category in rows.values_list("household", "category"):
        known[home].category = _label(SubjectCategory, category)


def _causes(known: dict[int, _Known], numbers: Sequence[int], on: date) -> None:
    rows = Cause.objects.filter(household__in=numbers).order_by("rank")
    for home, cause in rows.values_list("household", "cause"):
        known[home].lists["causes"].append(cause)


def _risks(known: dict[int, _Known], numbers: Sequence[int], on: date) -> None:
    rows = Risk.objects.filter(household__in=numbers, during__contains=on).order_by("rank")
    for home, kind in rows.values_list("household", "kind"):
        known[home].lists["risks"].append(kind)


def _newest(rows: QuerySet, day: str, numbers: Sequence[int], on: date) -> QuerySet:
    """The newest row of each household that was known on the day."""
    found = rows.filter(household__in=numbers, **{f"{day}__lte": on})
    return found.order_by("household", f"-{day}", "-pk").distinct("household")


def _conditions(known: dict[int, _Known], numbers: Sequence[int], on: date) -> None:
    for house in _newest(Housing.objects.all(), "assessed_on", numbers, on):
        grade = _label(HousingGrade, house.grade)
        known[house.household_id].words["housing"] = _dated(grade, house.assessed_on, "鉴定")
    for water in _newest(Water.objects.all(), "observed_on", numbers, on):
        safe = "安全" if water.safe else "不安全"
        known[water.household_id].words["water"] = _dated(safe, water.observed_on, "核查")
    for living in _newest(Living.objects.all(), "observed_on", numbers, on):
        known[living.household_id].lists["living"] = _living(living)


def _dated(word: str, day: date, act: str) -> str:
    return f"{word}（{day:%Y-%m-%d} {act}）"


def _living(seen: Living) -> list[tuple[str, str]]:
    pairs = [
        ("住房面积", f"{seen.house_area_m2} m²" if seen.house_area_m2 is not None else ""),
        ("入户路", seen.road),
        ("距村主干路", f"{seen.road_distance_m} m" if seen.road_distance_m is not None else ""),
        ("主要燃料", seen.fuel),
        ("通自来水", _yes_no(seen.tap_water)),
        ("通生活用电", _yes_no(seen.electricity)),
        ("通广播电视", _yes_no(seen.broadcast)),
        ("卫生厕所", _yes_no(seen.sanitary_toilet)),
    ]
    return [(name, word) for name, word in pairs if word]


def _means(known: dict[int, _Known], numbers: Sequence[int], on: date) -> None:
    lands = Land.objects.filter(household__in=numbers, during__contains=on).order_by("kind")
    for home, kind, area in lands.values_list("household", "kind", "area_centimu"):
        known[home].lists["land"] += land_pairs([(kind, area)])
    years = (on.year - 1, on.year)
    grown = Production.objects.filter(household__in=numbers, year__in=years)
    for row in grown.order_by("-year", "product"):
        pairs = produce_pairs([(row.product, row.year, row.quantity, row.unit)])
        known[row.household_id].lists["production"] += pairs
    works = Work.objects.filter(household__in=numbers, during__contains=on)
    for work in works.select_related("person").order_by("person"):
        known[work.household_id].lists["work"].append(_work(work))


def land_pairs(areas: Iterable[tuple[str, int]]) -> list[tuple[str, str]]:
    """Land by kind, from hundredths of a mu to mu."""
    return [(_label(LandKind, kind), f"{area / 100:.2f}") for kind, area in areas]


def produce_pairs(rows: Iterable[tuple[str, int, Decimal, str]]) -> list[tuple[str, str]]:
    """What was produced in which year, and how much."""
    return [
        (
            f"{product}（{year}年）",
            f"{quantity.normalize():f} {unit}",
        )
        for product, year, quantity, unit in rows
    ]


def _work(work: Work) -> tuple[str, str, str, str]:
    employer = work.employer or ("公益性岗位" if work.public_welfare else "")
    months = str(work.months) if work.months is not None else ""
    return work.person.name, _label(WorkPlace, work.place), employer, months


def _amounts(known: dict[int, _Known], numbers: Sequence[int], on: date) -> None:
    """What came in and went out, with what those who merged into a household had before."""
    first, end = window(on)
    brought = brought_to(numbers, on)
    earned = Income.objects.filter(household__in=brought, month__gte=first, month__lt=end)
    for home, kind, fen in _sums(earned):
        known[brought[home][0]].income[kind] += fen
    spent = Spending.objects.filter(household__in=brought, spent_on__gte=first, spent_on__lt=end)
    for home, kind, fen in _sums(spent):
        known[brought[home][0]].spending[kind] += fen


def _sums(rows: QuerySet) -> Iterable[tuple[int, str, int]]:
    grouped = rows.order_by().values("household", "kind").annotate(fen=Sum("amount_fen"))
    return ((row["household"], row["kind"], int(row["fen"])) for row in grouped)
