"""What was typed into a draft, read: whole rows become values, rows only begun are counted."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from shouwang.bridge.models import Application
from shouwang.kernel.money import Money, MoneyUnreadable
from shouwang.market.certification.rules import MarketPrice, Said, Step, Test

TEST_ROW, PRICE_ROW = "test", "price"
MOST_ROWS = 20
TEST_FIELDS = ("item", "on", "laboratory", "result", "passed")
PRICE_FIELDS = ("place", "on", "yuan", "source")
# field of the form → what the bridge calls it
_TEST_SAID = {
    "item": "test",
    "on": "on",
    "laboratory": "by",
    "result": "result",
    "file_name": "file",
    "digest": "digest",
}
_PRICE_SAID = {"place": "where", "on": "on", "source": "source"}


def read(entered: Mapping[str, Mapping[str, Any]]) -> Said:
    """The application that a draft says so far."""
    product, price = entered.get(Step.PRODUCT, {}), entered.get(Step.PRICE, {})
    households = entered.get(Step.HOUSEHOLDS, {})
    tests, tests_open = _tests(entered.get(Step.QUALITY, {}))
    prices, prices_open = _prices(price)
    links, links_open = _links(households)
    counts = {Step.QUALITY: tests_open, Step.PRICE: prices_open, Step.HOUSEHOLDS: links_open}
    return Said(
        product=_text(product, "product", 60),
        category=_text(product, "category", 40),
        region_code=_text(product, "village_code", 12),
        unit=_text(price, "unit", 20),
        price_fen=fen_of(_text(price, "yuan")) or 0,
        households_text=_text(households, "households_text", 500),
        tests=tests,
        prices=prices,
        links=links,
        origin_name=_text(product, "origin-file_name"),
        origin_digest=_text(product, "origin-digest"),
        incomplete={step: count for step, count in counts.items() if count},
    )


def typed_from(application: Application, links: Mapping[UUID, date]) -> dict[str, dict[str, Any]]:
    """What would have to be typed to say the same again, by step."""
    tests = _fields(TEST_ROW, (_test_typed(one) for one in application.quality))
    prices = _fields(PRICE_ROW, (_price_typed(one) for one in application.market_prices))
    days = {f"agreed-{link}": on.isoformat() for link, on in links.items()}
    return {
        Step.PRODUCT: {
            "product": application.product,
            "category": application.category,
            "village_code": application.region_code,
        },
        Step.QUALITY: tests,
        Step.PRICE: {
            "yuan": Money(application.price_fen).text(thousands=""),
            "unit": application.unit,
            **prices,
        },
        Step.HOUSEHOLDS: {
            "households_text": application.households_text,
            "link": [str(link) for link in links],
            **days,
        },
    }


def _fields(row: str, rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {
        f"{row}-{number}-{name}": text
        for number, typed in enumerate(rows)
        for name, text in typed.items()
    }


def _test_typed(test: Mapping[str, Any]) -> dict[str, str]:
    typed = {name: str(test.get(said, "")) for name, said in _TEST_SAID.items()}
    return typed | {"passed": "yes" if test.get("passed", True) else "no"}


def _price_typed(price: Mapping[str, Any]) -> dict[str, str]:
    typed = {name: str(price.get(said, "")) for name, said in _PRICE_SAID.items()}
    return typed | {"yuan": Money(int(price["fen"])).text(thousands="")}


def rows_of(entered: Mapping[str, Any], row: str, fields: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows somebody began, each with every field as typed."""
    rows = []
    for number in range(MOST_ROWS):
        typed = {name: _text(entered, f"{row}-{number}-{name}") for name in fields}
        if any(typed.values()):
            rows.append(typed)
    return rows


def day_of(text: str) -> date | None:
    """A day as a date field sends it; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def fen_of(text: str) -> int | None:
    """An amount of yuan as typed; None when it is none."""
    try:
        return Money.parse(text).fen
    except MoneyUnreadable:
        return None


def _text(entered: Mapping[str, Any], name: str, longest: int = 200) -> str:
    return str(entered.get(name) or "").strip()[:longest]


def _tests(entered: Mapping[str, Any]) -> tuple[list[Test], int]:
    rows = rows_of(entered, TEST_ROW, (*TEST_FIELDS, "file_name", "digest"))
    read = [
        Test(
            item=row["item"],
            on=on,
            laboratory=row["laboratory"],
            result=row["result"],
            passed=row["passed"] == "yes",
            file_name=row["file_name"],
            file_digest=row["digest"],
        )
        for row in rows
        if (on := day_of(row["on"])) and all(row[name] for name in TEST_FIELDS)
    ]
    return read, len(rows) - len(read)


def _prices(entered: Mapping[str, Any]) -> tuple[list[MarketPrice], int]:
    rows = rows_of(entered, PRICE_ROW, PRICE_FIELDS)
    read = [
        MarketPrice(row["place"], on, fen, row["source"])
        for row in rows
        if (on := day_of(row["on"]))
        and (fen := fen_of(row["yuan"]))
        and fen > 0
        and all(row[name] for name in PRICE_FIELDS)
    ]
    return read, len(rows) - len(read)


def _links(entered: Mapping[str, Any]) -> tuple[dict[UUID, date], int]:
    chosen = list(_uuids(entered.get("link", [])))
    days = {link: day_of(_text(entered, f"agreed-{link}")) for link in chosen}
    read = {link: day for link, day in days.items() if day is not None}
    return read, len(days) - len(read)


def _uuids(texts: Any) -> Iterator[UUID]:
    for text in texts if isinstance(texts, list) else []:
        try:
            yield UUID(str(text))
        except ValueError:
            continue
