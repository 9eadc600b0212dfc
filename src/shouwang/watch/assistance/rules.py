"""Whether a measure may be planned, changed, delivered or ended: pure, over values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shouwang.kernel.findings import Finding
from shouwang.kernel.money import round_half_up

LONGEST_AHEAD = 730  # days: a start further away is a slip of the keyboard
FEN = 100
THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Draft:
    """A measure as somebody writes it. `code` "" is one that the catalogue does not have."""

    kind: str
    title: str
    responsible: str
    money: str
    start_on: date
    amount_fen: int | None = None
    expected_fen: int | None = None
    code: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was delivered, since when, and what it brings in a year."""

    on: date
    paid_fen: int | None = None
    actual_fen: int | None = None


def plannable(
    draft: Draft, *, kinds: Iterable[str], most_fen: int, on: date
) -> tuple[Finding, ...]:
    """What stands against a measure that is to be planned or changed."""
    return (*_words(draft, set(kinds)), *_amounts(draft, most_fen), *_start(draft, on))


def _words(draft: Draft, kinds: set[str]) -> Iterable[Finding]:
    if draft.kind not in kinds:
        yield Finding("kind_unknown", "政策包里没有这类措施：请在十四类措施里另选一类。")
    if not draft.title.strip():
        yield Finding("title_missing", "请写明具体措施。")
    if not draft.responsible.strip():
        yield Finding("responsible_missing", "请写明责任单位。")
    if not draft.money.strip():
        yield Finding("money_missing", "请选择资金来源；不涉及资金的选“不涉及资金”。")


def _amounts(draft: Draft, most_fen: int) -> Iterable[Finding]:
    yield from amount(draft.amount_fen, "金额", most_fen)
    yield from amount(draft.expected_fen, "预计年增收", most_fen)


def amount(fen: int | None, label: str, most_fen: int) -> Iterable[Finding]:
    """What stands against an amount: nothing is paid back, and yuan are not fen."""
    if fen is None:
        return
    if fen < 0:
        yield Finding("amount_negative", f"{label}不能是负数。")
    if fen > most_fen:
        yield Finding(
            "amount_absurd",
            f"{label}超过 {most_fen // FEN} 元：请核对单位是不是元；确有这么多的请分项填写。",
        )


def _start(draft: Draft, on: date) -> Iterable[Finding]:
    if abs((draft.start_on - on).days) > LONGEST_AHEAD:
        yield Finding("start_absurd", "计划开始日期离今天超过两年，请核对年份。")


def deliverable(
    delivery: Delivery, *, state: str, proved: bool, most_fen: int, on: date
) -> tuple[Finding, ...]:
    """What stands against saying that a measure was delivered."""
    found = list(changeable(state))
    if not proved:
        found.append(Finding("proof_missing", "请上传落实凭证（照片、签收单或银行回单）。"))
    if delivery.on > on:
        found.append(Finding("delivered_later", "落实日期还没有到，请填今天或以前的日期。"))
    found += amount(delivery.paid_fen, "落实金额", most_fen)
    found += amount(delivery.actual_fen, "实际年增收", most_fen)
    return tuple(found)


def changeable(state: str) -> tuple[Finding, ...]:
    """Only a measure that is still planned is changed or delivered."""
    words = {
        "delivered": "这项措施已经落实，不能再改；有变化的请另列一项措施。",
        "ended": "这项措施已经终止，不能再改；需要的请重新列入。",
    }
    return (Finding(f"measure_{state}", words[state]),) if state in words else ()


def endable(state: str, reason: str) -> tuple[Finding, ...]:
    """What stands against ending a measure."""
    found = list(changeable(state) if state == "ended" else ())
    if not reason.strip():
        found.append(Finding("reason_missing", "请写明终止的理由。"))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Prices:
    """The rises of a month and what starts the subsidy, in thousandths; None was not entered."""

    cpi: int | None
    food: int | None
    cpi_starts: int
    food_starts: int


def starts(prices: Prices) -> bool:
    """Whether the subsidy is paid for the month."""
    by_cpi = prices.cpi is not None and prices.cpi >= prices.cpi_starts
    return by_cpi or (prices.food is not None and prices.food >= prices.food_starts)


def subsidy_each(base_fen: int, cpi: int, least_fen: int) -> int:
    """Fen a person: the base times the rise of consumer prices, to the fen, and not less than.

    Rounded as all money is (docs/explanation/money-and-rounding.md).
    """
    return max(round_half_up(base_fen * max(cpi, 0), THOUSAND), least_fen)
