"""Events that strike households: floods, disease, frost, lost jobs, accidents, allowances."""

from dataclasses import dataclass

import numpy as np

from shouwang.demo.draws import Bools, Floats, Ints, Stream
from shouwang.demo.homes import Homes, of_former
from shouwang.demo.people import SKILLED, People
from shouwang.demo.places import CROPS, Places
from shouwang.demo.watch import MONTHS, NEVER, Watch, day

KINDS = (
    "death", "accident", "prison", "job_lost", "returned", "disaster", "crop_loss",
    "livestock_loss", "allowance_started", "allowance_ended", "allowance_refused",
)  # fmt: skip
NOBODY, NO_LOSS = -1, -1.0
HARVEST_CROPS = np.isin(CROPS, ("rice", "orange", "vegetables", "tobacco", "lotus", "camellia"))
LIVESTOCK = np.isin(CROPS, ("pigs", "goats", "eggs"))


@dataclass
class Events:
    """One entry an event."""

    household: Ints
    person: Ints  # position among the people, NOBODY for the whole household
    on: Ints
    kind: Ints
    loss: Floats  # yuan, NO_LOSS where none applies


@dataclass
class Blows:
    """What the events did to each household's earnings."""

    job_lost_on: Ints  # NEVER where none
    farm_kept: Floats  # share of the last year's farm income that is left


def june(watch: Watch, years_before: int) -> int:
    """The day number of 12 June, so many years before the last June of the watch."""
    year = watch.as_of.year - (watch.as_of.month < 6)
    return day(watch.as_of.replace(year=year - years_before, month=6, day=12))


def strike(
    rng: Stream, homes: Homes, people: People, places: Places, crop: Ints, watch: Watch
) -> tuple[Events, Blows]:
    """Events of the watch and their effect; `crop` is each household's, −1 for none."""
    found: list[Events] = [_deaths(people, watch)]
    blows = Blows(np.full(len(homes.size), NEVER, dtype=np.int64), np.ones(len(homes.size)))
    found += [_flood(rng, homes, places, watch, which, blows) for which in range(3)]
    found.append(_frost(rng, homes, places, crop, watch, blows))
    found.append(_swine_fever(rng, homes, places, crop, watch, blows))
    found.append(_jobs(rng, homes, people, watch, blows))
    found += [_person(rng, people, watch, k, rate) for k, rate in PERSON_RATES]
    found += [_household(rng, homes, watch, k, rate) for k, rate in HOUSEHOLD_RATES]
    return _merge(found, watch), blows


# Yearly chances for each person of 16 to 70, and for each household of average hardship.
PERSON_RATES = (("accident", 0.0011), ("prison", 0.00012), ("returned", 0.0012))
HOUSEHOLD_RATES = (
    ("allowance_started", 0.0060),
    ("allowance_ended", 0.0045),
    ("allowance_refused", 0.0025),
)


def _merge(found: list[Events], watch: Watch) -> Events:
    whole = Events(
        *(
            np.concatenate([getattr(part, name) for part in found])
            for name in ("household", "person", "on", "kind", "loss")
        )
    )
    keep = whole.on <= watch.last
    order = np.lexsort((whole.kind, whole.on, whole.household))
    order = order[keep[order]]
    return Events(
        whole.household[order],
        whole.person[order],
        whole.on[order],
        whole.kind[order],
        whole.loss[order],
    )


def _events(household: Ints, on: Ints, kind: str, person: Ints | None = None) -> Events:
    count = len(household)
    nobody = np.full(count, NOBODY)
    number = np.full(count, KINDS.index(kind))
    return Events(
        household, nobody if person is None else person, on, number, np.full(count, NO_LOSS)
    )


def _deaths(people: People, watch: Watch) -> Events:
    dead = np.flatnonzero(of_former(people) & ~people.alive & (people.left >= watch.first))
    return _events(people.household[dead], people.left[dead], "death", dead)


def _flood(
    rng: Stream, homes: Homes, places: Places, watch: Watch, years_before: int, blows: Blows
) -> Events:
    """The June flood: in the villages struck, nearly a fifth of the households lose something."""
    under = (places.flood >> years_before & 1).astype(bool)[homes.village]
    hit = np.flatnonzero(under & (rng.random(len(under)) < 0.18))
    on = june(watch, years_before) + rng.integers(0, 9, len(hit))
    events = _events(hit, on, "disaster")
    events.loss = rng.lognormal(np.log(5200), 1.05, len(hit))
    if years_before == 1:  # the harvests of the last twelve months came after it
        blows.farm_kept[hit] *= rng.uniform(0.68, 1.0, len(hit))
    return events


def _frost(
    rng: Stream, homes: Homes, places: Places, crop: Ints, watch: Watch, blows: Blows
) -> Events:
    """A frost in the last January takes part of the crop of some villages."""
    year = watch.as_of.year - (watch.as_of.month < 2)
    on = day(watch.as_of.replace(year=year, month=1, day=23))
    grows = (crop >= 0) & HARVEST_CROPS[crop]
    hit = grows & places.frost[homes.village] & (rng.random(len(crop)) < 0.12)
    hit |= grows & (rng.random(len(crop)) < 0.004)
    where = np.flatnonzero(hit)
    blows.farm_kept[where] *= rng.uniform(0.55, 1.0, len(where))
    events = _events(where, on + rng.integers(0, 4, len(where)), "crop_loss")
    events.loss = rng.lognormal(np.log(5000), 0.9, len(where))
    return events


def _swine_fever(
    rng: Stream, homes: Homes, places: Places, crop: Ints, watch: Watch, blows: Blows
) -> Events:
    """African swine fever and other disease, in neighbouring villages in the last winter."""
    keeps = (crop >= 0) & LIVESTOCK[crop]
    small_pen = rng.random(len(crop)) < 0.10
    hit = places.swine_fever[homes.village] & (keeps | small_pen)
    hit &= rng.random(len(crop)) < 0.22
    hit |= keeps & (rng.random(len(crop)) < 0.010)
    where = np.flatnonzero(hit)
    start = int(watch.months[MONTHS - 7])
    blows.farm_kept[where] *= rng.uniform(0.35, 1.0, len(where))
    events = _events(where, start + rng.integers(0, 100, len(where)), "livestock_loss")
    events.loss = rng.lognormal(np.log(6500), 0.9, len(where))
    return events


def _jobs(rng: Stream, homes: Homes, people: People, watch: Watch, blows: Blows) -> Events:
    """Lost jobs, most around the Spring Festival; the worker must be of working age."""
    workers = np.flatnonzero((people.labour <= SKILLED) & people.member & (people.age < 60))
    near_festival = 1 + 2.0 * (watch.festival | np.roll(watch.festival, -1))
    expected = 0.0048 * np.exp(0.4 * homes.hardship[people.household[workers]])
    lost = workers[rng.random(len(workers)) < expected]
    month = rng.choice(MONTHS, len(lost), p=near_festival / near_festival.sum())
    on = watch.months[month].astype(np.int64) + rng.integers(0, 28, len(lost))
    household = people.household[lost]
    np.maximum.at(blows.job_lost_on, household, on)
    return _events(household, on, "job_lost", lost)


def _person(rng: Stream, people: People, watch: Watch, kind: str, rate: float) -> Events:
    adult = people.member & (people.age >= 16) & (people.age < 70)
    where = np.flatnonzero(adult & (rng.random(len(people.age)) < 2 * rate))
    on = rng.integers(watch.first, watch.last + 1, len(where))
    if kind == "accident":
        people.serious[where] = True
        people.onset[where] = on
    return _events(people.household[where], on, kind, where)


def _household(rng: Stream, homes: Homes, watch: Watch, kind: str, rate: float) -> Events:
    chance = 2 * rate * np.exp(1.1 * homes.hardship - 0.5)
    where = np.flatnonzero(rng.random(len(chance)) < chance)
    return _events(where, rng.integers(watch.first, watch.last + 1, len(where)), kind)


def is_kind(events: Events, kind: str) -> Bools:
    """Which events are of `kind`."""
    return events.kind == KINDS.index(kind)
