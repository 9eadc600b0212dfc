"""What a household pays for health and school, and what insurance and relief give back."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from shouwang.demo.draws import Floats, Ints, Stream, fen
from shouwang.demo.people import COLLEGE, JUNIOR, PRESCHOOL, SENIOR, VOCATIONAL, People
from shouwang.demo.watch import MONTHS, Watch, day

SPENDING_KINDS = ("medical_own", "education_own", "other")
MEDICAL, EDUCATION, OTHER = range(3)
PAYOUT_KINDS = ("insurance", "relief")
NOBODY = -1
# Own medical payments a person in two years, by age; chronic and serious illness multiply.
VISITS = np.array([0.60, 0.62, 0.85, 1.35, 1.50])
CHRONIC, SERIOUS = 2.6, 3.0
# Coughs of winter and fevers of late summer, by calendar month.
ILLNESS_SEASON = np.array([1.35, 1.25, 1.1, 0.9, 0.85, 0.9, 1.0, 1.1, 0.95, 0.85, 0.9, 1.15])
# Term's own cost, yuan: the chance of any, the median and the spread of its log, by schooling.
FEES = {
    PRESCHOOL: (0.95, 1900.0, 0.30),
    2: (0.50, 420.0, 0.45),
    JUNIOR: (0.60, 750.0, 0.45),
    SENIOR: (0.96, 1750.0, 0.35),
    VOCATIONAL: (0.85, 1100.0, 0.45),
    COLLEGE: (0.96, 2700.0, 0.20),
}
PRIVATE_COLLEGE, PRIVATE_FACTOR = 0.035, 2.3


@dataclass
class Payments:
    """One entry a payment, by household and day."""

    household: Ints
    person: Ints  # NOBODY for the household as a whole
    on: Ints
    kind: Ints
    amount: Ints  # fen


def spend(rng: Stream, people: People, households: int, watch: Watch) -> Payments:
    """Medical, school and other spending in the two years."""
    return _sorted(
        [
            _small_illness(rng, people, watch),
            _serious_illness(rng, people, watch),
            _school(rng, people, watch),
            _other(rng, households, watch),
        ]
    )


def pay_out(rng: Stream, people: People, spending: Payments, watch: Watch) -> Payments:
    """Insurance for much of what a person paid beyond 8 000 yuan, and small relief."""
    medical = spending.kind == MEDICAL
    total = np.bincount(
        spending.person[medical], spending.amount[medical] / 100, minlength=len(people.birth)
    )
    last = np.zeros(len(people.birth), dtype=np.int64)
    np.maximum.at(last, spending.person[medical], spending.on[medical])
    insured = np.flatnonzero((total > 8000) & (rng.random(len(total)) < 0.72))
    excess = total[insured] - 8000
    insurance = fen(excess * rng.uniform(0.35, 0.75, len(insured)) + 200)
    helped = np.flatnonzero((total > 4000) & (rng.random(len(total)) < 0.16))
    relief = fen(rng.lognormal(np.log(900), 0.5, len(helped)))
    who = np.concatenate([insured, helped])
    kind = np.repeat([0, 1], [len(insured), len(helped)])
    on = last[who] + rng.integers(0, 40, len(who))
    amount = np.concatenate([insurance, relief])
    due = on <= watch.last
    return _sorted(
        [Payments(people.household[who[due]], who[due], on[due], kind[due], amount[due])]
    )


def _small_illness(rng: Stream, people: People, watch: Watch) -> Payments:
    """Out-patient bills, and about one hospital stay in eight."""
    band = np.digitize(people.age, (18, 45, 60, 75))
    rate = VISITS[band] * np.where(people.chronic, CHRONIC, 1.0) * people.member
    person = np.repeat(np.arange(len(rate)), rng.poisson(rate * 1.22))
    season = ILLNESS_SEASON[watch.calendar_month - 1]
    month = rng.choice(MONTHS, len(person), p=season / season.sum())
    on = watch.months[month].astype(np.int64) + rng.integers(0, 28, len(person))
    stay = rng.random(len(person)) < np.where(people.chronic[person], 0.17, 0.10)
    middle = np.where(stay, np.log(1500), np.log(95))
    yuan = rng.lognormal(middle, np.where(stay, 0.75, 0.9))
    return _of(people, person, on, MEDICAL, yuan, watch)


def _serious_illness(rng: Stream, people: People, watch: Watch) -> Payments:
    """Repeated stays in hospital since the illness began, dearest at first."""
    ill = np.flatnonzero(people.serious & people.member)
    count = rng.poisson(SERIOUS, len(ill)) + 1
    person = np.repeat(ill, count)
    begin = np.maximum(people.onset[person], watch.first)
    span = np.maximum(watch.last - begin, 1)
    on = begin + (rng.random(len(person)) ** 1.6 * span).astype(np.int64)
    middle = np.log(np.where(people.onset[person] > watch.first, 4300, 1900))
    yuan = rng.lognormal(middle, 0.85)
    return _of(people, person, on, MEDICAL, yuan, watch)


def _school(rng: Stream, people: People, watch: Watch) -> Payments:
    """Fees and board at the start of each term, in September and late February."""
    chance, middle, spread = np.zeros(8), np.ones(8), np.ones(8)
    for schooling, (likely, median, sigma) in FEES.items():
        chance[schooling], middle[schooling], spread[schooling] = likely, np.log(median), sigma
    pupils = np.flatnonzero(people.member & (chance[people.schooling] > 0))
    private = (people.schooling[pupils] == COLLEGE) & (rng.random(len(pupils)) < PRIVATE_COLLEGE)
    level = people.schooling[pupils]
    found = []
    for start in _terms(watch):
        there = rng.random(len(pupils)) < chance[level]
        yuan = rng.lognormal(middle[level], spread[level]) * np.where(private, PRIVATE_FACTOR, 1)
        on = start + rng.integers(0, 12, len(pupils))
        found.append(_of(people, pupils[there], on[there], EDUCATION, yuan[there], watch))
    return _joined(found)


def _terms(watch: Watch) -> list[int]:
    return [
        day(date(int(year), int(month), 1 if month == 9 else 20))
        for year, month in zip(watch.calendar_year, watch.calendar_month, strict=True)
        if month in (2, 9)
    ]


def _other(rng: Stream, households: int, watch: Watch) -> Payments:
    """Weddings, funerals and repairs of the whole household."""
    household = np.flatnonzero(rng.random(households) < 0.22)
    count = len(household)
    on = rng.integers(watch.first, watch.last + 1, count)
    yuan = rng.lognormal(np.log(2500), 0.8, count)
    kind = np.full(count, OTHER)
    return Payments(household, np.full(count, NOBODY), on, kind, fen(yuan))


def _of(people: People, person: Ints, on: Ints, kind: int, yuan: Floats, watch: Watch) -> Payments:
    """Payments of `person` that fall within the watch and after birth."""
    keep = (on <= watch.last) & (on >= people.birth[person])
    person, on, yuan = person[keep], on[keep], yuan[keep]
    return Payments(people.household[person], person, on, np.full(len(person), kind), fen(yuan + 1))


def _joined(found: list[Payments]) -> Payments:
    names = ("household", "person", "on", "kind", "amount")
    return Payments(*(np.concatenate([getattr(part, name) for part in found]) for name in names))


def _sorted(found: list[Payments]) -> Payments:
    whole = _joined(found)
    order = np.argsort(whole.household * 65_536 + whole.on, kind="stable")
    return Payments(
        whole.household[order],
        whole.person[order],
        whole.on[order],
        whole.kind[order],
        whole.amount[order],
    )
