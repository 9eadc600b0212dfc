"""The trial balance in the words and units that people use."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from shouwang.ledger import queries as ledger
from shouwang.ledger.queries import TrialBalance
from shouwang.market.catalogue.models import Variant
from shouwang.market.settlement.accounts import YUAN
from shouwang.market.supply.policy import crops

GRAMS_A_KILOGRAM = 1000


@dataclass(frozen=True, slots=True)
class BookLine:
    """What is counted, and of which sort: `money` in fen, `weight` in grams, `pieces`."""

    label: str
    sort: str
    accounts: int
    posted: int
    held: int

    @property
    def posted_kg(self) -> Decimal:
        """A weight in kilograms."""
        return Decimal(self.posted) / GRAMS_A_KILOGRAM

    @property
    def held_kg(self) -> Decimal:
        """What of it is held, in kilograms."""
        return Decimal(self.held) / GRAMS_A_KILOGRAM


def trial_balance() -> Sequence[BookLine]:
    """Money first, then weights by crop, then pieces by package; two statements."""
    rows = ledger.trial_balance()
    titles = _titles([one.unit for one in rows])
    lines = [_line(one, titles) for one in rows]
    order = {"money": 0, "weight": 1, "pieces": 2}
    return sorted(lines, key=lambda one: (order[one.sort], one.label))


def is_balanced(lines: Sequence[BookLine]) -> bool:
    """Every unit sums to zero."""
    return not any(one.posted for one in lines)


def _line(row: TrialBalance, titles: dict[str, str]) -> BookLine:
    sort = {"CNY": "money", "g": "weight"}.get(row.unit.partition(":")[0], "pieces")
    label = titles.get(row.unit, row.unit)
    return BookLine(label, sort, row.accounts, int(row.posted), int(row.held))


def _titles(units: Sequence[str]) -> dict[str, str]:
    """What each unit counts: money, a crop, a package of a product."""
    numbers = [int(one[3:]) for one in units if one.startswith("pc:") and one[3:].isdecimal()]
    packages = Variant.objects.filter(pk__in=numbers).values_list("pk", "product__name", "title")
    return (
        {YUAN: _("货币资金")}
        | {f"g:{code}": crop.name for code, crop in crops().items()}
        | {f"pc:{pk}": f"{product} {title}" for pk, product, title in packages.order_by("pk")}
    )
