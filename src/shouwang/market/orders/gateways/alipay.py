"""Alipay: a page at a desk, a WAP page on a phone; RSA2 signatures over sorted parameters.

A request is signed over all its parameters that are not empty, sorted by name and joined as
`name=value&…`, `sign` left out. A notice is a form, signed the same way with `sign` and `sign_type`
left out. An answer of the API is signed over the exact text of its response node.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qsl, urlencode

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from django.utils import timezone

from shouwang.kernel.errors import ShouwangError
from shouwang.kernel.money import Money
from shouwang.market.orders.errors import GatewayRefused, NoticeForged, NoticeUnreadable
from shouwang.market.orders.gateways import signing, transport
from shouwang.market.orders.gateways.interface import (
    Answer,
    Asked,
    Begun,
    Headers,
    RefundAnswer,
    RefundAsked,
    Request,
    Send,
)
from shouwang.market.orders.rules.notices import Notice, Said

HOST = "https://openapi.alipay.com/gateway.do"
_PAID = {"TRADE_SUCCESS", "TRADE_FINISHED"}


@dataclass(frozen=True)
class AlipayGateway:
    """One merchant's application."""

    app: str
    seller: str
    key: RSAPrivateKey
    service: RSAPublicKey
    send: Send = transport.send
    name: str = "alipay"

    @classmethod
    def configured(cls, given: Mapping[str, Any]) -> "AlipayGateway":
        """From the file of gateways; keys are PEM texts."""
        key, service = signing.private_key(given["key"]), signing.public_key(given["service"])
        return cls(app=given["app"], seller=given["seller"], key=key, service=service)

    def begin(self, asked: Asked, at: datetime) -> Begun:
        """A signed address; nothing is sent."""
        wanted = {
            "out_trade_no": asked.number.hex,
            "total_amount": Money(asked.amount_fen).text(thousands=""),
            "subject": asked.words[:256],
            "product_code": "QUICK_WAP_WAY" if asked.on_phone else "FAST_INSTANT_TRADE_PAY",
            "time_expire": _clock(asked.expires_at),
        }
        method = "alipay.trade.wap.pay" if asked.on_phone else "alipay.trade.page.pay"
        more = {"notify_url": asked.tells, "return_url": asked.returns_to}
        return Begun(address=f"{HOST}?{urlencode(self.parameters(method, wanted, at, more))}")

    def read(self, headers: Headers, body: bytes, at: datetime) -> Notice:
        """Signature, application and seller, then what happened."""
        try:
            given = dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
        except ValueError as error:
            raise NoticeForged(why="form") from error
        if not signing.is_signed(self.service, signed_text(given), given.get("sign", "")):
            raise NoticeForged(why="signature")
        if given.get("app_id") != self.app or given.get("seller_id", self.seller) != self.seller:
            raise NoticeForged(why="application")
        try:
            return _read(given)
        except (KeyError, ValueError, InvalidOperation, ShouwangError) as error:
            raise NoticeUnreadable(why=type(error).__name__) from error

    def answer(self, taken: bool) -> Answer:
        """A word; anything but success is told again."""
        return Answer(200, "text/plain", b"success" if taken else b"fail")

    def refund(self, asked: RefundAsked, at: datetime) -> RefundAnswer:
        """Ask for money to be sent back; the answer is final."""
        wanted = {
            "trade_no": asked.transaction,
            "out_request_no": asked.number.hex,
            "refund_amount": Money(asked.amount_fen).text(thousands=""),
        }
        body = urlencode(self.parameters("alipay.trade.refund", wanted, at, {})).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"}
        reply = self.send(Request("POST", HOST, headers, body))
        said = self._answered(reply.body, "alipay_trade_refund_response")
        if said.get("code") != "10000":
            return RefundAnswer(Said.REFUND_FAILED, str(said.get("sub_msg", said.get("msg", ""))))
        return RefundAnswer(Said.REFUNDED)

    def parameters(
        self, method: str, wanted: Mapping[str, str], at: datetime, more: Mapping[str, str]
    ) -> dict[str, str]:
        """All parameters of a request, with its signature."""
        given = {
            "app_id": self.app,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": _clock(at),
            "version": "1.0",
            "biz_content": json.dumps(wanted, ensure_ascii=False, separators=(",", ":")),
            **more,
        }
        return {**given, "sign": signing.sign(self.key, signed_text(given, whole=True))}

    def _answered(self, body: bytes, node: str) -> dict[str, Any]:
        try:
            text = body.decode()
            whole = json.loads(text)
            found: dict[str, Any] = whole[node]
            start = text.index("{", text.index(f'"{node}"'))
            _, end = json.JSONDecoder().raw_decode(text, start)
        except (KeyError, ValueError, TypeError) as error:
            raise GatewayRefused(gateway=self.name, why="answer not understood") from error
        if not signing.is_signed(self.service, text[start:end].encode(), whole.get("sign", "")):
            raise GatewayRefused(gateway=self.name, why="answer not signed")
        return found


def signed_text(given: Mapping[str, str], *, whole: bool = False) -> bytes:
    """What is signed: of a request (`whole`) with `sign_type`, of a notice without it."""
    left_out = {"sign"} if whole else {"sign", "sign_type"}
    kept = sorted((k, v) for k, v in given.items() if v and k not in left_out)
    return "&".join(f"{name}={value}" for name, value in kept).encode()


def _read(given: Mapping[str, str]) -> Notice:
    if given.get("refund_fee"):
        fen = Money.yuan(Decimal(given["refund_fee"])).fen
        number = given.get("out_biz_no", given["out_trade_no"])
        return Notice("alipay", Said.REFUNDED, number, given["trade_no"], fen)
    said = Said.PAID if given["trade_status"] in _PAID else Said.NOT_PAID
    fen = Money.yuan(Decimal(given["total_amount"])).fen
    return Notice("alipay", said, given["out_trade_no"], given["trade_no"], fen)


def _clock(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")
