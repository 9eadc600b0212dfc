"""One draw of the model: households of some villages with everything that happened to them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from shouwang.demo import (
    contracts,
    departures,
    dwellings,
    earnings,
    hazards,
    homes,
    livelihood,
    outlays,
)
from shouwang.demo import kin as families
from shouwang.demo import people as persons
from shouwang.demo.draws import stream
from shouwang.demo.homes import Homes
from shouwang.demo.people import People
from shouwang.demo.places import Places
from shouwang.demo.watch import Watch

CATEGORIES = ("none", "registered_poor", "unstable", "marginal", "sudden", "watched")
FLOODS = 3


@dataclass
class Population:
    """Villages, households and people, before anything happens in the watch."""

    places: Places
    homes: Homes
    people: People


@dataclass
class World:
    """A population and the two years of its watch."""

    population: Population
    live: livelihood.Livelihood
    events: hazards.Events
    income: earnings.Rows
    spending: outlays.Payments
    payouts: outlays.Payments
    houses: dwellings.Findings
    water: dwellings.Findings
    sales: contracts.Sales


# Marks who was ever registered, and returns the former members of every household.
Registration = Callable[[Population], departures.Departed]


def populate(
    seed: int, label: str, places: Places, watch: Watch, fullness: float, register: Registration
) -> Population:
    """Households and people of `places`; `label` names the streams of this part of the world."""
    households = int(places.size.sum())
    rng = stream(seed, label, "people")
    members = families.draw(rng, households, fullness)
    hardship = rng.normal(0, 1, households)
    people = persons.gather(rng, members, hardship, watch)
    population = Population(places, homes.found(places, hardship, people), people)
    gone = register(population)
    population.people = persons.with_former(people, gone, watch)
    population.homes.head = np.flatnonzero(population.people.kin == 0)
    return population


def live_through(
    seed: int, label: str, population: Population, watch: Watch, rhythm: earnings.Rhythm
) -> World:
    """What happens to `population` in the two years of the watch."""
    places, own, people = population.places, population.homes, population.people

    def topic(name: str) -> np.random.Generator:
        return stream(seed, label, name)

    crop = livelihood.crops(topic("crops"), own, places)
    events, blows = hazards.strike(topic("events"), own, people, places, crop, watch)
    live = livelihood.earn(topic("income"), own, places, crop, blows, watch)
    spending = outlays.spend(topic("spending"), people, len(own.size), watch)
    return World(
        population=population,
        live=live,
        events=events,
        income=earnings.rows(topic("rows"), live, own, watch, rhythm),
        spending=spending,
        payouts=outlays.pay_out(topic("payouts"), people, spending, watch),
        houses=dwellings.assess_houses(topic("houses"), own, events, watch),
        water=dwellings.observe_water(topic("water"), own, places, watch),
        sales=contracts.sell(topic("sales"), own, live, watch),
    )
