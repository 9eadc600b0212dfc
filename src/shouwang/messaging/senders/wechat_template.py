"""Template messages of a WeChat official account."""

import threading
import time
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings

from shouwang.messaging.errors import NotTaken, Rejected, SenderUnset
from shouwang.messaging.senders import Parcel, Receipt
from shouwang.messaging.senders.calling import NoAnswer, call

_BUSY = {-1, 45009, 45011}  # the system is busy; too many calls today, in this minute
_TOKEN_OLD = {40001, 40014, 42001}
_EARLY = 300.0  # seconds before its end at which a token is not used any more


class WechatTemplate:
    """Sends the sentence as the one field `content` of the template SHOUWANG_WECHAT_TEMPLATE.

    `client_msg_id` carries the number: the platform itself refuses to send it twice for a while.
    It has no record to be asked, so that an unanswered message is for a person to decide.
    """

    def __init__(self) -> None:
        self.url = str(settings.SHOUWANG_WECHAT_URL).rstrip("/")
        self.app, self.secret = settings.SHOUWANG_WECHAT_APP, settings.SHOUWANG_WECHAT_SECRET
        self.template = settings.SHOUWANG_WECHAT_TEMPLATE
        for name, value in (
            ("APP", self.app),
            ("SECRET", self.secret),
            ("TEMPLATE", self.template),
        ):
            if not value:
                raise SenderUnset(sender="WechatTemplate", setting=f"SHOUWANG_WECHAT_{name}")
        self._token, self._until = "", 0.0
        self._lock = threading.Lock()

    def send(self, parcel: Parcel) -> Receipt:
        """Hand the message to the platform. Raises NotTaken, Rejected, NoAnswer."""
        asked = urlencode({"access_token": self._current_token()})
        body = {
            "touser": str(parcel.to),
            "template_id": self.template,
            "client_msg_id": parcel.number.hex,
            "data": {"content": {"value": parcel.text}},
        }
        answer = call(f"{self.url}/cgi-bin/message/template/send?{asked}", body)
        code = answer.body.get("errcode")
        if answer.status != 200 or not isinstance(code, int):
            raise NoAnswer(f"HTTP {answer.status}")
        if code == 0:
            return Receipt(str(answer.body.get("msgid", "")))
        if code in _TOKEN_OLD:
            self._until = 0.0
            raise NotTaken(reason=f"errcode {code}")
        raise (NotTaken if code in _BUSY else Rejected)(reason=f"errcode {code}")

    def knows(self, number: UUID) -> bool | None:
        """The platform cannot be asked."""
        return None

    def _current_token(self) -> str:
        with self._lock:
            if time.monotonic() >= self._until:
                self._token, self._until = self._fresh_token()
            return self._token

    def _fresh_token(self) -> tuple[str, float]:
        named = {"grant_type": "client_credential", "appid": self.app, "secret": self.secret}
        try:
            answer = call(f"{self.url}/cgi-bin/token?{urlencode(named)}")
        except NoAnswer as error:
            raise NotTaken(reason=f"token: {error}") from error
        token = answer.body.get("access_token")
        if not token:
            raise NotTaken(reason=f"token: errcode {answer.body.get('errcode')}")
        seconds = float(answer.body.get("expires_in", 0)) - _EARLY
        return str(token), time.monotonic() + seconds
