"""WeChat Pay, API v3: Native (a QR code) at a desk, H5 on a phone.

Requests carry `WECHATPAY2-SHA256-RSA2048` signatures over method, path, timestamp, nonce and body;
answers and notices are signed by the platform over timestamp, nonce and body; the resource of a
notice is encrypted with AES-256-GCM under the APIv3 key. All as the service documents it; nothing
is read before its signature is checked.
"""

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shouwang.market.orders.errors import GatewayRefused, NoticeForged, NoticeUnreadable
from shouwang.market.orders.gateways import signing, transport
from shouwang.market.orders.gateways.interface import (
    Answer,
    Asked,
    Begun,
    Headers,
    RefundAnswer,
    RefundAsked,
    Reply,
    Request,
    Send,
)
from shouwang.market.orders.rules.notices import Notice, Said

HOST = "https://api.mch.weixin.qq.com"
SCHEME = "WECHATPAY2-SHA256-RSA2048"
FRESH = timedelta(minutes=5)
_REFUNDS = {"SUCCESS": Said.REFUNDED, "CLOSED": Said.REFUND_FAILED, "ABNORMAL": Said.REFUND_FAILED}


@dataclass(frozen=True)
class WechatGateway:
    """One merchant. `platform` has the platform's public keys by serial number."""

    app: str
    merchant: str
    serial: str
    key: RSAPrivateKey
    api_key: bytes
    platform: Mapping[str, RSAPublicKey]
    send: Send = transport.send
    name: str = "wechat"

    @classmethod
    def configured(cls, given: Mapping[str, Any]) -> "WechatGateway":
        """From the file of gateways; keys are PEM texts."""
        return cls(
            app=given["app"],
            merchant=given["merchant"],
            serial=given["serial"],
            key=signing.private_key(given["key"]),
            api_key=given["api_key"].encode(),
            platform={serial: signing.public_key(pem) for serial, pem in given["platform"].items()},
        )

    def begin(self, asked: Asked, at: datetime) -> Begun:
        """Announce the payment."""
        wanted: dict[str, Any] = {
            "appid": self.app,
            "mchid": self.merchant,
            "description": asked.words[:127],
            "out_trade_no": asked.number.hex,
            "time_expire": asked.expires_at.isoformat(timespec="seconds"),
            "notify_url": asked.tells,
            "amount": {"total": asked.amount_fen, "currency": "CNY"},
        }
        if not asked.on_phone:
            return Begun(code=self._call("/v3/pay/transactions/native", wanted, at, "code_url"))
        wanted["scene_info"] = {"payer_client_ip": asked.asks_from, "h5_info": {"type": "Wap"}}
        return Begun(address=self._call("/v3/pay/transactions/h5", wanted, at, "h5_url"))

    def read(self, headers: Headers, body: bytes, at: datetime) -> Notice:
        """Signature, age, then what was encrypted for us."""
        self._check(headers, body, at)
        try:
            whole = json.loads(body)
            resource = self._opened(whole["resource"])
            if resource["mchid"] != self.merchant or resource.get("appid", self.app) != self.app:
                raise NoticeForged(why="merchant")
            return _read(str(whole["event_type"]), resource)
        except (KeyError, ValueError, TypeError, AttributeError, InvalidTag) as error:
            raise NoticeUnreadable(why=type(error).__name__) from error

    def answer(self, taken: bool) -> Answer:
        """Nothing, or that it failed."""
        if taken:
            return Answer(204, "application/json", b"")
        return Answer(400, "application/json", b'{"code":"FAIL","message":"refused"}')

    def refund(self, asked: RefundAsked, at: datetime) -> RefundAnswer:
        """Ask for money to be sent back."""
        wanted = {
            "transaction_id": asked.transaction,
            "out_refund_no": asked.number.hex,
            "notify_url": asked.tells,
            "amount": {
                "refund": asked.amount_fen,
                "total": asked.paid_fen,
                "currency": "CNY",
            },
        }
        status = self._call("/v3/refund/domestic/refunds", wanted, at, "status")
        return RefundAnswer(_REFUNDS.get(status), status)

    def authorization(self, method: str, path: str, body: bytes, at: datetime) -> str:
        """The header that signs a request."""
        timestamp, nonce = str(int(at.timestamp())), secrets.token_hex(16)
        message = f"{method}\n{path}\n{timestamp}\n{nonce}\n".encode() + body + b"\n"
        return (
            f'{SCHEME} mchid="{self.merchant}",nonce_str="{nonce}",'
            f'signature="{signing.sign(self.key, message)}",timestamp="{timestamp}",'
            f'serial_no="{self.serial}"'
        )

    def _call(self, path: str, wanted: Mapping[str, Any], at: datetime, name: str) -> str:
        """What the answer says under the name."""
        body = json.dumps(wanted, ensure_ascii=False).encode()
        headers = {
            "Authorization": self.authorization("POST", path, body, at),
            "Accept": "application/json",
            "Content-Type": "application/json",
            "Wechatpay-Serial": next(iter(self.platform)),
        }
        reply = self.send(Request("POST", HOST + urlsplit(path).path, headers, body))
        return self._said(reply, at, name)

    def _said(self, reply: Reply, at: datetime, name: str) -> str:
        if reply.status >= 300:
            raise GatewayRefused(gateway=self.name, why=f"status {reply.status}")
        try:
            self._check(reply.headers, reply.body, at)
            return str(json.loads(reply.body)[name])
        except (NoticeForged, KeyError, TypeError, ValueError) as error:
            raise GatewayRefused(gateway=self.name, why="answer not understood") from error

    def _check(self, headers: Headers, body: bytes, at: datetime) -> None:
        key = self.platform.get(headers.get("wechatpay-serial", ""))
        timestamp = headers.get("wechatpay-timestamp", "")
        message = f"{timestamp}\n{headers.get('wechatpay-nonce', '')}\n".encode() + body + b"\n"
        if key is None or not timestamp.isdecimal():
            raise NoticeForged(why="serial")
        if not signing.is_signed(key, message, headers.get("wechatpay-signature", "")):
            raise NoticeForged(why="signature")
        if abs(at.timestamp() - int(timestamp)) > FRESH.total_seconds():
            raise NoticeForged(why="old")

    def _opened(self, resource: Mapping[str, str]) -> dict[str, Any]:
        if resource["algorithm"] != "AEAD_AES_256_GCM":
            raise NoticeUnreadable(why=resource["algorithm"])
        try:
            sealed = base64.b64decode(resource["ciphertext"], validate=True)
        except binascii.Error as error:
            raise NoticeUnreadable(why="base64") from error
        bound = resource.get("associated_data", "").encode()
        plain = AESGCM(self.api_key).decrypt(resource["nonce"].encode(), sealed, bound)
        found: dict[str, Any] = json.loads(plain)
        return found


def _read(event: str, resource: Mapping[str, Any]) -> Notice:
    if event.startswith("REFUND."):
        said = _REFUNDS.get(resource["refund_status"], Said.REFUND_FAILED)
        number, amount = resource["out_refund_no"], resource["amount"]["refund"]
        return Notice("wechat", said, number, resource["refund_id"], int(amount))
    said = Said.PAID if resource["trade_state"] == "SUCCESS" else Said.NOT_PAID
    amount = resource.get("amount", {}).get("total", 0)
    if resource.get("amount", {}).get("currency", "CNY") != "CNY":
        raise NoticeUnreadable(why="currency")
    return Notice(
        "wechat", said, resource["out_trade_no"], resource.get("transaction_id", ""), int(amount)
    )
