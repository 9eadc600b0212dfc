"""Bank cards and telephones: shapes, checked as far as they can be."""

import re

from stdnum import luhn

from shouwang.kernel.findings import Finding, Reading, Weight, refused
from shouwang.kernel.identity.text import normalised

_CARD = re.compile(r"\d{12,21}", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(r"0\d{2,3}[1-9]\d{6,7}", re.ASCII)
_COUNTRY = re.compile(r"^(\+|00)86", re.ASCII)


def read_bank_card(text: str) -> Reading[str]:
    """Read a card or passbook number; a failed Luhn check only warns.

    Passbooks and some rural credit cards have numbers without a check digit.
    """
    number = normalised(text).replace("-", "")
    if not _CARD.fullmatch(number):
        return refused("bank_card_shape", "银行卡号应为12至21位数字")
    if luhn.is_valid(number):
        return Reading(number)
    warning = Finding("bank_card_check", "银行卡号校验位不符，请与卡面核对", Weight.WARN)
    return Reading(number, (warning,))


def read_telephone(text: str) -> Reading[str]:
    """Read a mobile or a landline number with its area code; the value is digits only."""
    number = _COUNTRY.sub("", re.sub(r"[-()]", "", normalised(text)))
    if _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number):
        return Reading(number)
    return refused("telephone_shape", "电话应为11位手机号，或区号加固定电话号码")
