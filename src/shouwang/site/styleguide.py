"""A page with every component in use, for whoever builds pages; served only while debugging.

Include its `urlpatterns` under `styleguide/` when DEBUG is on. It reads no database.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path

import shouwang
from shouwang.kernel.deadlines import Left, Urgency
from shouwang.site import geometry

COUNTIES = Path(shouwang.__file__).parent / "regions" / "data" / "ganzhou-counties.geojson"

MENU = [
    {"label": "工作台", "href": "/styleguide/", "icon": "home"},
    {"label": "线索", "href": "/styleguide/clues/", "icon": "warning", "count": 128},
    {"label": "农户", "href": "/styleguide/households/", "icon": "households"},
    {"label": "筛查", "href": "/styleguide/runs/", "icon": "runs"},
    {"label": "政策参数", "href": "/styleguide/policy/", "icon": "policy"},
    {"label": "统计", "href": "/styleguide/statistics/", "icon": "chart"},
    {"label": "账号", "href": "/styleguide/accounts/", "icon": "people"},
    {"label": "日志", "href": "/styleguide/journal/", "icon": "journal"},
]
REGION_PATH = [
    {"name": "江西省", "href": "#"},
    {"name": "赣州市", "href": "#"},
    {"name": "瑞金市", "href": "#"},
    {"name": "壬田镇", "href": "#"},
]

# name of the township, how many villages: the real counts of the county
TOWNSHIPS = (
    ("象湖镇", 25), ("瑞林镇", 20), ("壬田镇", 15), ("九堡镇", 25), ("沙洲坝镇", 13),
    ("谢坊镇", 14), ("武阳镇", 14), ("叶坪镇", 30), ("丁陂乡", 6), ("大柏地乡", 11),
    ("冈面乡", 8), ("日东乡", 10), ("万田乡", 8), ("黄柏乡", 14), ("云石山乡", 13),
    ("泽覃乡", 12), ("拔英乡", 8), ("瑞金经开区", 1),
)  # fmt: skip

COLUMNS = [
    {"key": "household", "label": "户", "sort": "household", "href": "href", "note": "village"},
    {"key": "severity", "label": "程度", "kind": "severity", "sort": "severity"},
    {"key": "rule", "label": "规则"},
    {
        "key": "net_per_head_fen",
        "label": "人均纯收入",
        "kind": "amount",
        "unit": "元",
        "sort": "net",
    },
    {"key": "size", "label": "人口", "kind": "number", "unit": "人", "sort": "size"},
    {"key": "opened_on", "label": "发现日期", "kind": "date", "sort": "opened"},
    {"key": "due_on", "label": "核查期限", "kind": "date"},
    {"key": "helper", "label": "责任人", "hidden": True},
]
_CLUES = (
    ("刘**", "壬田镇 中潭村", 3, "医疗自付过高", 612300, 4, 28, "曾**"),
    ("钟**", "叶坪镇 朱坊村", 3, "人均收入低于监测线", 580050, 6, 28, "谢**"),
    ("杨**", "九堡镇 密溪村", 2, "收入骤降", 1120000, 3, 27, "罗**"),
    ("赖**", "瑞林镇 下坝村", 2, "饮水不安全", 1432000, 5, 26, "温**"),
    ("朱**", "日东乡 贡潭村", 1, "订单销售不足", 1288600, 4, 25, "胡**"),
    ("宋**", "大柏地乡 院溪村", 1, "教育负担", None, 5, 21, "邹**"),
)
CLUES = [
    {
        "id": number,
        "href": f"#clue-{number}",
        "household": household,
        "village": village,
        "severity": level,
        "rule": rule,
        "net_per_head_fen": net,
        "size": size,
        "opened_on": date(2024, 6, day),
        "due_on": date(2024, 7, 5),
        "helper": helper,
    }
    for number, (household, village, level, rule, net, size, day, helper) in enumerate(_CLUES, 1)
]

EVIDENCE = [
    {
        "label": "近12个月住院自付（刘某，户主）",
        "value": "21\u202f360\u202f元",
        "source": "医保局6月清单第37行",
        "href": "#",
    },
    {
        "label": "界线：全省农村居民人均可支配收入的50%",
        "value": "10\u202f679\u202f元",
        "source": "政策参数，2023年 21\u202f358\u202f元，未核实",
        "href": "#",
    },
    {"label": "家庭人口", "value": "4\u202f人", "source": "户籍登记，2024-06-01"},
]
STEPS = [
    {"label": "发现线索", "state": "done", "detail": "6月28日"},
    {"label": "入户核查", "state": "done", "detail": "7月2日 两人签字"},
    {"label": "村级评议", "state": "current", "detail": "7月9日前"},
    {"label": "村内公示", "state": "todo"},
    {"label": "乡镇审核", "state": "todo"},
    {"label": "县级审批", "state": "todo"},
]
EVENTS = [
    {
        "at": datetime(2024, 7, 2, 7, 40, tzinfo=UTC),
        "title": "入户核查完成，情况属实",
        "by": "曾某、谢某",
        "text": "户主住院后不能外出务工，妻子在家照料，两个孩子在读。",
    },
    {"at": date(2024, 6, 28), "title": "医疗自付过高：线索打开", "href": "#", "by": "规则第1版"},
    {"at": date(2024, 6, 20), "title": "医保局交来6月清单"},
]
FINDINGS = [
    {
        "message": "第37行：身份证号校验位不对，请核对原件后重填。",
        "weight": "refuse",
        "clause": "GB 11643",
        "href": "#",
    },
    {"message": "第52行：低保金每月150元，低于常见数额，请确认。", "weight": "warn"},
]
JOBS = [
    {
        "label": "正在筛查 2024年6月",
        "state": "running",
        "done": 12800,
        "total": 20179,
        "unit": " 户",
        "href": "",
    },
    {
        "label": "筛查 2024年5月",
        "state": "done",
        "done": 20179,
        "unit": " 户",
        "message": "新增线索128条，关闭97条",
        "href": "#",
    },
    {
        "label": "导入医保局清单",
        "state": "failed",
        "done": 36,
        "total": 412,
        "unit": " 行",
        "message": "第37行有错，什么也没有存入",
        "href": "#",
    },
]


class FilterForm(forms.Form):
    q = forms.CharField(
        label="查找", required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    severity = forms.ChoiceField(
        label="程度",
        required=False,
        choices=[("", "全部"), ("3", "紧急"), ("2", "严重"), ("1", "关注")],
    )
    township = forms.ChoiceField(
        label="乡镇", required=False, choices=[("", "全部"), *((n, n) for n, _ in TOWNSHIPS)]
    )
    since = forms.DateField(
        label="发现日期起", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class ParameterForm(forms.Form):
    value = forms.IntegerField(label="监测线（每人每年）", min_value=1)
    valid_from = forms.DateField(label="从哪一天起执行", help_text="从这一天起的筛查用新数值。")
    document = forms.CharField(label="文件名称和文号")
    verified = forms.ChoiceField(
        label="是否已对照原件核实",
        choices=[("yes", "已核实"), ("no", "尚未核实")],
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(label="说明", required=False, widget=forms.Textarea)


def places() -> Iterator[dict[str, Any]]:
    """Townships and villages with made-up numbers of clues, the same at every call."""
    for order, (township, count) in enumerate(TOWNSHIPS, 1):
        code = f"360781{order:03d}000"
        values = [(order * 7 + village * village * 5) % 17 for village in range(1, count + 1)]
        values = [value if value < 9 else 0 for value in values]
        yield _place(code, township, "360781000000", sum(values))
        for village, value in enumerate(values, 1):
            yield _place(f"{code[:9]}{village:03d}", f"{township}第{village}村", code, value)


def _place(code: str, name: str, parent: str, value: int) -> dict[str, Any]:
    steps = (1, 3, 6) if not code.endswith("000") else (20, 40, 70)
    level = sum(value >= step for step in steps)
    return {
        "code": code,
        "name": name,
        "parent": parent,
        "value": value,
        "level": level,
        "href": f"#{code}",
    }


def page(request: HttpRequest) -> HttpResponse:
    """Every component with content as it occurs in the county."""
    known = list(places())
    counties = geometry.load_features(COUNTIES)
    context = {
        "menu": MENU,
        "region_path": REGION_PATH,
        "search_href": "/styleguide/",
        "messages": [
            Message(messages.SUCCESS, "监测线已改为 8 700 元，从2025年1月1日起执行。"),
            Message(messages.ERROR, "没有存入：第37行身份证号校验位不对。"),
        ],
        "filter_form": FilterForm(request.GET),
        "columns": COLUMNS,
        "clues": CLUES,
        "bulk": [
            {"label": "分派核查", "href": "#assign", "kind": "primary"},
            {"label": "标为误报", "href": "#dismiss"},
        ],
        "page": Paginator(range(1, 1284), 50).page(3),
        "evidence": EVIDENCE,
        "steps": STEPS,
        "events": EVENTS,
        "findings": FINDINGS,
        "jobs": JOBS,
        "form": ParameterForm({"value": "abc", "valid_from": "2025-01-01", "verified": "no"}),
        "places": known,
        "townships": [place for place in known if place["code"].endswith("000")],
        "counties": counties,
        "county": [one for one in counties if one["properties"]["code"] == "360781"],
        "county_places": [{"code": "360735", "level": 1}, {"code": "360733", "level": 2}],
        "tokens": _tokens(),
        "deadlines": [Left(Urgency.LATE, 3), Left(Urgency.TODAY), Left(Urgency.SOON, 2)],
    }
    return TemplateResponse(request, "styleguide.html", context | _charts())


def _tokens() -> list[str]:
    return [
        "ground", "surface", "sunken", "line", "line-strong", "text", "text-quiet",
        "accent", "accent-soft", "bad", "bad-soft", "done", "done-soft", "note", "note-soft",
    ]  # fmt: skip


def _charts() -> dict[str, Any]:
    """Published figures of Ruijin where they exist; the months are examples."""
    return {
        "causes": ["因病", "因残", "缺劳动力", "其他"],
        "cause_series": [{"name": "占比", "values": [43.8, 14.3, 7.7, 34.2]}],
        "months": ["1月", "2月", "3月", "4月", "5月", "6月"],
        "month_series": [
            {"name": "关注", "values": [52, 47, 60, 58, 66, 61], "level": 1},
            {"name": "严重", "values": [31, 29, 38, 35, 33, 41], "level": 2},
            {"name": "紧急", "values": [12, 15, 14, 19, 17, 26], "level": 3},
        ],
        "income_years": ["2015", "2016", "2017"],
        "income_series": [{"name": "人均可支配收入", "values": [8251, None, 10301]}],
    }


def plain(request: HttpRequest) -> HttpResponse:
    """The page of log-in and errors."""
    return TemplateResponse(request, "404.html", {}, status=404)


urlpatterns = [path("", page, name="styleguide"), path("plain/", plain, name="styleguide-plain")]
