"""What components write, by their context; how they look is seen on the style-guide page."""

import re
from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from shouwang.kernel.deadlines import Left, Urgency
from shouwang.kernel.findings import Finding, Weight
from shouwang.site.templatetags import components, tables

ROWS = [
    {
        "id": 7,
        "name": "刘<b>",
        "href": "/h/7/",
        "net": 612300,
        "level": 3,
        "day": date(2024, 6, 30),
    },
    {"id": 8, "name": "钟某", "href": "", "net": None, "level": 0, "day": None},
]
COLUMNS: list[dict[str, Any]] = [
    {"key": "name", "label": "户", "href": "href", "sort": "name"},
    {"key": "level", "label": "程度", "kind": "severity"},
    {"key": "net", "label": "收入", "kind": "amount", "unit": "元", "sort": "net"},
    {"key": "day", "label": "日期", "kind": "date"},
]


@pytest.fixture(autouse=True)
def _chinese() -> Any:
    with translation.override("zh-hans"):
        yield


def _render(source: str, address: str = "/clues/", **context: Any) -> str:
    request = RequestFactory().get(address)
    request.COOKIES.update(context.pop("cookies", {}))
    return Template(source).render(Context({"request": request, **context}))


def _table(address: str = "/clues/", rows: Any = ROWS, **more: Any) -> str:
    source = '{% table columns rows "clues" total=2 select=select actions=actions export=export %}'
    context = {"select": "", "actions": (), "export": "", **more}
    return _render(source, address, columns=COLUMNS, rows=rows, **context)


def _words(html: str) -> list[str]:
    return re.sub(r"<[^>]+>", " ", html).split()


def test_cells_are_written_by_kind_and_escaped() -> None:
    body = _table().split("<tbody>")[1].split("</tbody>")[0]
    first, second = body.split("</tr>")[:2]
    assert _words(first) == ["刘&lt;b&gt;", "紧急", "6", "123", "2024-06-30"]
    assert _words(second) == ["钟某", "—", "—", "—"]
    assert re.findall(r'href="([^"]+)"', body) == ["/h/7/"]


def test_numbers_stand_right_with_the_unit_in_the_heading() -> None:
    html = _table()
    assert re.findall(r'<th scope="col" data-column="net" class="([^"]*)"', html) == ["is-number"]
    assert html.count('<span class="unit">(元)</span>') == 1


@pytest.mark.parametrize(
    ("address", "links", "state"),
    [
        ("/clues/?rule=a&page=3", ["?rule=a&amp;sort=name", "?rule=a&amp;sort=-net"], []),
        ("/clues/?sort=-net", ["?sort=name", "?sort=net"], ["descending"]),
        ("/clues/?sort=name", ["?sort=-name", "?sort=-net"], ["ascending"]),
    ],
)
def test_headings_sort_by_link(address: str, links: list[str], state: list[str]) -> None:
    head = _table(address).split("<thead>")[1].split("</thead>")[0]
    assert re.findall(r'href="(\?[^"]+)"', head) == links
    assert re.findall(r'aria-sort="(\w+)"', head) == state


def test_selection_sends_ticked_rows_to_the_action() -> None:
    html = _table(select="id", actions=[{"label": "分派", "href": "/assign/"}])
    assert re.findall(r'name="picked" value="(\d+)"', html) == ["7", "8"]
    assert re.findall(r'formaction="([^"]+)"', html) == ["/assign/"]


def test_export_keeps_the_filters_and_leaves_the_page() -> None:
    html = _table("/clues/?rule=a&page=2", export="/clues.xlsx")
    assert re.findall(r'href="(/clues.xlsx[^"]*)"', html) == ["/clues.xlsx?rule=a"]


def test_an_empty_table_offers_to_clear_the_filters() -> None:
    filtered, plain = _table("/clues/?rule=a", rows=[]), _table("/clues/", rows=[])
    assert re.findall(r'<a [^>]*href="([^"]+)"', filtered) == ["/clues/"]
    assert re.findall(r'<a [^>]*href="([^"]+)"', plain) == []


def test_the_pager_keeps_filters() -> None:
    page = Paginator(range(120), 50).page(2)
    html = _render("{% pager page %}", "/clues/?rule=a&page=2", page=page)
    assert re.findall(r'href="([^"]+)"', html) == [
        "?rule=a&amp;page=1",
        "?rule=a&amp;page=1",
        "?rule=a&amp;page=3",
        "?rule=a&amp;page=3",
    ]


def test_chips_name_each_filter_and_remove_it() -> None:
    class Filters(forms.Form):
        level = forms.ChoiceField(label="程度", choices=[("", "全部"), ("3", "紧急")])
        q = forms.CharField(label="查找")

    address = "/clues/?level=3&q=%E5%88%98&page=2&sort=name"
    form = Filters(QueryDict(address.split("?")[1]))
    html = _render("{% filter_bar form %}", address, form=form)
    chips = re.findall(r'class="chip" href="([^"]+)"><span>([^<]+)', html)
    assert chips == [
        ("?q=%E5%88%98&amp;sort=name", "程度：紧急"),
        ("?level=3&amp;sort=name", "查找：刘"),
    ]
    assert re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', html) == [("sort", "name")]


def test_here_with_changes_the_address() -> None:
    html = _render("{% here_with severity=3 page=None %}", "/?page=2&rule=a")
    assert html == "?rule=a&amp;severity=3"


def test_what_is_late_has_shape_words_and_colour() -> None:
    late = _render("{% deadline left %}", left=Left(Urgency.LATE, 3))
    assert late == ('<span class="tag tag-bad"><span aria-hidden="true">◆</span> 超期 3 天</span>')
    assert _render("{% deadline left %}", left=Left(Urgency.FAR, 9)) == "还有 9 天"
    assert _render("{% deadline left %}", left=None) == ""


def test_a_table_marks_what_is_late_in_a_cell_and_in_a_note() -> None:
    columns = [
        {"key": "name", "label": "户", "note": "left"},
        {"key": "left", "label": "还剩", "kind": "deadline"},
    ]
    rows = [{"name": "钟某", "left": Left(Urgency.TODAY)}, {"name": "刘某", "left": None}]
    html = _render("{% table columns rows 'cases' %}", columns=columns, rows=rows)
    assert html.count("今天到期") == html.count("▲") == 2


def test_severity_has_shape_and_word() -> None:
    shapes = {level: _render("{% severity level %}", level=level) for level in (0, 1, 2, 3)}
    assert [_words(html) for html in shapes.values()] == [[], ["关注"], ["严重"], ["紧急"]]
    drawn = [re.findall(r' d="([^"]+)"', html) for html in shapes.values()]
    assert drawn == [[], *([components.SEVERITY_SHAPES[n]] for n in (1, 2, 3))]


def test_kernel_findings_are_shown_as_they_are() -> None:
    findings = [Finding("x", "校验位不对", clause="GB 11643"), Finding("y", "请确认", Weight.WARN)]
    html = _render("{% finding_list findings %}", findings=findings)
    assert re.findall(r'<li class="([^"]+)"', html) == ["finding refuse", "finding"]
    assert _words(html) == ["校验位不对", "依据：GB", "11643", "请确认"]


def test_the_longest_address_marks_the_menu() -> None:
    entries = [
        {"label": label, "href": href, "icon": "home"}
        for label, href in (("首页", "/"), ("户", "/h/"), ("新户", "/h/new/"))
    ]
    html = _render("{% menu_links entries %}", "/h/new/", entries=entries)
    assert re.findall(r'href="([^"]+)" aria-current="page"', html) == ["/h/new/"]


def test_a_section_of_the_menu_opens_where_the_reader_is() -> None:
    lists = [{"label": "待办", "href": "/cases/"}, {"label": "走访", "href": "/visits/"}]
    entries = [
        {"label": "首页", "href": "/", "icon": "home"},
        {"label": "办理", "href": "/cases/", "icon": "check", "children": lists},
    ]
    html = _render("{% menu_links entries %}", "/visits/7/", entries=entries)
    assert re.findall(r'href="([^"]+)" aria-current="(\w+)"', html) == [
        ("/cases/", "true"),
        ("/visits/", "page"),
    ]
    assert html.count('class="open"') == 1
    assert "open" not in _render("{% menu_links entries %}", "/", entries=entries)


def test_only_known_themes_reach_the_page() -> None:
    assert _render("{% html_attributes %}", cookies={"shouwang_theme": "dark"}) == (
        'data-theme="dark"'
    )
    assert _render("{% html_attributes %}", cookies={"shouwang_theme": '"><script>'}) == ""


def test_tags_with_content_escape_their_title_and_keep_the_content() -> None:
    source = '{% page_head title %}<a href="/x/">{{ title }}</a>{% end_page_head %}'
    html = _render(source, title="<i>")
    assert re.findall(r"<h1>(.*?)</h1>", html) == ["&lt;i&gt;"]
    assert re.findall(r'<a href="/x/">(.*?)</a>', html) == ["&lt;i&gt;"]


def test_a_chart_carries_its_table_and_its_data() -> None:
    source = '{% chart "c" "题" categories series unit="%" digits=1 heading="原因" %}'
    series = [{"name": "占比", "values": [43.8, None]}]
    html = _render(source, categories=["因病", "</script>"], series=series)
    body = html.split("<tbody>")[1]
    assert _words(body) == ["因病", "43.8", "&lt;/script&gt;", "—"]
    assert html.count("</script>") == 1


def test_running_work_is_polled_and_finished_work_is_not() -> None:
    job = {"label": "筛查", "state": "running", "done": 1, "total": 2, "poll_href": "/runs/1/"}
    assert 'hx-get="/runs/1/"' in _render("{% progress job %}", job=job)
    assert "hx-get" not in _render("{% progress job %}", job={**job, "state": "done"})


def test_money_for_people_and_for_machines() -> None:
    html = _render("{% money fen %}", fen=2136000)
    assert html == '<data class="money" value="2136000">21\u202f360\u202f元</data>'


def test_part_follows_dots_through_mappings_and_objects() -> None:
    day = date(2024, 6, 30)
    assert tables.part({"a": {"b": day}}, "a.b.year") == 2024
    assert tables.part({"a": None}, "a.b.year") is None
