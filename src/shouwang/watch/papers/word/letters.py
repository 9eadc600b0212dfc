"""Builds the Word templates of letters: `python -m shouwang.watch.papers.word.letters`.

As GB/T 9704 sets a letter: margins, FangSong of size three, the number beneath the title. What is
filled in is the same as for Typst; an office may put its own template in their place.
"""

from collections.abc import Sequence

from docx.document import Document as Doc
from docx.shared import Mm, Pt

from shouwang.watch.papers.rules import Letter
from shouwang.watch.papers.word.building import (
    _CENTER,
    FANG,
    HEI,
    TARGET,
    _cell,
    _facts,
    _field,
    _head_row,
    _heading,
    _keep_together,
    _run,
    _sheet,
    _table,
    _title,
    _whole_row,
    _words,
)

_THREE = 16  # 三号, in points
Column = tuple[str, str, float]


def build(letter: Letter) -> Doc:
    """The template of a letter."""
    return {
        Letter.APPLICATION: _application,
        Letter.MINUTES: _minutes,
        Letter.NOTICE: _notice,
        Letter.ANNOUNCEMENT: _announcement,
        Letter.EXIT_NOTICE: _exit_notice,
        Letter.PLAN: _plan,
    }[letter]()


def main() -> None:
    """Write all templates of letters into the package."""
    for letter in Letter:
        build(letter).save(str(TARGET / f"{letter.value}.docx"))


def _notice() -> Doc:
    return _list(
        "公示时间：{{ period }}。",
        "对名单有异议的，请在公示期内向{{ contact }}反映，实名、匿名均可；受理后依规核查，"
        "核查期间公示时间暂停计算。",
    )


def _announcement() -> Doc:
    return _list(
        "公告时间：{{ period }}。",
        "对公告内容有疑问的，请向{{ contact }}询问；不服的，可依规申诉。",
    )


def _list(*after: str) -> Doc:
    document = _letter(numbered=True)
    _plain(document, "全体村民：")
    _indented(document, "{{ opening }}")
    columns = (("序号", "serial", 16), ("户主姓名", "name", 42), ("村民小组", "group", 42), ("原因类别", "reason", 56))  # fmt: skip  # noqa: E501
    _rows(document, "lines", columns)
    for words in after:
        _indented(document, words)
    # no seal stands on a page without a line of the text
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    _closed(document, "{{ posted_on }}")
    table = document.add_table(rows=1, cols=4)
    texts = ("{{ public_qr }}", "扫码在网上看，期满后不再显示：{{ public_url }}", "{{ qr }}", "核对本件真伪，验证码：{{ code }}")  # fmt: skip  # noqa: E501
    for cell, words, width in zip(table.rows[0].cells, texts, (24, 54, 24, 54), strict=True):
        cell.width = Mm(width)
        _cell(cell, words, FANG, 9)
    _keep_together(table.rows[0])
    return document


def _exit_notice() -> Doc:
    document = _letter(numbered=True)
    _plain(document, "{{ head }}户（户编号 {{ household }}）：")
    _plain(document, "{%p for words in body %}")
    _indented(document, "{{ words }}")
    _plain(document, "{%p endfor %}")
    _indented(document, "如有疑问或不服，可向{{ contact }}询问或申诉。")
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    _closed(document, "{{ printed_on }}")
    _checked(document)
    return document


def _minutes() -> Doc:
    document = _letter(numbered=False)
    _facts(
        document,
        (
            (("村", "{{ village }}"), ("会议", "{{ kind }}")),
            (("日期", "{{ held_on }}"), ("地点", "{{ place }}")),
            (("主持人", "{{ chair }}"), ("记录人", "{{ recorder }}")),
            (("应到", "{{ members }} 人"), ("实到", "{{ present }} 人")),
        ),
    )
    _heading(document, "一、评议和表决")
    columns = (("序号", "serial", 12), ("户主", "name", 22), ("村民小组", "group", 20), ("事项", "matter", 28), ("同意", "agree", 12), ("反对", "against", 12), ("弃权", "abstain", 12), ("回避及原因", "recused", 24), ("结果", "result", 16))  # fmt: skip  # noqa: E501
    _rows(document, "items", columns)
    _heading(document, "二、会上意见")
    for words in (
        "{%p for one in items if one.objections %}",
        "{{ one.serial }}. {{ one.name }}：{{ one.objections }}",
        "{%p else %}",
        "没有人提出异议。",
        "{%p endfor %}",
    ):
        _words(document.add_paragraph(), words, FANG, 12)
    # before the roll: these two signatures never stand alone on a page
    _heading(document, "三、签名")
    _plain(document, "主持人（签名）：＿＿＿＿＿＿＿＿　　记录人（签名）：＿＿＿＿＿＿＿＿", 12)
    _rows(document, "names", (("序号", "serial", 16), ("姓名", "name", 60), ("签名", "absent", 80)))
    _checked(document)
    return document


def _application() -> Doc:
    document = _letter(numbered=False)
    _plain(document, "{{ committee }}：")
    _indented(
        document,
        "本人{{ head }}，住{{ place }}，家庭人口 {{ size }} 人，户编号 {{ household }}。"
        "因＿＿＿＿＿＿＿＿＿＿＿＿，生活出现困难，现申请{{ matter }}，并保证所报情况真实。",
    )
    columns = (("姓名", "name", 28), ("与户主关系", "relation", 26), ("身份证号", "", 44), ("联系电话", "", 30), ("签名（按手印）", "", 28))  # fmt: skip  # noqa: E501
    _rows(document, "members", columns)
    _heading(document, "家庭信息核对授权")
    for words in (
        "本人及上列共同生活的家庭成员同意：乡镇人民政府和县级办公室为办理本申请，向民政、医保、教育、"
        "住建、水利、残联、人社、公安、市场监管、自然资源、税务等部门核对户籍、收入、支出、财产、"
        "就学、就医、住房和就业信息。",
        "核对结果只用于本申请和后续帮扶，不作他用；有效期自签字之日起至帮扶结束止，可书面撤回。"
        "未满十八周岁的，由监护人代签。",
    ):
        _indented(document, words, 14)
    _plain(document, "申请人（签名、按手印）：＿＿＿＿＿＿　　日期：＿＿年＿＿月＿＿日", 14)
    _plain(document, "代办人（签名）：＿＿＿＿＿＿　　与申请人关系：＿＿＿＿", 14)
    _checked(document)
    return document


def _letter(*, numbered: bool) -> Doc:
    document = _sheet(numbered=False)
    section = document.sections[0]
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    foot = section.footer.paragraphs[0]
    foot.alignment = _CENTER
    _run(foot, "— ", FANG, 14)
    _field(foot, "PAGE")
    _run(foot, " —", FANG, 14)
    _title(document, "{{ title }}")
    if numbered:
        _words(document.add_paragraph(), "{{ number }}", FANG, 14, _CENTER, after=12)
    return document


def _plain(document: Doc, words: str, size: float = _THREE) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing = Pt(29)
    _words(paragraph, words, FANG, size)


def _indented(document: Doc, words: str, size: float = _THREE) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    paragraph.paragraph_format.line_spacing = Pt(29)
    _words(paragraph, words, FANG, size)


def _rows(document: Doc, name: str, columns: Sequence[Column]) -> None:
    """A table with one row for each of the list `name`, its head on every page."""
    table = _table(document, 4, [width for _, _, width in columns])
    _head_row(table.rows[0], [label for label, _, _ in columns])
    _whole_row(table.rows[1], f"{{%tr for one in {name} %}}")
    for cell, (_, key, _width) in zip(table.rows[2].cells, columns, strict=True):
        _cell(cell, f"{{{{ one.{key} }}}}" if key else "", FANG, 12, _CENTER)
    _whole_row(table.rows[3], "{%tr endfor %}")
    for row in table.rows:
        _keep_together(row)
    _words(document.add_paragraph(), "", HEI, 4)


def _closed(document: Doc, day: str) -> None:
    for words, before in (("{{ office }}", 36), (day, 0), ("（印章）", 0)):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(80)
        paragraph.paragraph_format.keep_with_next = True
        _words(paragraph, words, FANG, _THREE, _CENTER, before=before)


def _checked(document: Doc) -> None:
    """The QR by which the paper is verified, with its code and number."""
    document.add_paragraph()
    table = document.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    left.width, right.width = Mm(26), Mm(130)
    _cell(left, "{{ qr }}", FANG, 9)
    _cell(right, "扫码或登录下列网址输入验证码，可核对本件真伪：", FANG, 9)
    for words in ("{{ url }}", "验证码 {{ code }}　制发编号 {{ paper_number }}"):
        _words(right.add_paragraph(), words, FANG, 9)
    _keep_together(table.rows[0])


def _plan() -> Doc:
    """The plan of help: a table of measures, and room for both signatures."""
    document = _sheet()
    _title(document, "{{ title }}")
    _words(document.add_paragraph(), "户编号：{{ household }}　　{{ place }}", FANG, 10.5, after=4)
    _heading(document, "一、基本情况")
    _facts(
        document,
        (
            (("户主", "{{ head }}"), ("家庭人口", "{{ size }} 人")),
            (("风险类型", "{{ risks }}"),),
            (("致贫原因", "{{ causes }}"),),
            (("制定人", "{{ drawn_up_by }}"), ("制定日期", "{{ drawn_up_on }}")),
        ),
    )
    _heading(document, "二、帮扶措施")
    _rows(
        document,
        "measures",
        [
            ("序号", "serial", 10),
            ("措施", "title", 36),
            ("类型", "kind", 24),
            ("责任单位", "responsible", 28),
            ("金额（元）", "amount", 18),
            ("资金来源", "money", 24),
            ("计划开始", "start_on", 14),
            ("落实情况", "state", 16),
        ],
    )
    _heading(document, "三、为什么这样安排")
    _rows(
        document,
        "reasons",
        [("序号", "serial", 10), ("措施", "title", 40), ("因为", "because", 120)],
    )
    for words in (
        "以上计划已向我户说明，我户同意。",
        "户主（签名、手印）：　　　　　　　　　　日期：　　　年　　月　　日",
        "帮扶责任人（签名）：　　　　　　　　　　日期：　　　年　　月　　日",
    ):
        _words(document.add_paragraph(), words, FANG, 10.5, before=14)
    _checked(document)
    return document


if __name__ == "__main__":
    main()
