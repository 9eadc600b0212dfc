"""Builds the packaged Word templates: `python -m shouwang.watch.papers.word.building`.

They are committed; a test compares them with what this makes. A4, the fonts of GB/T 9704 by their
Windows names (Word falls back by itself), tables with borders, head rows repeated on every page.
"""

from collections.abc import Sequence
from pathlib import Path

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from shouwang.watch.papers.rules import Notice, Sheet

TARGET = Path(__file__).parent
SONG, FANG, HEI, LATIN = "宋体", "仿宋", "黑体", "Times New Roman"
_CENTER, _LEFT, _RIGHT = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
)
Pair = tuple[str, str]


def build(sheet: Sheet | Notice) -> Doc:
    """The template of a paper or notice."""
    return {
        Notice.BREACH: _breach,
        Sheet.CARD: _card,
        Sheet.HANDBOOK: _handbook,
        Sheet.COVER: _cover,
        Sheet.LABEL: _label,
        Sheet.ROLL: _roll,
    }[sheet]()


def main() -> None:
    """Write all templates into the package."""
    for sheet in (*Sheet, *Notice):
        build(sheet).save(str(TARGET / f"{sheet.value}.docx"))


_WHOSE = (
    "户编号：{{ house.number }}　　"
    "{{ house.county }} {{ house.township }} {{ house.village }} {{ house.group }}"
)
_FACTS: tuple[Sequence[Pair], ...] = (
    (("户主", "{{ house.head }}"), ("家庭人口", "{{ house.size }} 人")),
    (("住址", "{{ house.address }}"),),
    (("类别", "{{ house.category }}"), ("建档日期", "{{ house.registered_on }}")),
    (("致贫原因", "{{ house.causes }}"), ("脱贫日期", "{{ house.lifted_on }}")),
    (("返贫致贫风险", "{{ house.risks }}"), ("安全饮水", "{{ house.water }}")),
    (("住房安全", "{{ house.housing }}"),),
)


def _card() -> Doc:
    document = _sheet()
    _title(document, "{{ title }}")
    _line(document, _WHOSE)
    _facts(document, _FACTS)
    _heading(document, "家庭成员")
    _rows(
        document,
        "members",
        [
            ("姓名", "name", 20),
            ("与户主关系", "relation", 22),
            ("性别", "sex", 10),
            ("出生年月", "birth", 18),
            ("证件号码", "identity", 44),
            ("就学", "schooling", 22),
            ("劳动能力", "labour", 34),
        ],
    )
    _incomes(document, "收入（{{ window }}）")
    _signed(document)
    return document


def _handbook() -> Doc:
    document = _sheet()
    _title(document, "{{ title }}")
    _line(document, _WHOSE)
    _heading(document, "一、基本情况")
    _facts(document, _FACTS)
    _heading(document, "二、家庭成员")
    _rows(
        document,
        "members",
        [
            ("姓名", "name", 18),
            ("与户主关系", "relation", 20),
            ("性别", "sex", 9),
            ("出生年月", "birth", 17),
            ("证件号码", "identity", 42),
            ("劳动能力", "labour", 26),
            ("健康", "health", 20),
            ("医保", "medical", 9),
            ("养老", "pension", 9),
        ],
    )
    _heading(document, "三、生活条件")
    _rows(document, "living", [("项目", "label", 60), ("情况", "value", 110)])
    _heading(document, "四、土地和生产")
    _rows(document, "land", [("地类", "label", 110), ("面积（亩）", "value", 60)])
    _rows(document, "production", [("种养品种", "label", 110), ("规模", "value", 60)])
    _heading(document, "五、务工就业")
    _rows(
        document,
        "work",
        [
            ("姓名", "name", 30),
            ("务工地", "place", 30),
            ("单位", "employer", 80),
            ("月数", "months", 30),
        ],
    )
    _incomes(document, "六、收入和支出（{{ window }}）")
    _rows(document, "spending", [("支出项目", "label", 110), ("金额（元）", "value", 60)])
    _blank(document, "七、帮扶责任人", ["姓名", "单位及职务", "联系电话", "结对日期"], 3)
    _blank(document, "八、帮扶措施和落实情况", ["日期", "措施内容", "金额（元）", "落实情况"], 8)
    _blank(document, "九、走访记录", ["日期", "走访情况和办理的事项", "走访人签字", "户主签字"], 10)
    _signed(document)
    return document


def _cover() -> Doc:
    document = _sheet()
    _words(document.add_paragraph(), "一户一档", FANG, 16, _CENTER, before=40)
    _words(document.add_paragraph(), "{{ title }}", SONG, 42, _CENTER, bold=True, before=20)
    place = "{{ house.county }} {{ house.township }} {{ house.village }}"
    _words(document.add_paragraph(), place, FANG, 16, _CENTER, before=20, after=40)
    pairs = [
        ("户　　主", "{{ house.head }}"),
        ("户 编 号", "{{ house.number }}"),
        ("村民小组", "{{ house.group }}"),
        ("住　　址", "{{ house.address }}"),
        ("家庭人口", "{{ house.size }} 人"),
        ("类　　别", "{{ house.category }}"),
        ("建档日期", "{{ house.registered_on }}"),
        ("归档年度", "{{ year }}"),
        ("电子材料", "{{ papers }} 件"),
        ("卷内页数", ""),
        ("保管期限", ""),
        ("立 卷 人", ""),
    ]
    table = _table(document, len(pairs), [40, 130])
    for row, (label, value) in zip(table.rows, pairs, strict=True):
        row.height = Mm(11)
        _cell(row.cells[0], label, HEI, 14, _CENTER)
        _cell(row.cells[1], value, FANG, 14)
    _signed(document)
    return document


def _label() -> Doc:
    document = _sheet()
    _words(document.add_paragraph(), "沿表格外框剪下，贴在档案盒侧面。", FANG, 9, _CENTER)
    pairs = ["{{ year }}", "{{ house.township }}", "{{ house.village }}{{ house.group }}"]
    table = _table(document, 6, [30])
    for row, words in zip(
        table.rows, [*pairs, "{{ house.head }}", "{{ house.number }}", "{{ qr }}"], strict=True
    ):
        row.height = Mm(34)
        _cell(row.cells[0], words, HEI if words.startswith("{{ house.head") else FANG, 14, _CENTER)
    return document


def _roll() -> Doc:
    document = _sheet(flipped=True)
    _title(document, "{{ title }}")
    _line(document, "{{ place }}　　共 {{ households }} 户 {{ persons }} 人")
    columns = [
        ("序号", "serial", 12),
        ("村民小组", "group", 26),
        ("户编号", "number", 42),
        ("户主", "head", 24),
        ("人口", "persons", 14),
        ("其他家庭成员", "others", 84),
        ("类别", "category", 40),
        ("备注", "", 23),
    ]
    table = _table(document, 6, [width for _, _, width in columns])
    _head_row(table.rows[0], [label for label, _, _ in columns])
    _whole_row(table.rows[1], "{%tr for village in villages %}")
    _whole_row(
        table.rows[2], "{{ village.name }}（{{ village.households }} 户 {{ village.persons }} 人）"
    )
    _whole_row(table.rows[3], "{%tr for one in village.rows %}")
    for cell, (_, name, _width) in zip(table.rows[4].cells, columns, strict=True):
        _cell(cell, f"{{{{ one.{name} }}}}" if name else "", FANG, 10.5)
    _whole_row(table.rows[5], "{%tr endfor %}")
    _whole_row(table.add_row(), "{%tr endfor %}")
    for row in table.rows:
        _keep_together(row)
    _words(
        document.add_paragraph(),
        "含个人信息，仅限本职工作使用，不得张贴、转发；用后按规定销毁。",
        FANG,
        9,
    )
    _signed(document)
    return document


_NOTICE = (
    "{{ discovered }}，我单位发现由我单位处理的个人信息发生或者可能发生泄露、篡改、丢失。"
    "依照《中华人民共和国个人信息保护法》第五十七条，现通知如下：",
    "一、涉及的个人信息种类：{{ what }}；涉及人数：{{ count }} 人。",
    "二、原因和可能造成的危害：{{ cause }}",
    "三、我单位已经采取的补救措施：{{ measures }}",
    "四、您可以采取的减轻危害的措施：{{ advice }}",
    "五、联系人和电话：{{ contact }}",
    "本事件报告时限：{{ deadline }}。",
)


def _breach() -> Doc:
    """The notice to whose data was touched, set as GB/T 9704 sets a notice."""
    document = _sheet(numbered=False)
    section = document.sections[0]
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    _title(document, "{{ title }}")
    _words(document.add_paragraph(), "各有关人员：", FANG, 16, before=20)
    for words in _NOTICE:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Pt(32)  # two characters
        paragraph.paragraph_format.line_spacing = Pt(29)
        _words(paragraph, words, FANG, 16)
    for words, before in (("{{ office }}", 48), ("{{ printed_on }}", 0), ("（印章）", 0)):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(80)
        paragraph.paragraph_format.line_spacing = Pt(29)
        paragraph.paragraph_format.keep_with_next = True
        _words(paragraph, words, FANG, 16, _CENTER, before=before)
    return document


def _sheet(*, flipped: bool = False, numbered: bool = True) -> Doc:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    if flipped:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(16 if flipped else 20)
    section.top_margin, section.bottom_margin = Mm(20), Mm(18)
    style = document.styles["Normal"]
    style.font.name, style.font.size = LATIN, Pt(10.5)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FANG)
    style.paragraph_format.space_after = Pt(0)
    document.core_properties.author, document.core_properties.title = "", "{{ title }}"
    document.core_properties.comments = ""
    if numbered:
        _foot(section.footer.paragraphs[0])
    return document


def _foot(paragraph: Paragraph) -> None:
    """编号 …　第 x 页 共 y 页　数据截至 …"""
    paragraph.alignment = _CENTER
    _run(paragraph, "编号 {{ number }}　　第 ", FANG, 9)
    _field(paragraph, "PAGE")
    _run(paragraph, " 页 共 ", FANG, 9)
    _field(paragraph, "NUMPAGES")
    _run(paragraph, " 页　　数据截至 {{ as_of }}", FANG, 9)


def _field(paragraph: Paragraph, name: str) -> None:
    run = _run(paragraph, "", FANG, 9)
    for kind, words in (("begin", ""), ("", name), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = words
        run._r.append(element)


def _run(paragraph: Paragraph, words: str, font: str, size: float, *, bold: bool = False):
    run = paragraph.add_run(words)
    run.font.name, run.font.size, run.bold = LATIN, Pt(size), bold
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _words(
    paragraph: Paragraph,
    words: str,
    font: str,
    size: float,
    align: WD_ALIGN_PARAGRAPH = _LEFT,
    *,
    bold: bool = False,
    before: float = 0,
    after: float = 0,
) -> None:
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.space_after = Pt(after)
    _run(paragraph, words, font, size, bold=bold)


def _title(document: Doc, words: str) -> None:
    _words(document.add_paragraph(), words, SONG, 22, _CENTER, bold=True, after=6)


def _line(document: Doc, words: str) -> None:
    _words(document.add_paragraph(), words, FANG, 10.5, after=4)


def _heading(document: Doc, words: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    _words(paragraph, words, HEI, 12, before=10, after=4)


def _table(document: Doc, rows: int, widths: Sequence[float]) -> Table:
    table = document.add_table(rows=rows, cols=len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    return table


def _cell(
    cell: _Cell, words: str, font: str, size: float, align: WD_ALIGN_PARAGRAPH = _LEFT
) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    _words(cell.paragraphs[0], words, font, size, align, before=2, after=2)


def _head_row(row: _Row, labels: Sequence[str]) -> None:
    for cell, label in zip(row.cells, labels, strict=True):
        _cell(cell, label, HEI, 10.5, _CENTER)
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _keep_together(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _whole_row(row: _Row, words: str) -> None:
    _cell(row.cells[0].merge(row.cells[-1]), words, HEI, 10.5)


def _facts(document: Doc, lines: Sequence[Sequence[Pair]]) -> None:
    table = _table(document, len(lines), [26, 59, 26, 59])
    for row, pairs in zip(table.rows, lines, strict=True):
        cells = row.cells
        for at, (label, value) in enumerate(pairs):
            _cell(cells[2 * at], label, HEI, 10.5, _CENTER)
            whole = cells[1].merge(cells[3]) if len(pairs) == 1 else cells[2 * at + 1]
            _cell(whole, value, FANG, 10.5)


def _rows(document: Doc, name: str, columns: Sequence[tuple[str, str, float]]) -> None:
    """A table with one row for each of the list `name`."""
    table = _table(document, 4, [width for _, _, width in columns])
    _head_row(table.rows[0], [label for label, _, _ in columns])
    _whole_row(table.rows[1], f"{{%tr for one in {name} %}}")
    for cell, (_, key, _width) in zip(table.rows[2].cells, columns, strict=True):
        _cell(cell, f"{{{{ one.{key} }}}}", FANG, 10.5, _RIGHT if key == "value" else _CENTER)
    _whole_row(table.rows[3], "{%tr endfor %}")
    for row in table.rows:
        _keep_together(row)
    _words(document.add_paragraph(), "", FANG, 4)


def _incomes(document: Doc, heading: str) -> None:
    _heading(document, heading)
    _rows(document, "income", [("项目", "label", 110), ("金额（元）", "value", 60)])
    _line(document, "家庭纯收入 {{ net_income }} 元，人均纯收入 {{ net_income_per_head }} 元。")


def _blank(document: Doc, heading: str, labels: Sequence[str], rows: int) -> None:
    """A table to be filled in by hand."""
    _heading(document, heading)
    table = _table(document, rows + 1, [30, 70, 35, 35])
    _head_row(table.rows[0], labels)
    for row in table.rows[1:]:
        row.height = Mm(9)
        _keep_together(row)


def _signed(document: Doc) -> None:
    """QR and how to verify on the left, office and date on the right."""
    document.add_paragraph()
    table = document.add_table(rows=1, cols=3)
    left, middle, right = table.rows[0].cells
    for cell, width in ((left, 26), (middle, 84), (right, 60)):
        cell.width = Mm(width)
    _cell(left, "{{ qr }}", FANG, 9)
    _cell(middle, "扫码或登录下列网址输入验证码，可核对本件真伪：", FANG, 9)
    for words in ("{{ url }}", "验证码 {{ code }}"):
        _words(middle.add_paragraph(), words, FANG, 9)
    _cell(right, "{{ office }}", FANG, 12, _CENTER)
    _words(right.add_paragraph(), "{{ printed_on }}", FANG, 12, _CENTER)
    _keep_together(table.rows[0])


if __name__ == "__main__":
    main()
