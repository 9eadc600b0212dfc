"""What a household earns: net income per head first, then its sources, then its months.

Net income is drawn for the household's place, members and luck, and only then split, so that
every condition on income can be tuned in one place. Amounts are yuan until they are written.
"""

from dataclasses import dataclass

import numpy as np

from shouwang.demo.draws import Floats, Ints, Stream, pick_by_row
from shouwang.demo.hazards import Blows
from shouwang.demo.homes import Homes
from shouwang.demo.places import CROP_WEIGHTS, CROPS, Places
from shouwang.demo.watch import MONTHS, NEVER, Watch

NET_PER_HEAD = 20_700.0
PENSION = 1_850.0  # yuan a year for each member of 60 and over
SOLAR_DIVIDEND = 3_000.0  # yuan a year (published)

# Share of a year's sales, and of its costs, by calendar month from January.
SALES = {
    "rice": (0, 0, 0, 0, 0, 0, 0.45, 0, 0, 0, 0.55, 0),
    "orange": (0.25, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.35, 0.40),
    "vegetables": (0, 0, 0, 0, 0.25, 0, 0.25, 0, 0.25, 0, 0.25, 0),
    "camellia": (0.3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.7, 0),
    "tobacco": (0, 0, 0, 0, 0, 0, 0.4, 0.6, 0, 0, 0, 0),
    "lotus": (0, 0, 0, 0, 0, 0, 0.3, 0.4, 0.3, 0, 0, 0),
    "eggs": (0.3, 0, 0, 0.2, 0, 0, 0.2, 0, 0, 0.3, 0, 0),
    "pigs": (0.5, 0, 0, 0, 0.2, 0, 0, 0, 0.3, 0, 0, 0),
    "goats": (0.4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.6),
}
COSTS = {
    "rice": (0, 0, 0, 0.6, 0, 0, 0.4, 0, 0, 0, 0, 0),
    "orange": (0, 0, 0.6, 0, 0, 0.4, 0, 0, 0, 0, 0, 0),
    "vegetables": (0, 0, 0.5, 0, 0, 0, 0, 0.5, 0, 0, 0, 0),
    "camellia": (0, 0, 0.5, 0, 0, 0, 0, 0, 0, 0.5, 0, 0),
    "tobacco": (0, 0.6, 0, 0, 0.4, 0, 0, 0, 0, 0, 0, 0),
    "lotus": (0, 0, 0.6, 0, 0.4, 0, 0, 0, 0, 0, 0, 0),
    "eggs": (0, 0.5, 0, 0, 0, 0, 0, 0.5, 0, 0, 0, 0),
    "pigs": (0, 0.5, 0, 0, 0, 0.5, 0, 0, 0, 0, 0, 0),
    "goats": (0, 0, 0.6, 0, 0, 0, 0, 0, 0.4, 0, 0, 0),
}
SALES_BY_CROP = np.array([SALES[crop] for crop in CROPS])
COSTS_BY_CROP = np.array([COSTS[crop] for crop in CROPS])
# Work by calendar month; the festival months are set apart.
WORK = np.array([1.0, 0.85, 1.0, 1.0, 1.0, 0.97, 0.95, 0.97, 1.0, 1.02, 1.03, 1.08])
FESTIVAL_WORK, SETTLEMENT_BEFORE_FESTIVAL = 0.45, 1.45


@dataclass
class Livelihood:
    """Yearly amounts of a household in yuan, (2, households): the first and second year."""

    crop: Ints  # −1 for none
    wage: Floats
    business: Floats
    cost: Floats
    property: Floats
    transfer: Floats
    months_worked: Floats  # (households, 24) share of a year's wages


def crops(rng: Stream, homes: Homes, places: Places) -> Ints:
    """The main produce of each household, −1 for those who sell none."""
    farms = rng.random(len(homes.size)) < np.where(homes.workers + homes.elders > 0, 0.55, 0.1)
    others = np.array([CROP_WEIGHTS], dtype=float)
    own = pick_by_row(rng, others, np.zeros(len(homes.size), dtype=int))
    of_village = places.crop[homes.village]
    follows = rng.random(len(homes.size)) < 0.65
    return np.where(farms, np.where(follows, of_village, own), -1)


def earn(
    rng: Stream, homes: Homes, places: Places, crop: Ints, blows: Blows, watch: Watch
) -> Livelihood:
    """Split each household's net income of two years into sources and set it in months."""
    net = _net_per_head(rng, homes, places) * homes.size
    transfer = _transfers(rng, homes)
    rent = _property(rng, homes)
    rest = np.maximum(net - transfer - rent, 0)
    works = homes.workers > 0
    kept = np.where(rng.random(len(crop)) < 0.07, rng.uniform(0.55, 0.98, len(crop)), 0.38)
    on_farm = np.where(crop < 0, 0.0, rng.beta(2, 4.5, len(crop)) + 0.04)
    on_farm = np.where(works, on_farm, np.where(crop < 0, 0, kept))
    wage = np.where(works, rest * (1 - on_farm), 0)
    farm = rest * on_farm
    transfer = transfer + np.where(works, 0, rest * (1 - on_farm))
    # Costs are drawn once and paid before the harvest: a blow takes the sales, not the costs.
    ratio = rng.uniform(0.28, 0.52, len(crop))
    business = farm / (1 - ratio)
    cost = business * ratio
    business[1] *= _farm_kept(rng, blows)
    return Livelihood(
        crop, wage, business, cost, rent, transfer, _months_worked(homes, blows, watch)
    )


def _farm_kept(rng: Stream, blows: Blows) -> Floats:
    failed = rng.random(len(blows.farm_kept)) < 0.006
    kept = np.where(failed, rng.uniform(0.4, 0.75, len(failed)), blows.farm_kept)
    return kept * rng.lognormal(0, 0.06, len(failed))


def _net_per_head(rng: Stream, homes: Homes, places: Places) -> Floats:
    """Net income per head, yuan, of both years: (2, households)."""
    count = len(homes.size)
    size = np.maximum(homes.size, 1)
    luck = rng.normal(0, 1, count)
    luck = np.where(luck < 0, 0.17 * luck, 0.40 * luck)
    level = (
        np.log(NET_PER_HEAD)
        + places.prosperity[homes.village]
        - 0.075 * homes.hardship
        - 0.05 * homes.registered
        + 0.30 * (np.minimum(homes.workers / size, 0.8) - 0.5)
        - 0.06 * np.minimum(homes.ailing, 2)
        + luck
    )
    poor = rng.random(count) < 0.011 * np.exp(0.8 * homes.hardship)
    level += np.where(poor, np.log(rng.uniform(0.34, 0.80, count)), 0)
    fallen = rng.random(count) < 0.006 * np.exp(0.6 * homes.hardship)
    growth = rng.normal(0.07, 0.06, count)
    growth = np.where(fallen, np.log(rng.uniform(0.38, 0.68, count)), growth)
    level += np.where(fallen, growth, 0)
    return np.exp(np.stack([level - growth, level]))


def _transfers(rng: Stream, homes: Homes) -> Floats:
    """Pensions, and small farm and ecological payments, of both years."""
    pension = homes.elders * PENSION
    other = np.where(rng.random(len(homes.size)) < 0.40, rng.uniform(120, 900, len(homes.size)), 0)
    second = pension + other
    return np.stack([second / 1.04, second])


def _property(rng: Stream, homes: Homes) -> Floats:
    """Land rent, and the solar dividend of many households once registered."""
    count = len(homes.size)
    rent = np.where(rng.random(count) < 0.20, rng.lognormal(np.log(700), 0.6, count), 0)
    dividend = np.where(homes.registered & (rng.random(count) < 0.45), SOLAR_DIVIDEND, 0)
    return np.stack([rent + dividend, rent + dividend])


def season_of_work(watch: Watch) -> Floats:
    """Wages of each month as a share of the year's: low at the Spring Festival, high before."""
    season = WORK[watch.calendar_month - 1].copy()
    season[watch.festival] = FESTIVAL_WORK
    before = np.flatnonzero(watch.festival) - 1
    season[before[before >= 0]] = SETTLEMENT_BEFORE_FESTIVAL
    return season / 12


def _months_worked(homes: Homes, blows: Blows, watch: Watch) -> Floats:
    """As the season goes; after a lost job a third of it for eight months, then all."""
    worked = np.tile(season_of_work(watch).astype(np.float32), (len(homes.size), 1))
    lost = np.flatnonzero(blows.job_lost_on != NEVER)
    month = watch.month_of(blows.job_lost_on[lost])[:, None]
    now = np.arange(MONTHS)
    share = 1 - 1.1 / (np.maximum(homes.workers[lost], 1) + 0.6)
    idle = (now > month) & (now <= month + 8)
    worked[lost] *= np.where(idle, share[:, None], 1)
    return worked
