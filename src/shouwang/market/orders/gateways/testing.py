"""The offline test gateway: no money moves; its notices are signed like those of a real one.

A notice is JSON; the header `X-Testing-Signature` is the HMAC-SHA256, in hexadecimal, of
`timestamp.body` under a key made from the site's secret.
"""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.crypto import salted_hmac

from shouwang.market.orders.errors import NoticeForged, NoticeUnreadable
from shouwang.market.orders.gateways.interface import (
    Answer,
    Asked,
    Begun,
    Headers,
    RefundAnswer,
    RefundAsked,
)
from shouwang.market.orders.rules.notices import Notice, Said

SIGNATURE, TIMESTAMP = "x-testing-signature", "x-testing-timestamp"
FRESH = timedelta(minutes=5)


class TestingGateway:
    """For demonstration, training and tests."""

    __test__ = False  # no test class
    name = "testing"

    def begin(self, asked: Asked, at: datetime) -> Begun:
        """Our own page plays the gateway's."""
        return Begun(address=reverse("pay_testing", args=[asked.number]))

    def read(self, headers: Headers, body: bytes, at: datetime) -> Notice:
        """Check the signature and the age, then read."""
        timestamp = headers.get(TIMESTAMP, "")
        given = headers.get(SIGNATURE, "").encode()  # texts that are not ASCII are not compared
        if not hmac.compare_digest(given, _signature(timestamp, body).encode()):
            raise NoticeForged(why="signature")
        if abs(at - datetime.fromisoformat(timestamp)) > FRESH:
            raise NoticeForged(why="old")
        try:
            said = json.loads(body)
            return Notice(
                self.name,
                Said(said["said"]),
                str(said["number"]),
                str(said["transaction"]),
                int(said["amount_fen"]),
            )
        except (KeyError, ValueError, TypeError) as error:
            raise NoticeUnreadable(why=type(error).__name__) from error

    def answer(self, taken: bool) -> Answer:
        """A word."""
        return Answer(200 if taken else 400, "text/plain", b"success" if taken else b"fail")

    def refund(self, asked: RefundAsked, at: datetime) -> RefundAnswer:
        """At once."""
        return RefundAnswer(Said.REFUNDED)


def transaction_of(payment: UUID) -> str:
    """The number this gateway gives a payment: always the same one."""
    return f"T{payment.hex}"


def signed(
    payment: UUID, amount_fen: int, at: datetime, said: Said = Said.PAID, transaction: str = ""
) -> tuple[dict[str, str], bytes]:
    """Headers and body of a notice as this gateway sends it."""
    body = json.dumps(
        {
            "said": said,
            "number": str(payment),
            "transaction": transaction or transaction_of(payment),
            "amount_fen": amount_fen,
        }
    ).encode()
    timestamp = at.isoformat()
    return {TIMESTAMP: timestamp, SIGNATURE: _signature(timestamp, body)}, body


def _signature(timestamp: str, body: bytes) -> str:
    key = salted_hmac("shouwang.market.testing_gateway", "notices", algorithm="sha256").digest()
    return hmac.new(key, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
