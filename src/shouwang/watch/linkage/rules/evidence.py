"""What each comparison of two records found, as a word that pages and journal can hold."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

CERTAIN = 1.0  # the probability of an equal identity number


class Evidence(StrEnum):
    """The outcome of comparing one column; `unknown` where a side says nothing."""

    SAME = "same"
    SAME_SOUND = "same_sound"
    ONE_CHARACTER = "one_character"
    SAME_INITIALS = "same_initials"
    ONE_DIGIT = "one_digit"
    LUNAR = "lunar"
    SWAPPED = "swapped"
    SAME_YEAR = "same_year"
    SAME_TOWNSHIP = "same_township"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


COLUMNS = ("identity", "name", "birth", "sex", "place")
_WORDS = {
    ("identity", Evidence.SAME): _("证件号码相同"),
    ("identity", Evidence.ONE_DIGIT): _("证件号码只差一位"),
    ("identity", Evidence.DIFFERENT): _("证件号码不同"),
    ("identity", Evidence.UNKNOWN): _("至少一方没有证件号码"),
    ("name", Evidence.SAME): _("姓名相同"),
    ("name", Evidence.SAME_SOUND): _("姓名同音"),
    ("name", Evidence.ONE_CHARACTER): _("姓名差一个字"),
    ("name", Evidence.SAME_INITIALS): _("姓名拼音首字母相同"),
    ("name", Evidence.DIFFERENT): _("姓名不同"),
    ("birth", Evidence.SAME): _("出生日期相同"),
    ("birth", Evidence.LUNAR): _("一方像是把农历当公历登记"),
    ("birth", Evidence.SWAPPED): _("出生月、日颠倒"),
    ("birth", Evidence.ONE_DIGIT): _("出生日期差一个数字"),
    ("birth", Evidence.SAME_YEAR): _("同年出生"),
    ("birth", Evidence.DIFFERENT): _("出生日期不同"),
    ("birth", Evidence.UNKNOWN): _("至少一方没有出生日期"),
    ("sex", Evidence.SAME): _("性别相同"),
    ("sex", Evidence.DIFFERENT): _("性别不同"),
    ("place", Evidence.SAME): _("同村"),
    ("place", Evidence.SAME_TOWNSHIP): _("同乡镇"),
    ("place", Evidence.DIFFERENT): _("不同乡镇"),
}


def sentence(evidence: Mapping[str, str]) -> str:
    """The evidence of a pair in words, identity first; what is not known about sex is left out."""
    found = (
        _WORDS.get((column, Evidence(evidence[column])))
        for column in COLUMNS
        if evidence.get(column)
    )
    return "；".join(str(words) for words in found if words)
