"""The numbers and words of the policy that orders go by."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from shouwang.engine import Pack
from shouwang.market.orders.rules.amounts import Freight
from shouwang.policies.queries import current_pack, packaged, said

# The county whose policy the market goes by: its suppliers' own.
PLACE = "360781000000"
_KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Terms:
    """The policy at an instant."""

    pack: Pack
    at: datetime

    def value(self, name: str, prefix: str = "36") -> int:
        """A parameter, for a province's two digits where it differs by place."""
        return self.pack.parameters[name].resolve(prefix, timezone.localdate(self.at)).value

    def freight(self, province: str) -> Freight:
        """Freight to a province (six digits)."""

        def value(name: str) -> int:
            return self.value(f"order_freight_{name}", province[:2])

        return Freight(
            first_fen=value("first_fen"),
            first_grams=value("first_grams"),
            next_fen=value("next_fen"),
            next_grams=value("next_grams"),
            free_fen=value("free_fen"),
        )

    def pay_before(self) -> datetime:
        """Until when an order placed now keeps its goods."""
        return self.at + timedelta(minutes=self.value("order_reserve_minutes"))

    def days(self, name: str) -> timedelta:
        """A number of days."""
        return timedelta(days=self.value(name))


def terms(at: datetime) -> Terms:
    """The terms at an instant. Values that a county enters are seen within a minute."""
    return Terms(_pack(int(at.timestamp()) // _KEPT_SECONDS), at)


@functools.lru_cache(maxsize=4)
def _pack(_minute: int) -> Pack:
    return current_pack(PLACE)


def words(code: str, language: str = "zh") -> dict[str, str]:
    """A list of codes with what people call them, in its own order."""
    rows: Mapping[str, Mapping[str, str]] = packaged().codes[code]
    return {key: said(dict(row), language, key) for key, row in rows.items()}


def buyers_own_reasons() -> frozenset[str]:
    """Reasons for which neither the goods nor the seller are to blame."""
    rows: Mapping[str, Mapping[str, str]] = packaged().codes["after_sale_reasons"]
    return frozenset(code for code, row in rows.items() if row.get("lies_with") == "buyer")
