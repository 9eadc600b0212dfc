"""Income as rows of the facts: by month and kind, dense for a county, sparse for a province."""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from shouwang.demo.draws import Bools, Floats, Ints, Stream, fen
from shouwang.demo.homes import Homes
from shouwang.demo.livelihood import COSTS_BY_CROP, SALES_BY_CROP, Livelihood
from shouwang.demo.watch import MONTHS, Watch

KINDS = ("wage", "business", "property", "transfer", "business_cost", "excluded")
WAGE, BUSINESS, PROPERTY, TRANSFER, COST, EXCLUDED = range(6)


class Rhythm(Enum):
    """How finely income is written.

    MONTHLY: wages every month for households once registered, every quarter for the others;
    sales, costs and transfers when they fall. YEARLY: one row for each kind and window of twelve
    months, the first window only for the households surveyed twice.
    """

    MONTHLY = "monthly"
    YEARLY = "yearly"


# Months before the watch in which its first harvests were sown and paid for.
SOWING_MONTHS = 5
# The share of households with both years in a yearly rhythm.
SURVEYED_TWICE = 0.20
# Positions in the watch: the window of the last twelve whole months, and the one before.
WINDOWS = (slice(0, 11), slice(11, 23))
# Where a yearly sum is written, in months from the end of its window.
YEARLY_PLACE = {WAGE: 4, BUSINESS: 6, COST: 1, PROPERTY: 5, TRANSFER: 5}


@dataclass
class Rows:
    """One entry a row of income."""

    household: Ints
    month: Ints  # position in the watch; negative before it
    kind: Ints
    amount: Ints  # fen


def rows(rng: Stream, live: Livelihood, homes: Homes, watch: Watch, rhythm: Rhythm) -> Rows:
    """Every row of income, by household, month and kind."""
    year = watch.second_year
    flows = {
        WAGE: live.wage.T[:, year] * live.months_worked,
        BUSINESS: _by_crop(live.business, live.crop, SALES_BY_CROP, watch),
        COST: _by_crop(live.cost, live.crop, COSTS_BY_CROP, watch),
        PROPERTY: live.property.T[:, year] * (watch.calendar_month == 12),
        TRANSFER: _transfers(live, homes, watch),
    }
    if rhythm is Rhythm.YEARLY:
        twice = rng.random(len(homes.size)) < SURVEYED_TWICE
        found = [_yearly(kind, flow, twice) for kind, flow in flows.items()]
    else:
        flows[WAGE] = _quarterly(flows[WAGE], homes.registered, watch)
        found = [_positive(kind, flow) for kind, flow in flows.items()]
        found.append(_sown_before(live, watch))
    found.append(_excluded(rng, len(homes.size)))
    return _sorted(found)


def _by_crop(yearly: Floats, crop: Ints, calendar: Floats, watch: Watch) -> Floats:
    """Spread a year's amount over the months of the crop's calendar."""
    shares = calendar[crop][:, watch.calendar_month - 1]
    return yearly.T[:, watch.second_year] * shares * (crop >= 0)[:, None]


def _sown_before(live: Livelihood, watch: Watch) -> Rows:
    """Costs, in the months before the watch, of what was harvested in its first half-year.

    Without them the farm income of the first year would look too high beside the second.
    """
    month = np.arange(-SOWING_MONTHS, 0)
    shares = COSTS_BY_CROP[live.crop][:, (watch.calendar_month[0] - 1 + month) % 12]
    rows = _positive(COST, live.cost[0][:, None] * shares * (live.crop >= 0)[:, None])
    rows.month -= SOWING_MONTHS
    return rows


def _transfers(live: Livelihood, homes: Homes, watch: Watch) -> Floats:
    """Paid twice a year; to households once registered every quarter."""
    month = watch.calendar_month
    often = np.where(month % 3 == 0, 0.25, 0)
    seldom = np.where(month % 6 == 0, 0.5, 0)
    share = np.where(homes.registered[:, None], often, seldom)
    return live.transfer.T[:, watch.second_year] * share


def _quarterly(flow: Floats, monthly: Bools, watch: Watch) -> Floats:
    """Wages of three months in the last of them, save for those paid by the month.

    A third of the households is paid in each month; a first payment that reaches back before the
    watch is made up to three months, so that every window of twelve months holds a year's wages.
    """
    sums = np.cumsum(flow, axis=1)
    sums[:, 3:] -= sums[:, :-3].copy()
    sums[:, :2] *= [3, 1.5]
    payday = watch.calendar_month % 3 == (np.arange(len(flow)) % 3)[:, None]
    return np.where(monthly[:, None], flow, np.where(payday, sums, 0))


def _positive(kind: int, flow: Floats) -> Rows:
    household, month = np.nonzero(flow >= 1)
    count = len(household)
    return Rows(household, month, np.full(count, kind), fen(flow[household, month]))


def _yearly(kind: int, flow: Floats, twice: Bools) -> Rows:
    """One sum a window; the first window is one month short and is made up to twelve."""
    before = np.where(twice, flow[:, WINDOWS[0]].sum(axis=1), 0)
    if kind == WAGE:
        before *= 12 / 11
    now = flow[:, WINDOWS[1]].sum(axis=1)
    place = YEARLY_PLACE[kind]
    sums = np.zeros((len(twice), MONTHS), dtype=np.float64)
    sums[:, WINDOWS[0].stop - 1 - place] = before
    sums[:, WINDOWS[1].stop - 1 - place] = now
    return _positive(kind, sums)


def _excluded(rng: Stream, households: int) -> Rows:
    """One-off relief and gifts, which never count as income."""
    household = np.flatnonzero(rng.random(households) < 0.02)
    count = len(household)
    amount = fen(rng.lognormal(np.log(1200), 0.7, count))
    return Rows(household, rng.integers(0, MONTHS, count), np.full(count, EXCLUDED), amount)


def _sorted(found: list[Rows]) -> Rows:
    household = np.concatenate([part.household for part in found])
    month = np.concatenate([part.month for part in found])
    kind = np.concatenate([part.kind for part in found])
    amount = np.concatenate([part.amount for part in found])
    order = np.argsort((household * 64 + month + SOWING_MONTHS) * 8 + kind, kind="stable")
    return Rows(household[order], month[order], kind[order], amount[order])
