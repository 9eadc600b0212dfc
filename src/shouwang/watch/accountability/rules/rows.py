"""Findings pasted from a sheet: one a line, columns parted by tabs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shouwang.kernel.findings import Finding, Reading

MOST_ROWS = 300
_PARTS = re.compile(r"\t|\s*[|｜]\s*")
_SEVERITIES = {"1": 1, "关注": 1, "一般": 1, "2": 2, "严重": 2, "3": 3, "紧急": 3}


@dataclass(frozen=True, slots=True)
class Row:
    """One finding as pasted: where, of which category, how grave, whose household, in words."""

    line: int
    place: str
    category: str
    severity: int
    household: str
    text: str


def read_rows(
    pasted: str, *, places: Mapping[str, str], categories: Mapping[str, str]
) -> Reading[tuple[Row, ...]]:
    """The rows, or everything that is wrong with them by line.

    A line is place, category, severity, household number (may be empty), text. `places` maps codes
    and names inside the scope to codes, `categories` keys and names to keys. A heading is skipped.
    """
    lines = [
        (number, _PARTS.split(line.strip("\r\n ")))
        for number, line in enumerate(pasted.split("\n"), 1)
        if line.strip()
    ]
    if lines and lines[0][1][0].strip() in {"地区", "单位", "place"}:
        lines = lines[1:]
    if len(lines) > MOST_ROWS:
        text = f"一次最多 {MOST_ROWS} 行，这里有 {len(lines)} 行：请分几次。"
        return Reading(None, (Finding("too_many", text),))
    rows: list[Row] = []
    findings: list[Finding] = []
    for number, cells in lines:
        found = list(_faults(number, cells, places, categories))
        findings += found
        if not found:
            place, category, severity, household, text = (cell.strip() for cell in cells)
            rows.append(
                Row(
                    number,
                    places[place],
                    categories[category],
                    _SEVERITIES[severity],
                    household,
                    text,
                )
            )
    return Reading(None if findings else tuple(rows), tuple(findings))


def _faults(
    number: int, cells: list[str], places: Mapping[str, str], categories: Mapping[str, str]
) -> Iterator[Finding]:
    if len(cells) != 5:
        said = f"第 {number} 行有 {len(cells)} 列，应为 5 列：地区、类别、程度、户编号、问题。"
        yield Finding("columns", said)
        return
    place, category, severity, _household, text = (cell.strip() for cell in cells)
    if place not in places:
        yield Finding(
            "place_unknown",
            f"第 {number} 行的地区不在您的职责范围内，或有重名：请写“乡镇 村”或区划代码。",
        )
    if category not in categories:
        names = "、".join(dict.fromkeys(name for name in categories if not name.isascii()))
        yield Finding("category_unknown", f"第 {number} 行的类别不认识：可以写{names}。")
    if severity not in _SEVERITIES:
        yield Finding("severity_unknown", f"第 {number} 行的程度请写关注、严重或紧急。")
    if not text:
        yield Finding("text_missing", f"第 {number} 行没有写问题。")
