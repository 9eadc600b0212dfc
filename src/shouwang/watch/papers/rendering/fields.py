"""What a paper says, as plain fields: the same names in Word templates, Typst and the print page.

docs/how-to/print-papers.md lists them for whoever writes a template of the office's own.
"""

from dataclasses import asdict, astuple, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from shouwang.kernel.lazily import lazily
from shouwang.watch.papers.queries import Content, Roll
from shouwang.watch.papers.rules import Sheet

if TYPE_CHECKING:
    import segno
else:
    segno = lazily("segno")

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What makes a printed paper that one: number, code, where to verify it, who, when."""

    number: str
    code: str
    url: str
    office: str
    printed_on: date


def sheet_fields(sheet: Sheet, content: Content, stamp: Stamp, papers: int = 0) -> Fields:
    """The fields of a paper about one household; `papers` is how many its folder holds."""
    home = content.household
    return {
        **stamped(stamp),
        "title": title(sheet),
        "as_of": chinese_day(content.as_of),
        "year": str(content.as_of.year),
        "papers": papers,
        "house": {
            "number": home.number,
            "head": home.head_name,
            "county": content.place.county,
            "township": content.place.township,
            "village": content.place.village,
            "group": home.group,
            "address": home.address,
            "size": len(content.members),
            "category": content.category,
            "registered_on": _iso(home.registered_on),
            "lifted_on": _iso(home.lifted_on),
            "causes": _ranked(content.causes),
            "risks": "、".join(content.risks),
            "housing": content.housing,
            "water": content.water,
        },
        "members": [asdict(member) for member in content.members],
        "income": _pairs(content.income),
        "net_income": content.net_income,
        "net_income_per_head": content.net_income_per_head,
        "spending": _pairs(content.spending),
        "window": content.window,
        "living": _pairs(content.living),
        "land": _pairs(content.land),
        "production": _pairs(content.production),
        "work": [
            dict(zip(("name", "place", "employer", "months"), row, strict=True))
            for row in content.work
        ],
    }


def roll_fields(roll: Roll, stamp: Stamp, as_of: date) -> Fields:
    """The fields of a roll."""
    return {
        **stamped(stamp),
        "title": f"{roll.place.village or roll.place.township}农户花名册",
        "place": " ".join(filter(None, astuple(roll.place))),
        "as_of": chinese_day(as_of),
        "households": roll.households,
        "persons": roll.persons,
        "villages": [
            {"name": one.name, "persons": one.persons, "households": len(one.rows),
             "rows": [asdict(row) for row in one.rows]}
            for one in roll.villages
        ],
    }  # fmt: skip


def title(sheet: Sheet) -> str:
    """The title a paper bears."""
    return {
        Sheet.CARD: "农户信息卡",
        Sheet.HANDBOOK: "帮扶手册",
        Sheet.COVER: "农户档案",
        Sheet.LABEL: "农户档案",
        Sheet.ROLL: "农户花名册",
    }[sheet]


def chinese_day(day: date) -> str:
    """2024年6月30日: as papers write days, without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def qr_svg(text: str) -> str:
    """A QR code as a drawing."""
    return str(segno.make(text, error="m", micro=False).svg_inline(scale=4, border=0))


def stamped(stamp: Stamp) -> Fields:
    """What every numbered paper carries: number, code, QR to verify it, office, day."""
    return {
        "number": stamp.number,
        "code": "-".join(stamp.code[at : at + 4] for at in range(0, len(stamp.code), 4)),
        "url": stamp.url,
        "qr": qr_svg(stamp.url),
        "office": stamp.office,
        "printed_on": chinese_day(stamp.printed_on),
    }


def _pairs(rows: Any) -> list[Fields]:
    return [{"label": label, "value": value} for label, value in rows]


def _ranked(causes: Any) -> str:
    """The main cause first and named so, where there are further ones."""
    if len(causes) < 2:
        return "".join(causes)
    return f"{causes[0]}（主要）、{'、'.join(causes[1:])}"


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
