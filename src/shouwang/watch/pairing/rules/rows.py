"""Rows of helpers as they are pasted from a sheet: six columns, a tab between them."""

from collections.abc import Mapping
from dataclasses import dataclass

from shouwang.kernel.findings import Finding, Reading
from shouwang.kernel.identity.contact import read_telephone

COLUMNS = ("姓名", "单位", "职务", "级别", "联系电话", "工作地点")
LONGEST_LIST = 5000
_LONGEST = {"姓名": 40, "单位": 60, "职务": 40}


@dataclass(frozen=True, slots=True)
class Row:
    """One helper of a list; `rank` is a code, `place` a region code."""

    name: str
    unit: str
    post: str
    rank: str
    telephone: str
    place: str


def read_rows(text: str, ranks: Mapping[str, str], places: Mapping[str, str]) -> Reading[list[Row]]:
    """All rows, or what is wrong with each; a line of headings is passed over.

    `ranks` and `places` give the code for what people write: a name or the code itself.
    """
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if lines and lines[0][1].split("\t")[0].strip() == COLUMNS[0]:
        lines = lines[1:]
    if not lines:
        return Reading(None, (Finding("empty", "没有可读的行：请从表格里复制后粘贴。"),))
    if len(lines) > LONGEST_LIST:
        many = f"一次最多 {LONGEST_LIST} 行，这里有 {len(lines)} 行：请分几次粘贴。"
        return Reading(None, (Finding("too_many", many),))
    read = [_row(n, line, ranks, places) for n, line in lines]
    findings = tuple(finding for _row_, found in read for finding in found)
    if findings:
        return Reading(None, findings)
    return Reading(list(dict.fromkeys(row for row, _ in read if row is not None)))


def _row(
    n: int, line: str, ranks: Mapping[str, str], places: Mapping[str, str]
) -> tuple[Row | None, list[Finding]]:
    cells = [" ".join(cell.split()) for cell in line.split("\t")]
    if len(cells) != len(COLUMNS):
        wanted = "、".join(COLUMNS)
        return None, [
            Finding("columns", f"第 {n} 行有 {len(cells)} 列，应有 {len(COLUMNS)} 列：{wanted}。")
        ]
    name, unit, post, rank, telephone, place = cells
    wrong = [
        Finding("missing", f"第 {n} 行没有填“{label}”。")
        for label, text in zip(("姓名", "单位"), (name, unit), strict=True)
        if not text
    ]
    wrong += [
        Finding("long", f"第 {n} 行的“{label}”超过 {_LONGEST[label]} 个字。")
        for label, text in zip(_LONGEST, (name, unit, post), strict=True)
        if len(text) > _LONGEST[label]
    ]
    if rank not in ranks:
        wrong.append(
            Finding(
                "rank", f"第 {n} 行的级别认不出：请写 {'、'.join(dict.fromkeys(_names(ranks)))}。"
            )
        )
    if place not in places:
        wrong.append(
            Finding(
                "place", f"第 {n} 行的工作地点认不出或不在您的职责范围：请写“乡镇 村”或区划代码。"
            )
        )
    digits = read_telephone(telephone).value if telephone else ""
    if digits is None:
        wrong.append(
            Finding("telephone", f"第 {n} 行的联系电话不对：请写 11 位手机号或区号加号码。")
        )
    if wrong:
        return None, wrong
    return Row(name, unit, post, ranks[rank], digits or "", places[place]), []


def _names(ranks: Mapping[str, str]) -> list[str]:
    return [name for name, code in ranks.items() if name != code]
