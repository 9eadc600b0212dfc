"""Which gateways this site has: the offline one, or those that `payments.json` declares.

The file lies in the data directory: `{"wechat": {…}, "alipay": {…}, "testing": true}`. With it
there is only what it names; without it the test gateway where the demonstration runs, and
elsewhere none: goods are not given away because a file is missing.
"""

import functools
import json
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwang.market.orders.errors import GatewayUnknown
from shouwang.market.orders.gateways.alipay import AlipayGateway
from shouwang.market.orders.gateways.interface import Gateway
from shouwang.market.orders.gateways.testing import TestingGateway
from shouwang.market.orders.gateways.wechat import WechatGateway

FILE = "payments.json"
LABELS = {"testing": _("测试支付（不收钱）"), "wechat": _("微信支付"), "alipay": _("支付宝")}


@functools.cache
def gateways() -> Mapping[str, Gateway]:
    """By name, in the order in which they are offered; read once."""
    path = Path(settings.MEDIA_ROOT).parent / FILE
    if not path.exists():
        offers = settings.SHOUWANG_TEST_GATEWAY  # type: ignore[misc]
        return {"testing": TestingGateway()} if offers else {}
    given = json.loads(path.read_text(encoding="utf-8"))
    found: dict[str, Gateway] = {}
    if "wechat" in given:
        found["wechat"] = WechatGateway.configured(given["wechat"])
    if "alipay" in given:
        found["alipay"] = AlipayGateway.configured(given["alipay"])
    if given.get("testing"):
        found["testing"] = TestingGateway()
    return found


def gateway(name: str) -> Gateway:
    """The gateway of that name. Raises GatewayUnknown."""
    try:
        return gateways()[name]
    except KeyError as error:
        raise GatewayUnknown(name=name) from error


def notice_address(name: str) -> str:
    """Where the gateway is to tell us: a whole address where the site knows its own."""
    origins = list(settings.CSRF_TRUSTED_ORIGINS)  # type: ignore[call-overload]
    origin = str(origins[0]) if origins else ""
    return origin + reverse("payment_notice", args=[name])
