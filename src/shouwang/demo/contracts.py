"""Sales under contract: what households promised for a month, and what they delivered."""

from dataclasses import dataclass

import numpy as np

from shouwang.demo.draws import Ints, Stream, fen
from shouwang.demo.homes import Homes
from shouwang.demo.livelihood import SALES_BY_CROP, Livelihood
from shouwang.demo.watch import MONTHS, Watch


@dataclass
class Sales:
    """One entry a household and month."""

    household: Ints
    month: Ints
    contracted: Ints
    delivered: Ints


def sell(rng: Stream, homes: Homes, live: Livelihood, watch: Watch) -> Sales:
    """About one farm in twenty sells under contract, more among those once registered.

    Deliveries are part of the farm's income in those months; one seller in seven fails.
    """
    chance = np.where(live.crop >= 0, np.where(homes.registered, 0.11, 0.035), 0)
    seller = np.flatnonzero(rng.random(len(chance)) < chance)
    season = SALES_BY_CROP[live.crop[seller]][:, watch.calendar_month - 1]
    season[:, : MONTHS // 2 - 2] = 0
    sold = live.business.T[seller][:, watch.second_year] * season
    place, month = np.nonzero(sold >= 50)
    contracted = sold[place, month] * rng.uniform(0.3, 0.8, len(place))
    failed = (rng.random(len(seller)) < 0.14)[place]
    share = np.where(failed, rng.uniform(0, 0.6, len(place)), rng.uniform(0.85, 1.05, len(place)))
    return Sales(seller[place], month, fen(contracted), fen(contracted * share))
