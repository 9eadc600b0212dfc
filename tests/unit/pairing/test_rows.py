"""Rows of helpers as people paste them."""

from shouwang.watch.pairing.rules import Row, read_rows

RANKS = {"县级领导": "county_leader", "一般干部职工": "staff", "staff": "staff"}
PLACES = {"叶坪镇 黄沙村": "360781100201"}
GOOD = "王力\t水利局\t科员\t一般干部职工\t13800001234\t叶坪镇 黄沙村"


def test_a_sheet_with_headings_is_read_and_a_row_twice_is_one():
    text = "姓名\t单位\t职务\t级别\t联系电话\t工作地点\n" + GOOD + "\n\n" + GOOD + "\n"
    wanted = Row("王力", "水利局", "科员", "staff", "13800001234", "360781100201")
    assert read_rows(text, RANKS, PLACES).value == [wanted]


def test_every_wrong_cell_is_named_with_its_row():
    text = "\t水利局\t\t局长\t123\t别处\n" + GOOD + "\n只有一列"
    reading = read_rows(text, RANKS, PLACES)
    assert reading.value is None
    assert [finding.code for finding in reading.findings] == [
        "missing",
        "rank",
        "place",
        "telephone",
        "columns",
    ]
    assert reading.findings[0].message == "第 1 行没有填“姓名”。"
    assert reading.findings[-1].message.startswith("第 3 行有 1 列")


def test_nothing_pasted():
    assert [one.code for one in read_rows(" \n ", RANKS, PLACES).findings] == ["empty"]


def test_a_list_too_long_is_cut_by_nobody_but_the_person():
    reading = read_rows("\n".join([GOOD] * 5001), RANKS, PLACES)
    assert [one.code for one in reading.findings] == ["too_many"]
