"""Filters that write numbers, money, dates and personal entries for Chinese readers.

Money is whole fen, as everywhere: a float is refused, because it has already lost the exact
amount. A value that is missing (None or empty) is written as a dash, never as zero.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from shouwang.kernel.money import FEN_PER_YUAN, round_half_up

register = template.Library()

# Thin space between thousands and before units. The narrow no-break space would be safer in running
# text, but Chinese fonts draw it too thin to see or lack it; `.number` and `.money` do not wrap.
GAP = "\u202f"
MISSING = "—"
_WAN = 10_000
_YI = 100_000_000


def _grouped(whole: int) -> str:
    return f"{whole:,}".replace(",", GAP).replace("-", "−")


def _is_missing(value: object) -> bool:
    return value is None or value == ""


def _fen(value: Any) -> int:
    """Whole fen of an int or of a Money; anything else, above all a float, is refused."""
    fen = getattr(value, "fen", value)
    if not isinstance(fen, int) or isinstance(fen, bool):
        raise TypeError(f"Money is whole fen: {value!r} is not a whole number")
    return fen


def has_fen(value: Any) -> bool:
    """Whether an amount is not of whole yuan."""
    return not _is_missing(value) and _fen(value) % FEN_PER_YUAN != 0


def _in_chinese() -> bool:
    return not (get_language() or "zh").startswith("en")


@register.filter
def dash(value: Any) -> Any:
    """The value itself, or a dash where there is none."""
    return MISSING if _is_missing(value) else value


@register.filter
def number(value: Any, digits: int = 0) -> str:
    """A count with thousands: 20179 → 20 179; `number:2` for measures that have decimals."""
    if _is_missing(value):
        return MISSING
    if isinstance(value, float) and not digits:
        raise TypeError(f"A count is a whole number: {value!r}; give the decimals to show")
    if not digits:
        return _grouped(int(value))
    text = f"{Decimal(str(value)):,.{digits}f}"
    return text.replace(",", GAP).replace("-", "−")


@register.filter
def change(value: int | None) -> str:
    """A difference with its sign: +3, −12, and 0 without one."""
    if value is None:
        return MISSING
    return number(value) if value <= 0 else f"+{number(value)}"


@register.filter
def percent(value: Any, digits: int = 1) -> str:
    """A share (0.143) as per cent: 14.3%."""
    if _is_missing(value):
        return MISSING
    return f"{Decimal(str(value)) * 100:.{digits}f}%".replace("-", "−")


@register.filter
def amount(fen: Any) -> str:
    """Fen as yuan without the unit, for columns headed 元: 2136050 → 21 360.50."""
    if _is_missing(fen):
        return MISSING
    whole, rest = divmod(abs(_fen(fen)), FEN_PER_YUAN)
    sign = "−" if _fen(fen) < 0 else ""
    return f"{sign}{_grouped(whole)}" + (f".{rest:02d}" if rest else "")


@register.filter
def cents(fen: Any) -> str:
    """Fen as yuan with both places, for a column where some have them: 6200 → 62.00."""
    text = amount(fen)
    return text if text == MISSING or "." in text else f"{text}.00"


@register.filter
def yuan(fen: Any) -> str:
    """Fen as yuan with the unit: 2136000 → 21 360 元."""
    if _is_missing(fen):
        return MISSING
    return f"{amount(fen)}{GAP}{'元' if _in_chinese() else 'yuan'}"


@register.filter
def wan(fen: Any) -> str:
    """Fen in the unit people say: 万元, from 亿 on 亿元; two decimals, a half goes up."""
    if _is_missing(fen):
        return MISSING
    whole = _fen(fen)
    if not _in_chinese():
        return f"{_in_unit(whole, _WAN * 100)}{GAP}million yuan"
    scale, unit = (_YI, "亿元") if abs(whole) >= _YI * FEN_PER_YUAN else (_WAN, "万元")
    return f"{_in_unit(whole, scale)}{GAP}{unit}"


def _in_unit(fen: int, scale: int) -> str:
    hundredths = round_half_up(fen, scale)  # fen ÷ 100 ÷ scale, counted in hundredths
    whole, rest = divmod(abs(hundredths), 100)
    decimals = f".{rest:02d}".rstrip("0").rstrip(".")
    return ("−" if hundredths < 0 else "") + _grouped(whole) + decimals


@register.filter
def on(day: date | None) -> str:
    """A day in a table: 2024-06-30."""
    return MISSING if _is_missing(day) or day is None else day.strftime("%Y-%m-%d")


@register.filter
def at(instant: datetime | None) -> str:
    """An instant in a table, in local time: 2024-06-30 09:05."""
    if instant is None or _is_missing(instant):
        return MISSING
    local = timezone.localtime(instant) if timezone.is_aware(instant) else instant
    return local.strftime("%Y-%m-%d %H:%M")


@register.filter
def on_text(day: date | None, form: str = "") -> str:
    """A day in a sentence: 6月30日; `on_text:"year"` 2024年6月30日."""
    if day is None or _is_missing(day):
        return MISSING
    if not _in_chinese():
        return f"{day.day} {day:%B}" + (f" {day.year}" if form == "year" else "")
    return (f"{day.year}年" if form == "year" else "") + f"{day.month}月{day.day}日"


@register.filter
def month(day: date | None) -> str:
    """The month a day lies in: 2024-06."""
    return MISSING if day is None or _is_missing(day) else day.strftime("%Y-%m")


@register.filter
def masked(text: str | None, kept: str = "3,4") -> str:
    """A personal number with its middle hidden: `masked:"3,4"` keeps 3 in front and 4 behind.

    What is too short to hide anything is hidden whole.
    """
    if text is None or _is_missing(text):
        return MISSING
    front, back = (int(part) for part in kept.split(","))
    if len(text) <= front + back:
        return "*" * len(text)
    return text[:front] + "*" * (len(text) - front - back) + text[len(text) - back :]


@register.filter
def masked_name(name: str | None) -> str:
    """The family name and a star for each further character: 张*, 欧阳** stays 欧***."""
    if name is None or _is_missing(name):
        return MISSING
    return name[0] + "*" * (len(name) - 1)
