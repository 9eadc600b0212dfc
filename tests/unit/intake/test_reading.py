"""The structure of real files: headings, notes, sums, sheets, hidden things, encodings."""

import zipfile
from datetime import date, datetime

import polars as pl
import pytest
import xlsxwriter
from python_calamine import load_workbook
from tests.unit.intake.files import HEAD, IDENTITY, ROW, comma, opendocument, workbook
from tests.unit.intake.old_excel import old_workbook

from shouwang.watch.intake import layouts, reading

MEMBERS = layouts.layout("members")


def _read(path, **options):
    return reading.read(path, MEMBERS, **options)


def _codes(read):
    return read.findings.select("_sheet", "_row", "column", "code").rows()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_csv_file_is_read_in_every_encoding(tmp_path, encoding):
    read = _read(comma(tmp_path / "m.csv", [HEAD, ROW], encoding))
    assert read.rows.select("_sheet", "_row", "name", "identity", "birth_on").rows() == [
        ("", 2, "张示例", IDENTITY, date(1949, 12, 31))
    ]
    assert _codes(read) == []


def test_tabs_and_semicolons_separate_too(tmp_path):
    path = tmp_path / "m.tsv"
    path.write_text("\t".join(HEAD) + "\n" + "\t".join(ROW), encoding="utf-8")
    assert _read(path).rows.height == 1
    path = tmp_path / "m.csv"
    path.write_text(";".join(HEAD) + "\r\n" + ";".join(ROW) + "\r\n", encoding="utf-8")
    assert _read(path).rows.height == 1


def test_rows_of_a_csv_are_numbered_as_excel_shows_them(tmp_path):
    path = tmp_path / "m.csv"
    text = (
        f'成员清单,,\n户编号,姓名,关系,证件号码\n\nA-1,"张\n示例",户主,{IDENTITY}\n'
        f'A-2,李四,户主,\nA-3,王五,户主,"=""{IDENTITY}"""\n'
    )
    path.write_text(text, encoding="utf-8")
    read = _read(path)
    assert read.rows.select("_row", "name", "identity").rows() == [
        (4, "张示例", IDENTITY), (5, "李四", None), (6, "王五", IDENTITY),
    ]  # fmt: skip
    assert read.skipped == {"空行": 1}


def test_a_row_with_one_comma_too_many_is_named(tmp_path):
    path = tmp_path / "m.csv"
    path.write_text("户编号,姓名,关系\nA-1,张三,户主\nA-2,李四,户主,多出\n", encoding="utf-8")
    read = _read(path)
    assert _codes(read) == [("", 3, "", "row_long")]
    assert read.sound["_row"].to_list() == [2]


def test_a_quotation_mark_inside_a_name_does_no_harm_and_an_open_one_is_named(tmp_path):
    path = tmp_path / "m.csv"
    path.write_text('户编号,姓名,关系\nA-1,张"三,户主\nA-2,李四,户主\n', encoding="utf-8")
    assert _read(path).rows["name"].to_list() == ['张"三', "李四"]
    path.write_text('户编号,姓名,关系\nA-1,"张三,户主\nA-2,李四,户主\n', encoding="utf-8")
    with pytest.raises(reading.ListUnreadable, match="引号没有成对"):
        _read(path)


def test_cells_of_a_workbook_are_read_by_what_they_mean(tmp_path):
    path = tmp_path / "m.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("成员")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["户编号", "姓名", "关系", "出生日期", "电话", "务工月数", "医保"])
        sheet.write_row(1, 0, [1001, "张三", "户主"])
        sheet.write_datetime(1, 3, datetime(1980, 1, 2), day)  # noqa: DTZ001
        sheet.write_number(1, 4, 13800138000)
        sheet.write_row(1, 5, [8, True])
        sheet.write_row(2, 0, ["1002", "李四", "户主", 29222, "13800138000", "8", "√"])
    read = _read(path)
    columns = ["household_number", "birth_on", "telephone", "work_months", "insured_medical"]
    assert read.rows.select(columns).rows() == [
        ("1001", date(1980, 1, 2), "13800138000", 8, True),
        ("1002", date(1980, 1, 2), "13800138000", 8, True),
    ]
    assert _codes(read) == []


def test_a_heading_of_two_rows_with_merged_cells_is_read_together(tmp_path):
    path = tmp_path / "h.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("农户")
        sheet.merge_range(0, 0, 0, 5, "农户登记表")
        sheet.merge_range(1, 0, 2, 0, "序号")
        sheet.merge_range(1, 1, 2, 1, "户编号")
        sheet.merge_range(1, 2, 2, 2, "所在村")
        sheet.merge_range(1, 3, 1, 4, "户主")
        sheet.write_row(2, 3, ["姓名", "身份证号"])
        sheet.write_row(3, 0, [1, "A-1", "360781100201", "张三", IDENTITY])
    read = reading.read(path, layouts.layout("households"))
    columns = ["_row", "household_number", "region", "head_name", "head_identity"]
    assert read.rows.select(columns).rows() == [(4, "A-1", "360781100201", "张三", IDENTITY)]
    assert _codes(read) == []


def test_notes_sums_examples_and_repeated_headings_are_left_out(tmp_path):
    rows = [
        ["填报单位：象湖镇"], [], HEAD, ROW, [], HEAD, ["示例", *ROW[1:]],
        ["A-2", *ROW[1:]], ["合计", "2人"], ["制表人：张三", "", "审核：李四"],
    ]  # fmt: skip
    read = _read(workbook(tmp_path / "m.xlsx", rows))
    assert read.rows.select("_row", "household_number").rows() == [(4, "A-1"), (8, "A-2")]
    assert read.skipped == {"空行": 1, "重复的标题行": 1, "示例行": 1, "合计行": 1, "说明行": 1}


def test_columns_nobody_knows_are_said_and_two_of_a_name_are_refused(tmp_path):
    read = _read(comma(tmp_path / "m.csv", [[*HEAD, "血型", "备注"], [*ROW, "A", "无"]]))
    assert _codes(read) == [("", 0, "血型", "column_unknown")]
    assert read.sound.height == 1
    with pytest.raises(reading.ListUnreadable, match="两列都叫“姓名”（B列和G列）"):
        _read(comma(tmp_path / "m.csv", [[*HEAD, "姓名"], [*ROW, "张三"]]))


def test_a_missing_column_and_a_missing_heading_are_named(tmp_path):
    with pytest.raises(reading.ListUnreadable, match="缺少必填的列：与户主关系"):
        _read(comma(tmp_path / "m.csv", [["户编号", "姓名"], ["A-1", "张三"]]))
    with pytest.raises(reading.ListUnreadable, match="没有找到标题行"):
        _read(comma(tmp_path / "m.csv", [["甲", "乙"], ["1", "2"]]))


def test_sheets_hidden_or_without_a_heading_are_said(tmp_path):
    path = tmp_path / "m.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in (("一组", [HEAD, ROW]), ("藏", [HEAD, ROW]), ("图", [["x"]])):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if name == "藏":
                sheet.hide()
        second = book.add_worksheet("二组")
        second.write_row(0, 0, HEAD)
        second.write_row(1, 0, ["A-2", *ROW[1:]])
        second.set_row(1, None, None, {"hidden": True})
    read = _read(path)
    assert read.sheets == ("一组", "二组")
    assert sorted(_codes(read)) == [
        ("二组", 2, "", "row_hidden"), ("图", 0, "", "sheet_unread"), ("藏", 0, "", "sheet_hidden"),
    ]  # fmt: skip
    assert read.sound.height == 2
    assert _read(path, sheet="二组").rows.height == 1
    with pytest.raises(
        reading.ListUnreadable, match="没有可见的工作表“藏”；文件中有：一组、图、二组"
    ):
        _read(path, sheet="藏")


def test_formulas_give_their_value_and_one_without_is_named(tmp_path):
    path = tmp_path / "m.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("成员")
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ROW)
        sheet.write_formula(1, 0, '="A-"&1', None, "A-1")
        sheet.write_row(2, 0, ROW)
        sheet.write_formula(2, 1, "=B2", None, "#N/A")
        sheet.write_row(3, 0, ROW)
        sheet.write_formula(3, 1, "=B2", None, "gone")
    _without_values(path)
    read = _read(path)
    assert read.rows["household_number"].to_list() == ["A-1", "A-1", "A-1"]
    assert _codes(read) == [
        ("成员", 3, "姓名", "formula_error"), ("成员", 4, "姓名", "formula_empty"),
    ]  # fmt: skip


def _without_values(path):
    """As a program writes a formula that never ran: no value beside it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b' t="str"><f>B2</f><v>gone</v>', b"><f>B2</f>")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_an_identity_number_that_excel_destroyed_is_named_as_such(tmp_path):
    rows = [HEAD, *([*ROW[:3], number, "", ""] for number in (360781198001011234, "3.60781E+17"))]
    read = _read(workbook(tmp_path / "m.xlsx", rows))
    assert _codes(read) == [
        ("成员", 2, "证件号码", "number_destroyed"), ("成员", 3, "证件号码", "number_destroyed"),
    ]  # fmt: skip
    assert "“文本”格式" in read.findings["reason"][0]


def test_values_in_findings_are_masked_and_contradictions_named(tmp_path):
    wrong = IDENTITY[:-1] + "1"
    rows = [[*HEAD, "性别"], [*ROW[:3], wrong, "", "123", ""], [*ROW[:4], "1950-01-01", "", "男"]]
    read = _read(comma(tmp_path / "m.csv", rows))
    found = read.findings.sort("_row").select("_row", "column", "value", "code").rows()
    assert found == [
        (2, "证件号码", "110***********0021", "identity_check"),
        (2, "联系电话", "***", "telephone_shape"),
        (3, "性别", "男", "sex_differs"),
        (3, "出生日期", "1950-01-01", "birth_differs"),
    ]


def test_an_opendocument_file_is_read(tmp_path):
    read = _read(opendocument(tmp_path / "m.ods", [HEAD, ROW]))
    assert read.rows.select("_sheet", "_row", "name").rows() == [("成员", 2, "张示例")]


def test_an_old_workbook_is_read(tmp_path):
    row = ["A-2", "李四", "配偶", "", 29222.0, 13800138000.0]
    read = _read(old_workbook(tmp_path / "m.xls", [HEAD, ROW, row]))
    assert read.rows.select("_sheet", "_row", "name", "birth_on", "telephone").rows() == [
        ("成员", 2, "张示例", date(1949, 12, 31), "13800138000"),
        ("成员", 3, "李四", date(1980, 1, 2), "13800138000"),
    ]


def test_the_list_comes_back_with_its_reasons_and_nothing_runs(tmp_path):
    evil = '=HYPERLINK("http://x","点")'
    rows = [["象湖镇"], HEAD, ROW, ["A-2", evil, "邻居", "3.60781E+17", "", ""]]
    path = comma(tmp_path / "m.csv", rows)
    read = _read(path)
    back = tmp_path / "back.xlsx"
    assert reading.report(path, MEMBERS, read.findings, back) == 2
    cells = load_workbook(back).get_sheet_by_index(0).to_python()
    assert cells[1] == ["错误原因", *HEAD]
    assert cells[2][0] == ""
    assert cells[3][2] == evil
    assert "与户主关系：不在可填的内容中" in cells[3][0]
    assert b"<f>" not in zipfile.ZipFile(back).read("xl/worksheets/sheet1.xml")
    again = _read(back)
    assert again.findings["code"].sort().to_list() == read.findings["code"].sort().to_list()


def test_only_the_rows_asked_for_come_back(tmp_path):
    rows = [HEAD, *([f"A-{n}", *ROW[1:]] for n in range(1, 6))]
    path = workbook(tmp_path / "m.xlsx", rows)
    wanted = pl.DataFrame({"_sheet": ["成员", "成员"], "_row": [3, 5]})
    back = tmp_path / "back.xlsx"
    assert reading.report(path, MEMBERS, _read(path).findings, back, only=wanted) == 2
    assert _read(back).rows["household_number"].to_list() == ["A-2", "A-4"]


def test_batches_are_small_and_together_the_whole(tmp_path):
    rows = [HEAD, *([f"A-{n}", *ROW[1:]] for n in range(1, 131))]
    parts = list(reading.batches(workbook(tmp_path / "m.xlsx", rows), MEMBERS, size=50))
    assert [one.rows.height for one in parts] == [50, 50, 30]
    assert pl.concat([one.rows for one in parts])["_row"].to_list() == list(range(2, 132))
