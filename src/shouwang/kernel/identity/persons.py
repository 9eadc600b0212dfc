"""Identity numbers (GB 11643) and disability certificate numbers built on them."""

import re
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from stdnum.cn import ric

from shouwang.kernel.findings import Reading, refused
from shouwang.kernel.identity.text import normalised

GB_11643 = "GB 11643"
DISABILITY_RULE = "中华人民共和国残疾人证管理办法"
DISABILITY_KINDS = {
    1: "视力",
    2: "听力",
    3: "言语",
    4: "肢体",
    5: "智力",
    6: "精神",
    7: "多重",
}
_OLD = re.compile(r"\d{15}", re.ASCII)
_NUMBER = re.compile(r"\d{17}[\dX]", re.ASCII)
_DISABILITY = re.compile(r"(\d{17}[\dX])(\d)(\d)([0-9A-Z]{2})?", re.ASCII)


class Sex(IntEnum):
    """GB/T 2261.1."""

    UNKNOWN = 0
    MALE = 1
    FEMALE = 2
    UNSPECIFIED = 9


@dataclass(frozen=True, slots=True, repr=False)
class IdentityNumber:
    """A checked identity number and what stands in it."""

    number: str
    birth_on: date
    sex: Sex
    issued_in: str  # six digits of the county of first registration, possibly long abolished

    def __repr__(self) -> str:
        return "IdentityNumber(***)"  # a log line must never hold the number


@dataclass(frozen=True, slots=True, repr=False)
class DisabilityNumber:
    """A checked disability certificate number."""

    identity: IdentityNumber
    kind: int  # see DISABILITY_KINDS
    grade: int  # 1 is the most severe, 4 the lightest
    reissue: str = ""

    def __repr__(self) -> str:
        return "DisabilityNumber(***)"


def read_identity(text: str, *, on: date | None = None) -> Reading[IdentityNumber]:
    """Read an identity number of 18 characters; `on` refuses a birth after that day.

    A well-formed number of a wrong check digit is refused with the digit that would fit: nearly
    always one digit is mistyped, so the message asks to compare with the card.
    """
    number = normalised(text)
    if _OLD.fullmatch(number):
        return refused(
            "identity_old",
            "这是15位旧身份证号，2013年起已停用，请填写18位号码",
            "居民身份证法",
        )
    if len(number) != 18:
        return refused("identity_length", f"身份证号应为18位，现为{len(number)}位", GB_11643)
    if not _NUMBER.fullmatch(number):
        return refused("identity_shape", "身份证号前17位应为数字，末位为数字或X", GB_11643)
    return _read_parts(number, on)


def _read_parts(number: str, on: date | None) -> Reading[IdentityNumber]:
    birth_on = _birth_on(number)
    if birth_on is None:
        return refused("identity_birth", f"身份证号中的出生日期 {number[6:14]} 不存在", GB_11643)
    if on is not None and birth_on > on:
        return refused("identity_future", f"身份证号中的出生日期 {birth_on} 晚于 {on}", GB_11643)
    if number[17] != ric.calc_check_digit(number):
        return refused("identity_check", "身份证号校验位不符，请与证件核对每一位", GB_11643)
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    return Reading(IdentityNumber(number, birth_on, sex, number[:6]))


def _birth_on(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def read_disability(text: str, *, on: date | None = None) -> Reading[DisabilityNumber]:
    """Read a certificate number: identity number, kind 1-7, grade 1-4, and two for a re-issue."""
    number = normalised(text)
    if len(number) not in (20, 22):
        return refused(
            "disability_length", f"残疾人证号应为20位或22位，现为{len(number)}位", DISABILITY_RULE
        )
    found = _DISABILITY.fullmatch(number)
    if found is None:
        return refused(
            "disability_shape", "残疾人证号应为18位身份证号加类别、等级", DISABILITY_RULE
        )
    person = read_identity(found[1], on=on)
    if person.value is None:
        return Reading(None, person.findings)
    return _read_kind(person.value, int(found[2]), int(found[3]), found[4] or "")


def _read_kind(
    identity: IdentityNumber, kind: int, grade: int, reissue: str
) -> Reading[DisabilityNumber]:
    if kind not in DISABILITY_KINDS:
        return refused("disability_kind", f"残疾类别应为1至7，现为{kind}", DISABILITY_RULE)
    if grade not in (1, 2, 3, 4):
        return refused("disability_grade", f"残疾等级应为1至4，现为{grade}", DISABILITY_RULE)
    return Reading(DisabilityNumber(identity, kind, grade, reissue))
