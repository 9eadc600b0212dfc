"""What the market asks of a gateway of payment, whichever it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from shouwang.market.orders.rules.notices import Notice, Said

Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A payment to be made. `returns_to` and `tells` are whole addresses of this site.

    `asks_from` is the buyer's own address in the network, which a payment page on a phone is bound
    to.
    """

    number: UUID
    amount_fen: int
    words: str
    expires_at: datetime
    returns_to: str
    tells: str
    on_phone: bool = False
    asks_from: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the buyer goes on: an address, or the text of a QR code to be scanned."""

    address: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class RefundAsked:
    """So much of a payment is to be sent back. `number` makes it happen once."""

    number: UUID
    payment: UUID
    transaction: str
    amount_fen: int
    paid_fen: int
    tells: str


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    """REFUNDED when the money is on its way for certain; None when a notice will tell."""

    said: Said | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gateway wants to hear after a notice."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """A request to the gateway's server."""

    method: str
    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """Its answer; header names in small letters."""

    status: int
    headers: Headers
    body: bytes


Send = Callable[[Request], Reply]


class Gateway(Protocol):
    """One way to pay."""

    @property
    def name(self) -> str:
        """What addresses and records call it."""
        ...

    def begin(self, asked: Asked, at: datetime) -> Begun:
        """Tell the gateway of a payment. Raises GatewayRefused."""
        ...

    def read(self, headers: Headers, body: bytes, at: datetime) -> Notice:
        """What a notice says. Raises NoticeForged, or NoticeUnreadable when signed but strange."""
        ...

    def answer(self, taken: bool) -> Answer:
        """What to answer to a notice; not `taken`: the gateway is to tell us again."""
        ...

    def refund(self, asked: RefundAsked, at: datetime) -> RefundAnswer:
        """Send money back; the same number again sends it once. Raises GatewayRefused."""
        ...
