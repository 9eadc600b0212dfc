"""The documented signature schemes, with keys of our own on both sides."""

import base64
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shouwang.market.orders.errors import GatewayRefused, NoticeForged, NoticeUnreadable
from shouwang.market.orders.gateways import alipay, signing
from shouwang.market.orders.gateways.alipay import AlipayGateway, signed_text
from shouwang.market.orders.gateways.interface import Asked, RefundAsked, Reply, Request
from shouwang.market.orders.gateways.wechat import WechatGateway
from shouwang.market.orders.rules.notices import Said

AT = datetime(2026, 5, 6, 2, tzinfo=UTC)
NUMBER = UUID("11111111-2222-3333-4444-555555555555")
API_KEY = b"0123456789abcdef0123456789abcdef"
OURS = rsa.generate_private_key(public_exponent=65537, key_size=2048)
THEIRS = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ASKED = Asked(NUMBER, 8888, "脐橙", AT + timedelta(minutes=30), "https://m/o", "https://m/n")
REFUND = RefundAsked(NUMBER, NUMBER, "4200001", 100, 8888, "https://m/n")


def answered(body: bytes, at: datetime = AT) -> dict[str, str]:
    """The headers with which the platform signs what it says."""
    timestamp, nonce = str(int(at.timestamp())), "nonce"
    message = f"{timestamp}\n{nonce}\n".encode() + body + b"\n"
    return {
        "wechatpay-timestamp": timestamp,
        "wechatpay-nonce": nonce,
        "wechatpay-serial": "PLATFORM",
        "wechatpay-signature": signing.sign(THEIRS, message),
    }


class Platform:
    """Plays the WeChat platform: checks our signature, and signs its answer."""

    def __init__(self, said: dict[str, str], status: int = 200) -> None:
        self.said, self.status, self.asked = said, status, {}

    def __call__(self, request: Request) -> Reply:
        scheme, _, rest = request.headers["Authorization"].partition(" ")
        given = dict(one.split("=", 1) for one in rest.split(","))
        given = {name: value.strip('"') for name, value in given.items()}
        path = urlsplit(request.address).path
        message = f"POST\n{path}\n{given['timestamp']}\n{given['nonce_str']}\n".encode()
        assert scheme == "WECHATPAY2-SHA256-RSA2048"
        assert (given["mchid"], given["serial_no"]) == ("MCH", "SERIAL")
        signed = message + request.body + b"\n"
        assert signing.is_signed(OURS.public_key(), signed, given["signature"])
        self.asked = json.loads(request.body)
        body = json.dumps(self.said).encode()
        return Reply(self.status, answered(body), body)


def wechat(said: dict[str, str] | None = None, status: int = 200) -> WechatGateway:
    platform = {"PLATFORM": THEIRS.public_key()}
    send = Platform(said or {}, status)
    return WechatGateway("APP", "MCH", "SERIAL", OURS, API_KEY, platform, send)


def notice(event: str, resource: dict, key: bytes = API_KEY) -> bytes:
    sealed = AESGCM(key).encrypt(b"abcdefghijkl", json.dumps(resource).encode(), b"transaction")
    return json.dumps(
        {
            "id": "EV-1",
            "event_type": event,
            "resource_type": "encrypt-resource",
            "resource": {
                "algorithm": "AEAD_AES_256_GCM",
                "ciphertext": base64.b64encode(sealed).decode(),
                "nonce": "abcdefghijkl",
                "associated_data": "transaction",
                "original_type": "transaction",
            },
        }
    ).encode()


PAID = {
    "mchid": "MCH",
    "out_trade_no": NUMBER.hex,
    "transaction_id": "4200001",
    "trade_state": "SUCCESS",
    "amount": {"total": 8888, "payer_total": 8888, "currency": "CNY"},
}


def test_wechat_is_asked_with_a_signature_and_answers_with_one():
    gateway = wechat({"code_url": "weixin://wxpay/bizpayurl?pr=1"})
    assert gateway.begin(ASKED, AT).code == "weixin://wxpay/bizpayurl?pr=1"
    assert gateway.send.asked["amount"] == {"total": 8888, "currency": "CNY"}
    assert gateway.send.asked["out_trade_no"] == NUMBER.hex
    phone = Asked(
        NUMBER, 1, "x", AT, "https://m/o", "https://m/n", on_phone=True, asks_from="203.0.113.9"
    )
    gateway = wechat({"h5_url": "https://wx"})
    assert gateway.begin(phone, AT).address == "https://wx"
    assert gateway.send.asked["scene_info"]["payer_client_ip"] == "203.0.113.9"
    with pytest.raises(GatewayRefused):
        wechat(status=500).begin(ASKED, AT)


def test_a_notice_of_wechat_is_opened_after_its_signature_was_checked():
    body = notice("TRANSACTION.SUCCESS", PAID)
    read = wechat().read(answered(body), body, AT)
    assert (read.said, read.amount_fen, read.transaction) == (Said.PAID, 8888, "4200001")
    assert UUID(read.number) == NUMBER


@pytest.mark.parametrize(
    "changed", ["wechatpay-signature", "wechatpay-serial", "wechatpay-nonce", "wechatpay-timestamp"]
)
def test_a_notice_of_wechat_with_another_header_is_forged(changed):
    body = notice("TRANSACTION.SUCCESS", PAID)
    headers = {**answered(body), changed: "AAAA"}
    with pytest.raises(NoticeForged):
        wechat().read(headers, body, AT)


def test_a_notice_of_wechat_is_refused_when_old_changed_or_for_somebody_else():
    body = notice("TRANSACTION.SUCCESS", PAID)
    with pytest.raises(NoticeForged):
        wechat().read(answered(body), body, AT + timedelta(minutes=6))
    with pytest.raises(NoticeForged):
        wechat().read(answered(body), body + b" ", AT)
    other = notice("TRANSACTION.SUCCESS", {**PAID, "mchid": "X"})
    with pytest.raises(NoticeForged):
        wechat().read(answered(other), other, AT)
    sealed = notice("TRANSACTION.SUCCESS", PAID, b"x" * 32)
    with pytest.raises(NoticeUnreadable):
        wechat().read(answered(sealed), sealed, AT)


@pytest.mark.parametrize(
    ("status", "said"),
    [("SUCCESS", Said.REFUNDED), ("ABNORMAL", Said.REFUND_FAILED), ("PROCESSING", None)],
)
def test_wechat_refunds(status, said):
    gateway = wechat({"status": status})
    assert gateway.refund(REFUND, AT).said == said
    assert gateway.send.asked["amount"] == {"refund": 100, "total": 8888, "currency": "CNY"}


def test_a_notice_of_wechat_about_a_refund():
    resource = {
        "mchid": "MCH",
        "out_refund_no": NUMBER.hex,
        "refund_id": "5030001",
        "refund_status": "SUCCESS",
        "amount": {"refund": 100, "total": 8888},
    }
    body = notice("REFUND.SUCCESS", resource)
    read = wechat().read(answered(body), body, AT)
    assert (read.said, read.amount_fen, UUID(read.number)) == (Said.REFUNDED, 100, NUMBER)


def ali(send=None) -> AlipayGateway:
    return AlipayGateway("2021", "2088", OURS, THEIRS.public_key(), send or (lambda _: None))


def test_alipay_is_asked_by_a_signed_address():
    address = urlsplit(ali().begin(ASKED, AT).address)
    given = {name: value[0] for name, value in parse_qs(address.query).items()}
    assert given["method"] == "alipay.trade.page.pay"
    assert json.loads(given["biz_content"])["total_amount"] == "88.88"
    assert given["timestamp"] == "2026-05-06 10:00:00"
    # sorted by name, joined with &, everything but the signature itself
    names = sorted(set(given) - {"sign"})
    text = "&".join(f"{name}={given[name]}" for name in names).encode()
    assert signing.is_signed(OURS.public_key(), text, given["sign"])


def told(**changed: str) -> bytes:
    given = {
        "app_id": "2021",
        "seller_id": "2088",
        "out_trade_no": NUMBER.hex,
        "trade_no": "2026050622001",
        "trade_status": "TRADE_SUCCESS",
        "total_amount": "88.88",
        "charset": "utf-8",
        "sign_type": "RSA2",
        "passback_params": "",
    } | changed
    return urlencode({**given, "sign": signing.sign(THEIRS, signed_text(given))}).encode()


def test_a_notice_of_alipay_is_read_after_its_signature_was_checked():
    read = ali().read({}, told(), AT)
    assert (read.said, read.amount_fen, UUID(read.number)) == (Said.PAID, 8888, NUMBER)
    closed = ali().read({}, told(trade_status="TRADE_CLOSED"), AT)
    assert closed.said == Said.NOT_PAID
    back = ali().read({}, told(refund_fee="1.00", out_biz_no=NUMBER.hex), AT)
    assert (back.said, back.amount_fen) == (Said.REFUNDED, 100)


def test_a_notice_of_alipay_that_was_changed_is_forged():
    given = dict(parse_qsl(told().decode(), keep_blank_values=True))
    for name in ("total_amount", "out_trade_no", "sign"):
        with pytest.raises(NoticeForged):
            ali().read({}, urlencode({**given, name: "1"}).encode(), AT)
    for changed in ({"app_id": "1"}, {"seller_id": "1"}):
        with pytest.raises(NoticeForged):
            ali().read({}, told(**changed), AT)
    with pytest.raises(NoticeForged):
        ali().read({}, b"\xff", AT)
    with pytest.raises(NoticeUnreadable):
        ali().read({}, told(total_amount="abc"), AT)


def service(text: str, key=THEIRS):
    def send(request: Request) -> Reply:
        given = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
        signed = signed_text(given, whole=True)
        assert signing.is_signed(OURS.public_key(), signed, given["sign"])
        whole = (
            f'{{"alipay_trade_refund_response":{text},"sign":"{signing.sign(key, text.encode())}"}}'
        )
        return Reply(200, {}, whole.encode())

    return send


def test_alipay_refunds_and_its_answer_is_checked():
    assert ali(service('{"code":"10000","msg":"Success"}')).refund(REFUND, AT).said == Said.REFUNDED
    refused = ali(service('{"code":"40004","sub_msg":"余额不足"}')).refund(REFUND, AT)
    assert (refused.said, refused.words) == (Said.REFUND_FAILED, "余额不足")
    with pytest.raises(GatewayRefused):
        ali(service('{"code":"10000"}', OURS)).refund(REFUND, AT)
    assert alipay.HOST.startswith("https://")
