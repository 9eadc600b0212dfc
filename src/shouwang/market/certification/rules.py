"""What an application must say: the product, tests, prices beside it, households helped."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from shouwang.kernel.findings import Finding


class Step(StrEnum):
    """The steps of the form, in order."""

    PRODUCT = "product"
    QUALITY = "quality"
    PRICE = "price"
    HOUSEHOLDS = "households"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Test:
    """One test: what was looked for, when, by which laboratory, with which result."""

    __test__ = False  # not a test of pytest

    item: str
    on: date
    laboratory: str
    result: str
    passed: bool
    file_name: str = ""
    file_digest: str = ""


@dataclass(frozen=True, slots=True)
class MarketPrice:
    """What the same costs elsewhere, for the same unit."""

    place: str
    on: date
    fen: int
    source: str


@dataclass(frozen=True, slots=True)
class Said:
    """An application as it was read from its draft; what is missing is empty."""

    product: str = ""
    category: str = ""
    region_code: str = ""
    unit: str = ""
    price_fen: int = 0
    households_text: str = ""
    tests: Sequence[Test] = ()
    prices: Sequence[MarketPrice] = ()
    links: dict[UUID, date] = field(default_factory=dict)
    origin_name: str = ""
    origin_digest: str = ""
    incomplete: dict[Step, int] = field(default_factory=dict)  # rows begun and not whole


@dataclass(frozen=True, slots=True)
class Terms:
    """What the policy asks for."""

    least_prices: int
    test_age_days: int


def findings(said: Said, terms: Terms, *, on: date) -> dict[Step, list[Finding]]:
    """By step what still stands against sending the application; steps in order are left out."""
    found = {
        Step.PRODUCT: _of_product(said),
        Step.QUALITY: _of_quality(said.tests, terms, on),
        Step.PRICE: _of_price(said, terms, on),
        Step.HOUSEHOLDS: _of_households(said, on),
    }
    for step, rows in said.incomplete.items():
        found[step].append(Finding("row_open", f"有{rows}行没有填完整，请补齐或清空"))
    return {step: listed for step, listed in found.items() if listed}


def _of_product(said: Said) -> list[Finding]:
    whole = said.product and said.category and said.region_code
    return [] if whole else [Finding("product_open", "请填写产品名称、类别和产地")]


def _of_quality(tests: Sequence[Test], terms: Terms, on: date) -> list[Finding]:
    if not tests:
        return [Finding("test_missing", "至少写一份检测报告")]
    found = []
    oldest = on - timedelta(days=terms.test_age_days)
    for number, test in enumerate(tests, 1):
        if test.on > on:
            found.append(Finding("test_future", f"第{number}份检测的日期在今天之后"))
        elif test.on < oldest:
            words = f"第{number}份检测已超过{terms.test_age_days}天，请换近期的报告"
            found.append(Finding("test_old", words))
        if not test.passed:
            found.append(Finding("test_failed", f"第{number}份检测结论是不合格，不能申请"))
        if not test.file_digest:
            found.append(Finding("test_paper", f"第{number}份检测还没有上传报告"))
    return found


def _of_price(said: Said, terms: Terms, on: date) -> list[Finding]:
    found = []
    if said.price_fen <= 0 or not said.unit:
        found.append(Finding("price_open", "请填写申报价格和计价单位"))
    if len(said.prices) < terms.least_prices:
        found.append(
            Finding("prices_few", f"至少写{terms.least_prices}个市场价格，现有{len(said.prices)}个")
        )
    if any(one.on > on for one in said.prices):
        found.append(Finding("price_future", "市场价格的日期在今天之后"))
    return found


def _of_households(said: Said, on: date) -> list[Finding]:
    if not said.links:
        return [Finding("households_none", "至少勾选一户带动的农户")]
    if any(agreed_on > on for agreed_on in said.links.values()):
        return [Finding("agreed_future", "农户同意的日期在今天之后")]
    return []


def average_fen(prices: Sequence[MarketPrice]) -> int | None:
    """The mean of the market prices, rounded down to whole fen; None without any."""
    return sum(one.fen for one in prices) // len(prices) if prices else None
