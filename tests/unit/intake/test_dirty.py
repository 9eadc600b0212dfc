"""Clean rows made dirty in every known way: what is accepted is what was meant.

What cannot be meant (broken cells) is refused with its sheet, row and column.
"""

import csv
import io
import random
from datetime import date, timedelta

import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from shouwang.watch.intake import layouts, reading

MEDICAL = layouts.layout("medical")
MEMBERS = layouts.layout("members")
MARK = "\ufeff"


def _identity(chance):
    born = date(1940, 1, 1) + timedelta(days=chance.randrange(30_000))
    base = f"360781{born:%Y%m%d}{chance.randrange(101, 999)}"
    return base + ric.calc_check_digit(base + "0"), born


def _member(chance, number):
    identity, born = _identity(chance)
    return {
        "household_number": f"A-{number}",
        "name": chance.choice(["张三丰", "李四", "欧阳建国"]),
        "relation": chance.choice(["户主", "配偶", "之子", "之女"]),
        "identity": identity,
        "birth_on": chance.choice([born, None]),
        "telephone": chance.choice([f"138{chance.randrange(10**8):08d}", "07972522222", None]),
        "schooling": chance.choice(["junior", "finished", None]),
        "work_months": chance.choice([0, 8, 12, None]),
        "insured_medical": chance.choice([True, False, None]),
    }


def _bill(chance, number):
    identity, _born = _identity(chance)
    return {
        "name": f"张{chance.choice('三四五')}",
        "identity": identity,
        "kind": chance.choice(["inpatient", "outpatient", None]),
        "settled_on": date(2024, 1, 1) + timedelta(days=chance.randrange(180)),
        "own": chance.choice([0, 1, 50, 100, 2_136_050, 3_200_000, number]),
    }


LISTS = {"members": (MEMBERS, _member), "medical": (MEDICAL, _bill)}


def _full_width(text):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _written(chance, column, value, excel):
    """One of the ways in which people write the value into a cell of the column."""
    if value is None:
        blanks = ["", " ", "\u3000"]
        return chance.choice(blanks if column.kind == "text" else [*blanks, "-", "/"])
    ways = _WAYS[column.kind](column, value, excel)
    text = chance.choice(ways)
    if isinstance(text, str) and chance.random() < 0.3:
        text = chance.choice([" {}", "{}\u3000", "\u200b{}", "{} ", "\t{}"]).format(text)
    return text


def _text(_column, value, _excel):
    spaced = [" ".join(value), "\u3000".join(value)] if not value.isascii() else []
    return [value, _full_width(value) if value.isascii() else value, *spaced]


def _number_of(_column, value, _excel):
    return [value, value.lower(), _full_width(value), f"'{value}", f"{value[:6]} {value[6:]}"]


def _telephone(_column, value, excel):
    ways = [value, _full_width(value), f"{value[:3]} {value[3:]}", f"{value[:4]}-{value[4:]}"]
    return [*ways, int(value)] if excel and value.startswith("1") else ways


def _day(_column, value, excel):
    serial = (value - date(1899, 12, 30)).days
    ways = [
        value.isoformat(), f"{value.year}/{value.month}/{value.day}",
        f"{value.year}.{value.month}.{value.day}", f"{value:%Y%m%d}",
        f"{value.year}年{value.month}月{value.day}日", f"{value} 00:00:00",
        _full_width(value.isoformat()),
    ]  # fmt: skip
    return [
        *ways,
        *([str(serial), serial] if serial >= 10_000 and excel else []),
        *([value] * excel),
    ]


def _yuan(_column, value, excel):
    yuan = f"{value // 100}.{value % 100:02d}"
    ways = [
        yuan,
        f"{value // 100:,}.{value % 100:02d}",
        f"￥{yuan}",
        f"{yuan}元",
        _full_width(yuan),
    ]
    if value % 10_000 == 0:
        ways += [
            f"{value // 10_000 / 100:.2f}万元",
            f"{value // 1_000_000}.{value // 10_000 % 100:02d}万",
        ]
    return [*ways, value / 100] if excel else ways


def _integer(_column, value, excel):
    return [str(value), f"{value}个月", _full_width(str(value)), f"{value}.0", *([value] * excel)]


def _code(column, value, _excel):
    code = next(one for one in column.codes if one.value == value)
    return [code.name, *code.synonyms]


def _truth(_column, value, excel):
    words = ["是", "√", "有", "Y", "true", "1"] if value else ["否", "×", "无", "ｎ", "FALSE", "0"]
    return [*words, value] if excel else words


_WAYS = {
    "text": _text, "identity": _number_of, "telephone": _telephone, "day": _day,
    "yuan": _yuan, "integer": _integer, "code": _code, "truth": _truth,
}  # fmt: skip
# cells that cannot be understood, by kind: each must be named
_BROKEN = {
    "identity": [
        "3.60781E+17",
        "360781198001011",
        "11010519491231002A",
        "110105194912310021",
        "无此人",
    ],
    "telephone": ["1380013800", "13800138000/13900139000"],
    "day": ["2024-02-30", "去年", "2024-06", "1024-06-01"],
    "yuan": ["一百", "1.234", "-5", "1,23.4"],
    "integer": ["八", "1.5", "13"],
    "code": ["桃花源"],
    "truth": ["也许"],
}


class _Dirt:
    """A list of rows, written as a dirty table; remembers where what was meant or broken lies."""

    def __init__(self, seed, name, excel):
        self.chance = random.Random(seed)
        self.excel = excel
        self.layout, make = LISTS[name]
        self.rows = [make(self.chance, n) for n in range(self.chance.randrange(1, 12))]
        used = list(self.rows[0])
        self.chance.shuffle(used)
        self.columns = [self.layout.column(one) for one in used]
        self.lines, self.meant, self.broken = [], {}, {}

    def table(self):
        chance = self.chance
        for _ in range(chance.randrange(3)):
            self.lines.append(
                [chance.choice(["填报单位：象湖镇", f"{self.layout.title}清单（2024年）"])]
            )
        if chance.random() < 0.3:
            self.lines.append([])
        self._heading()
        for row in self.rows:
            if chance.random() < 0.15:
                self.lines.append(chance.choice([[], [""] * 3, [" ", "\u3000"]]))
            self._row(row)
        self.lines += chance.choice([[], [["合计", f"{len(self.rows)}人"]], [[], ["制表人：李四"]]])
        return self.lines

    def _heading(self):
        chance = self.chance
        words = [self._word(column) for column in self.columns]
        self.before = ["序号"] if chance.random() < 0.5 else []
        self.after = ["血型"] if chance.random() < 0.3 else []
        labels = [*self.before, *words, *self.after]
        if chance.random() < 0.3:  # merged across above, each with its own word below
            self.lines.append(["登记内容", *[""] * (len(labels) - 1)])
        self.lines.append(labels)

    def _word(self, column):
        word = self.chance.choice([column.label, *column.synonyms])
        return self.chance.choice(["{}", " {} ", "{}*", "{}："]).format(word)

    def _row(self, row):
        number = len(self.lines) + 1
        cells = [_written(self.chance, one, row[one.name], self.excel) for one in self.columns]
        breakable = [at for at, one in enumerate(self.columns) if one.kind in _BROKEN]
        if self.chance.random() < 0.25:
            at = self.chance.choice(breakable)
            cells[at] = self.chance.choice(_BROKEN[self.columns[at].kind])
            self.broken[number] = self.columns[at].label
        else:
            self.meant[number] = row
        extra = [str(number)] if self.before else []
        self.lines.append([*extra, *cells, *(["O"] if self.after else [])])


def _save_csv(chance, lines, path):
    text = io.StringIO(newline="")
    quoting = chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    delimiter = chance.choice([",", "\t"])
    end = chance.choice(["\n", "\r\n"])
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(lines)
    # ￥ and zero-width marks have a place in GB18030, not in GBK
    path.write_bytes(
        text.getvalue().encode(chance.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
    )


def _save_xlsx(lines, path):
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("清单")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, line in enumerate(lines):
            for at, cell in enumerate(line):
                if isinstance(cell, str):
                    sheet.write_string(number, at, cell)
                elif isinstance(cell, date):
                    sheet.write_datetime(number, at, cell, day)
                else:
                    sheet.write(number, at, cell)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120, deadline=None
)
@given(st.integers(0, 2**32), st.sampled_from(list(LISTS)), st.booleans())
def test_what_is_accepted_is_what_was_meant(tmp_path, seed, name, excel):
    dirt = _Dirt(seed, name, excel)
    lines = dirt.table()
    path = tmp_path / ("list.xlsx" if excel else "list.csv")
    if excel:
        _save_xlsx(lines, path)
    else:
        _save_csv(dirt.chance, lines, path)
    read = reading.read(path, dirt.layout, on=date(2024, 12, 31))
    accepted = {row["_row"]: row for row in read.sound.iter_rows(named=True)}
    assert {n: {k: accepted[n][k] for k in row} for n, row in dirt.meant.items()} == dirt.meant
    assert accepted.keys() == dirt.meant.keys()
    refused = read.findings.filter(weight="error")
    named = {
        (sheet, row): column
        for sheet, row, column in refused.select("_sheet", "_row", "column").rows()
    }
    sheet = "清单" if excel else ""
    assert named == {(sheet, row): column for row, column in dirt.broken.items()}
