"""How much of a season's growth the ledger holds: the plots' sizes times the crop's yield."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Sum

from shouwang.ledger import operations as ledger
from shouwang.ledger.queries import balance
from shouwang.ledger.rules import Move, Opening, Posting
from shouwang.market.supply.models import Intake, Plot
from shouwang.market.supply.policy import Yields
from shouwang.market.supply.rules import Crop, grams_unit, harvest_account, plot_account


@dataclass(frozen=True, slots=True)
class Growth:
    """One household's crop in one season: the plots, what they yield, what was brought in."""

    plots: Sequence[Plot]
    yields: Sequence[int]  # grams by square metre, tree or animal, in the order of the plots
    taken_grams: int

    @property
    def grams(self) -> int:
        """The most that may be certified."""
        return sum(p.size * each for p, each in zip(self.plots, self.yields, strict=True))


def season_begins(crop: Crop, season: int) -> date:
    """The first day of a season; the yields of that day hold for all of it."""
    return date(season, crop.from_month, 1)


def locked_growth(link: UUID, crop: Crop, season: int) -> Growth:
    """What stands, with the household's plots of the crop locked until the transaction ends."""
    begins, ends = season_begins(crop, season), season_begins(crop, season + 1)
    taken = Intake.objects.filter(link=link, batch__crop=crop.code, batch__season=str(season))
    # a plot that was taken off the register counts while something of this season is from it
    standing = Q(ended_on=None) | Exists(taken.filter(plot=OuterRef("pk")))
    locked = Plot.objects.select_for_update().filter(link=link, crop=crop.code).order_by("pk")
    plots = list(locked.filter(standing, began_on__lt=ends))
    grams = taken.aggregate(grams=Sum("grams"))["grams"] or 0
    if not plots:
        return Growth((), (), grams)
    yields = Yields(plots[0].village_code, begins)
    return Growth(plots, [yields.grams(crop.code, p.village_code) for p in plots], grams)


def grow(link: UUID, crop: Crop, season: int, *, key: str, at: datetime) -> Growth:
    """Make the ledger hold what the plots may still bring: growth less what was brought in.

    `key` names the act; what was brought in already is never taken back.
    """
    growth = locked_growth(link, crop, season)
    source, target = harvest_account(crop.code), plot_account(link, crop.code, season)
    unit = grams_unit(crop.code)
    ledger.open_accounts([Opening(source, unit, may_go_below=True), Opening(target, unit)])
    held = balance(target).available
    missing = growth.grams - growth.taken_grams - held
    if missing > 0:
        _move(f"grow:{key}", source, target, missing, at)
    elif min(-missing, held) > 0:
        _move(f"shrink:{key}", target, source, min(-missing, held), at)
    return growth


def _move(key: str, source: str, target: str, grams: int, at: datetime) -> None:
    moves = (Move(source, target, grams),)
    ledger.post([Posting(key, "grow", target if key.startswith("grow") else source, moves)], at=at)
