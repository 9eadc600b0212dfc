"""SMS by a gateway that takes JSON over HTTP; most providers have such a door, or an adapter."""

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings

from shouwang.messaging.errors import NotTaken, Rejected, SenderUnset
from shouwang.messaging.senders import Parcel, Receipt
from shouwang.messaging.senders.calling import Answer, NoAnswer, call

_BUSY = {408, 425, 429, 503}
_REFUSED = range(400, 500)


class HttpSms:
    """Posts {number, to, text, template, parameters}; a 2xx answer is taken, its `id` the receipt.

    The number goes as `Idempotency-Key` too. With SHOUWANG_SMS_STATUS_URL the gateway is asked
    `?number=…` after a crash: {"known": true} or {"known": false}.
    """

    def __init__(self) -> None:
        self.url = str(settings.SHOUWANG_SMS_URL)
        self.status_url = str(settings.SHOUWANG_SMS_STATUS_URL)
        self.key = str(settings.SHOUWANG_SMS_KEY)
        if not self.url:
            raise SenderUnset(sender="HttpSms", setting="SHOUWANG_SMS_URL")

    def send(self, parcel: Parcel) -> Receipt:
        """Hand the message to the gateway. Raises NotTaken, Rejected, NoAnswer."""
        body = {
            "number": str(parcel.number),
            "to": str(parcel.to),
            "text": parcel.text,
            "template": parcel.template,
            "parameters": dict(parcel.parameters),
        }
        headers = {**self._headers(), "Idempotency-Key": str(parcel.number)}
        return _receipt(call(self.url, body, headers=headers))

    def knows(self, number: UUID) -> bool | None:
        """What the gateway's own record says; None when it has none or does not answer."""
        if not self.status_url:
            return None
        joint = "&" if "?" in self.status_url else "?"
        asked = f"{self.status_url}{joint}{urlencode({'number': number})}"
        try:
            answer = call(asked, headers=self._headers())
        except (NotTaken, NoAnswer):
            return None
        known = answer.body.get("known")
        return known if answer.status == 200 and isinstance(known, bool) else None

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}


def _receipt(answer: Answer) -> Receipt:
    if 200 <= answer.status < 300:
        return Receipt(str(answer.body.get("id", "")))
    if answer.status in _BUSY:
        raise NotTaken(reason=f"HTTP {answer.status}")
    if answer.status in _REFUSED:
        raise Rejected(reason=f"HTTP {answer.status}")
    raise NoAnswer(f"HTTP {answer.status}")
