"""The senders against a real server on this machine: taken, refused, busy, silent, gone."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from tests import factories
from tests.factories_messaging import NOON, posted, rows

from shouwang.messaging import operations
from shouwang.messaging.errors import NotTaken, Rejected, SenderUnset
from shouwang.messaging.senders import Parcel, Receipt, calling
from shouwang.messaging.senders.calling import NoAnswer
from shouwang.messaging.senders.http_sms import HttpSms
from shouwang.messaging.senders.wechat_template import WechatTemplate

NUMBER = UUID(int=7)
PARCEL = Parcel(NUMBER, "sms", "13800001234", "文字", "new_message", {"kind": "通知"})


class Gateway(ThreadingHTTPServer):
    """Answers what `answers` holds for a path: status and body, "hang" or "break"."""

    daemon_threads = False  # joined when the server closes

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, list[Any]] = {}
        self.heard: list[tuple[str, Any, dict[str, str]]] = []
        self.released = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_GET(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.answer()

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = json.loads(self.rfile.read(length)) if length else None
        self.server.heard.append((self.path, body, dict(self.headers)))
        waiting = self.server.answers[self.path.partition("?")[0]]
        said = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if said == "hang":
            self.server.released.wait(30)
        if isinstance(said, str):
            return
        status, text = said[0], json.dumps(said[1]) if isinstance(said[1], dict) else said[1]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *arguments: object) -> None:
        """Quiet."""


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with Gateway() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.released.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def sms(gateway, monkeypatch):
    monkeypatch.setattr(settings, "SHOUWANG_SMS_URL", f"{gateway.url}/send")
    monkeypatch.setattr(settings, "SHOUWANG_SMS_STATUS_URL", f"{gateway.url}/known")
    monkeypatch.setattr(settings, "SHOUWANG_SMS_KEY", "key-1")
    return HttpSms()


def test_an_sms_is_taken(gateway, sms):
    gateway.answers["/send"] = [(200, {"id": "m1"})]
    assert sms.send(PARCEL) == Receipt("m1")
    ((path, body, headers),) = gateway.heard
    assert path == "/send"
    assert body == {
        "number": str(NUMBER),
        "to": "13800001234",
        "text": "文字",
        "template": "new_message",
        "parameters": {"kind": "通知"},
    }
    assert headers["Idempotency-Key"] == str(NUMBER)
    assert headers["Authorization"] == f"Bearer {settings.SHOUWANG_SMS_KEY}"


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ((429, {}), NotTaken),
        ((503, {}), NotTaken),
        ((400, {}), Rejected),
        ((500, {}), NoAnswer),
        ((200, "<html>13800001234"), NoAnswer),
        ("break", NoAnswer),
        ("hang", NoAnswer),
    ],
)
def test_what_is_not_taken_and_what_is_not_known(gateway, sms, said, error, monkeypatch):
    monkeypatch.setattr(calling, "SECONDS", 0.5)
    gateway.answers["/send"] = [said]
    with pytest.raises(error) as raised:
        sms.send(PARCEL)
    assert "13800001234" not in str(raised.value)


def test_nobody_there_is_not_taken(gateway, sms, monkeypatch):
    monkeypatch.setattr(sms, "url", "http://127.0.0.1:9/")
    with pytest.raises(NotTaken):
        sms.send(PARCEL)
    monkeypatch.setattr(sms, "status_url", "http://127.0.0.1:9/")
    assert sms.knows(NUMBER) is None


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ((200, {"known": True}), True),
        ((200, {"known": False}), False),
        ((200, {}), None),
        ((404, {"known": False}), None),
        ("break", None),
    ],
)
def test_asked_by_number(gateway, sms, said, known):
    gateway.answers["/known"] = [said]
    assert sms.knows(NUMBER) is known
    assert gateway.heard[0][0] == f"/known?number={NUMBER}"


def test_without_a_door_to_ask_at(sms, monkeypatch):
    monkeypatch.setattr(sms, "status_url", "")
    assert sms.knows(NUMBER) is None
    monkeypatch.setattr(settings, "SHOUWANG_SMS_URL", "")
    with pytest.raises(SenderUnset):
        HttpSms()


@pytest.mark.django_db
def test_an_answer_lost_on_the_way_sends_nothing_twice(gateway, sms, monkeypatch):
    monkeypatch.setattr(settings, "SHOUWANG_SENDERS", {"sms": "x"})
    monkeypatch.setattr("shouwang.messaging.operations.delivering.senders", lambda: {"sms": sms})
    gateway.answers = {"/send": ["break"], "/known": [(200, {"known": True})]}
    posted(factories.account(telephone="13800001234"))
    assert dict(operations.deliver(clock=lambda: NOON)) == {"sent": 1}
    assert dict(operations.deliver(clock=lambda: NOON)) == {}
    assert [path.partition("?")[0] for path, _body, _headers in gateway.heard] == [
        "/send",
        "/known",
    ]
    assert rows()[0].receipt == "asked"


TOKEN, SEND = "/cgi-bin/token", "/cgi-bin/message/template/send"


@pytest.fixture
def wechat(gateway, monkeypatch):
    monkeypatch.setattr(settings, "SHOUWANG_WECHAT_URL", gateway.url)
    for name in ("APP", "SECRET", "TEMPLATE"):
        monkeypatch.setattr(settings, f"SHOUWANG_WECHAT_{name}", name.lower())
    gateway.answers[TOKEN] = [(200, {"access_token": "t1", "expires_in": 7200})]
    return WechatTemplate()


def test_wechat_fetches_a_token_once_and_sends(gateway, wechat):
    gateway.answers[SEND] = [(200, {"errcode": 0, "msgid": 42})]
    assert [wechat.send(PARCEL), wechat.send(PARCEL)] == [Receipt("42")] * 2
    assert [path.partition("?")[0] for path, _body, _headers in gateway.heard] == [
        TOKEN,
        SEND,
        SEND,
    ]
    body = gateway.heard[1][1]
    assert body["client_msg_id"] == NUMBER.hex
    assert body["data"] == {"content": {"value": "文字"}}
    assert wechat.knows(NUMBER) is None


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ((200, {"errcode": 43004}), Rejected),
        ((200, {"errcode": -1}), NotTaken),
        ((200, {"errcode": 42001}), NotTaken),
        ((502, {}), NoAnswer),
    ],
)
def test_wechat_refuses(gateway, wechat, said, error):
    gateway.answers[SEND] = [said, (200, {"errcode": 0, "msgid": 1})]
    with pytest.raises(error):
        wechat.send(PARCEL)
    assert wechat.send(PARCEL) == Receipt("1")
    fetched = sum(path.startswith(TOKEN) for path, _body, _headers in gateway.heard)
    assert fetched == (2 if said[1].get("errcode") == 42001 else 1)


def test_wechat_without_a_token(gateway, wechat, monkeypatch):
    gateway.answers[TOKEN] = [(200, {"errcode": 40013})]
    with pytest.raises(NotTaken):
        wechat.send(PARCEL)
    monkeypatch.setattr(settings, "SHOUWANG_WECHAT_SECRET", "")
    with pytest.raises(SenderUnset):
        WechatTemplate()
