"""Links with what they grow, and what they can sell when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from shouwang.bridge.models import Link
from shouwang.bridge.queries import links_of
from shouwang.ledger.queries import balances
from shouwang.market.supply.models import Declaration, LinkLabel, Plot
from shouwang.market.supply.policy import Yields, crops
from shouwang.market.supply.rules import KG, plot_account


@dataclass(slots=True)
class LinkLine:
    """A household as its supplier knows it: by number, and by what it grows."""

    link: Link
    label: str
    plots: list[Plot] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """How staff call it: the supplier's own number, or the one that is printed."""
        return self.label or self.link.number


@dataclass(frozen=True, slots=True)
class SeasonLine:
    """A household's crop this season: what it can yield and what of that may still be certified."""

    crop: str
    name: str
    season: int
    grams: int
    left: int

    @property
    def kg(self) -> int:
        """The yield in whole kilograms."""
        return self.grams // KG

    @property
    def left_kg(self) -> int:
        """What is left in whole kilograms."""
        return self.left // KG


def links_with_plots(supplier: UUID, *, on: date, crop: str = "") -> Sequence[LinkLine]:
    """The supplier's links that hold on the day with their plots; three statements."""
    labels = dict(LinkLabel.objects.filter(supplier=supplier).values_list("link", "label"))
    lines = {one.pk: LinkLine(one, labels.get(one.pk, "")) for one in links_of(supplier, on=on)}
    plots = Plot.objects.filter(supplier=supplier, ended_on=None)
    for plot in (plots.filter(crop=crop) if crop else plots).order_by("crop", "recorded_at", "pk"):
        if plot.link in lines:
            lines[plot.link].plots.append(plot)
    return sorted(
        lines.values(), key=lambda one: (one.label == "", one.label.zfill(12), one.link.number)
    )


def seasons_of(link: UUID, *, on: date) -> Sequence[SeasonLine]:
    """What a household's plots yield this season, by crop, and what is still left of it."""
    plots = list(Plot.objects.filter(link=link, ended_on=None).order_by("crop", "pk"))
    if not plots:
        return []
    known = crops()
    grams: dict[str, int] = {}
    today = Yields(plots[0].village_code, on)
    yields = {
        code: today.dated(date(known[code].season_on(on), known[code].from_month, 1))
        for code in {plot.crop for plot in plots}
    }
    for plot in plots:
        each = yields[plot.crop].grams(plot.crop, plot.village_code)
        grams[plot.crop] = grams.get(plot.crop, 0) + plot.size * each
    accounts = {code: plot_account(link, code, known[code].season_on(on)) for code in grams}
    left = balances(accounts.values())
    return [
        SeasonLine(
            code, known[code].name, known[code].season_on(on), total, left[accounts[code]].available
        )
        for code, total in grams.items()
    ]


def declarations_of(
    supplier: UUID, *, months: Sequence[date], link: UUID | None = None
) -> dict[tuple[UUID, str], dict[date, int]]:
    """Grams by household, crop and month."""
    rows = Declaration.objects.filter(supplier=supplier, month__in=months)
    if link is not None:
        rows = rows.filter(link=link)
    found: dict[tuple[UUID, str], dict[date, int]] = {}
    for one, crop, month, grams in rows.values_list("link", "crop", "month", "grams"):
        found.setdefault((one, crop), {})[month] = grams
    return found


def farm_gate_fen_kg(crop: str, village_code: str, *, on: date) -> int:
    """What a kilogram brings at the farm gate there, in fen. Raises MissingParameter."""
    return Yields(village_code, on).farm_gate_fen_kg(crop, village_code)
