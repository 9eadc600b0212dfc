"""The charts of a place: each says its finding as its title and carries its definition."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from shouwang.kernel.money import FEN_PER_YUAN
from shouwang.watch.monitoring.models import Severity
from shouwang.watch.monitoring.queries import wording
from shouwang.watch.monitoring.queries.composition import Composition, Month, net
from shouwang.watch.registry.models.facts import IncomeKind
from shouwang.watch.registry.models.household import SubjectCategory
from shouwang.watch.registry.models.person import Labour, Schooling

Chart = dict[str, Any]
_SOURCES = ("wage", "business", "property", "transfer")
_OLDEST = 90
_OLD, _GROWN = 60, 16


def composition(shown: Composition) -> list[Chart]:
    """Who lives here."""
    return _present([_ages(shown), _sizes(shown), _categories(shown), _labour(shown),
                     _schooling(shown), _health(shown), _disability(shown)])  # fmt: skip


def income(shown: Composition) -> list[Chart]:
    """What they live on."""
    return _present([_income_sources(shown), _income_quarters(shown), _income_items(shown)])


def danger(shown: Composition, months: Sequence[Month]) -> list[Chart]:
    """Why they were poor, what threatens them, and how the clues went."""
    return _present([_clues(months), _causes(shown), _risks(shown)])


def _present(charts: Iterable[Chart | None]) -> list[Chart]:
    return [chart for chart in charts if chart]


def _chart(
    id: str,
    title: str,
    parts: Sequence[tuple[Any, Any]],
    *,
    name: str,
    unit: str,
    heading: str,
    definition: str,
    kind: str = "bar",
    digits: int = 0,
) -> Chart:
    """A chart of one series."""
    return {
        "id": id,
        "title": title,
        "categories": [str(label) for label, _value in parts],
        "series": [{"name": name, "values": [value for _label, value in parts]}],
        "kind": kind,
        "unit": unit,
        "digits": digits,
        "heading": heading,
        "definition": definition,
    }


def _n(value: int) -> str:
    """A count in a sentence, thousands parted."""
    return wording.thin(f"{value:,}").replace("-", "−")


def percent(part: int, whole: int) -> str:
    """A share with one decimal, for sentences."""
    return f"{Decimal(100) * part / whole:.1f}" if whole else "0"


def _ages(shown: Composition) -> Chart | None:
    if not shown.persons:
        return None
    ages = [f"{age:02d}" for age in range(0, _OLDEST + 1, 5)]
    counts = shown.of("age")
    old = shown.aged(_OLD)
    young = shown.aged(0, 14)
    return {
        "id": "ages",
        "title": _("60 岁及以上占 %(old)s%%，14 岁及以下占 %(young)s%%")
        % {"old": percent(old, shown.persons), "young": percent(young, shown.persons)},
        "categories": [
            f"{int(age)}–{int(age) + 4}" if int(age) < _OLDEST else f"{_OLDEST}+" for age in ages
        ],
        "series": [
            {"name": _("男"), "values": [counts.get(f"1:{age}", 0) for age in ages]},
            {"name": _("女"), "values": [counts.get(f"2:{age}", 0) for age in ages]},
        ],
        "kind": "pyramid",
        "unit": _("人"),
        "digits": 0,
        "heading": _("年龄"),
        "definition": _("在家庭中的成员（不含已去世、已转出），按统计日的周岁。"),
    }


def _sizes(shown: Composition) -> Chart | None:
    sizes = shown.of("size")
    if not shown.households:
        return None
    mean = Decimal(shown.persons) / shown.households
    parts = [
        (_("%(n)s 人") % {"n": n} if n < 7 else _("7 人及以上"), sizes.get(str(n), 0))
        for n in range(1, 8)
    ]
    title = _("户均 %(mean)s 人，独居 %(alone)s 户") % {
        "mean": f"{mean:.2f}",
        "alone": _n(sizes.get("1", 0)),
    }
    return _chart(
        "sizes", title, parts, name=_("户数"), unit=_("户"), heading=_("家庭人口"),
        definition=_("未销户的农户，按档案中的家庭人口。"),
    )  # fmt: skip


def _categories(shown: Composition) -> Chart | None:
    found = shown.of("category")
    watched = sum(found.values())
    if not watched:
        return None
    title = _("监测对象 %(n)s 户，占全部农户 %(share)s%%") % {
        "n": _n(watched),
        "share": percent(watched, shown.households),
    }
    return _chart(
        "categories", title, _ranked(found, SubjectCategory.choices), name=_("户数"), unit=_("户"),
        heading=_("户类别"), kind="ranked",
        definition=_("统计日在册的类别；一般农户不列。类别由识别程序认定，不由筛查改变。"),
    )  # fmt: skip


def _labour(shown: Composition) -> Chart | None:
    found = shown.of("labour")
    whole = sum(found.values())
    if not whole:
        return None
    able = found.get("able", 0) + found.get("skilled", 0)
    title = _("16–59 岁的人中 %(share)s%% 是普通或技能劳动力") % {"share": percent(able, whole)}
    return _chart(
        "labour", title, _ranked(found, Labour.choices), name=_("人数"), unit=_("人"),
        heading=_("劳动能力"), kind="ranked",
        definition=_("16 至 59 周岁的在家成员，按统计日的劳动能力。"),
    )  # fmt: skip


def _schooling(shown: Composition) -> Chart | None:
    found = shown.of("schooling")
    whole = sum(found.values())
    if not whole:
        return None
    out = shown.total("out_of_school")
    title = _("在校 %(n)s 人；6–15 岁不在学 %(out)s 人") % {"n": _n(whole), "out": _n(out)}
    parts = [(label, found.get(code, 0)) for code, label in Schooling.choices if found.get(code)]
    return _chart(
        "schooling", title, parts, name=_("人数"), unit=_("人"), heading=_("就学"),
        definition=_("统计日在校的成员。6–15 周岁不在学的要逐户核实是否失学辍学。"),
    )  # fmt: skip


def _health(shown: Composition) -> Chart | None:
    found = {word: n for word, n in shown.of("health").items() if word != "健康"}
    known = shown.total("health")
    if not found:
        return None
    title = _("%(share)s%% 的人患长期慢性病、大病或有残疾") % {
        "share": percent(sum(found.values()), known)
    }
    return _chart(
        "health", title, _ranked(found), name=_("人数"), unit=_("人"), heading=_("健康状况"),
        kind="ranked", definition=_("统计日健康状况不是“健康”的成员。"),
    )  # fmt: skip


def _disability(shown: Composition) -> Chart | None:
    found = shown.of("disability")
    whole = sum(found.values())
    if not whole:
        return None
    severe = found.get("1", 0) + found.get("2", 0)
    title = _("残疾人 %(n)s 人，一、二级重度占 %(share)s%%") % {
        "n": _n(whole),
        "share": percent(severe, whole),
    }
    parts = [(_("%(n)s 级") % {"n": grade}, found.get(str(grade), 0)) for grade in range(1, 5)]
    return _chart(
        "disability", title, parts, name=_("人数"), unit=_("人"), heading=_("残疾等级"),
        definition=_("统计日有残疾等级的成员，一级最重。"),
    )  # fmt: skip


def _income_sources(shown: Composition) -> Chart | None:
    found = shown.of("income")
    gross = {kind: found.get(kind, 0) for kind in _SOURCES}
    whole = sum(gross.values())
    if not whole or shown.income_per_head is None:
        return None
    labels = dict(IncomeKind.choices)
    most = max(gross, key=lambda kind: gross[kind])
    title = _("人均纯收入 %(mean)s 元，%(kind)s最多，占 %(share)s%%") % {
        "mean": _n(shown.income_per_head // FEN_PER_YUAN),
        "kind": labels[most],
        "share": percent(gross[most], whole),
    }
    sources = sorted(gross.items(), key=lambda one: -one[1])
    parts = [(labels[kind], _per_head(value, shown)) for kind, value in sources]
    parts.append((labels["business_cost"], _per_head(-found.get("business_cost", 0), shown)))
    return _chart(
        "income", title, parts, name=_("人均"), unit=_("元"), heading=_("收入来源"), kind="ranked",
        definition=_(
            "统计月之前 12 个月。人均纯收入 =（工资 + 经营 + 财产 + 转移 − 生产经营性支出）÷ 人口；"
            "建房搬迁补助、临时救助等不计入。"
        ),
    )  # fmt: skip


def _per_head(fen: int, shown: Composition) -> int:
    yuan = abs(fen) // (FEN_PER_YUAN * shown.persons)
    return -yuan if fen < 0 else yuan


def _income_quarters(shown: Composition) -> Chart | None:
    quarters: dict[str, dict[str, int]] = {}
    for part, fen in shown.of("income_quarter").items():
        quarter, _colon, kind = part.partition(":")
        quarters.setdefault(quarter, {})[kind] = fen
    if len(quarters) < 2 or not shown.persons:
        return None
    labels = dict(IncomeKind.choices)
    order = sorted(quarters)
    return {
        "id": "quarters",
        "title": _quarter_finding(quarters, order, shown),
        "categories": [
            _("%(year)s年%(quarter)s季") % {"year": one[:4], "quarter": one[5:]} for one in order
        ],
        "series": [
            {"name": labels[kind], "values": [
                _per_head(quarters[one].get(kind, 0), shown) for one in order]}
            for kind in _SOURCES
        ],
        "kind": "stacked",
        "unit": _("元"),
        "digits": 0,
        "heading": _("季度"),
        "definition": _(
            "最近八个完整季度的人均收入，按来源；未扣生产经营性支出。"
            "经营收入随季节变化，请与上年同季比。"
        ),
    }  # fmt: skip


def _quarter_finding(
    quarters: Mapping[str, Mapping[str, int]], order: Sequence[str], shown: Composition
) -> str:
    last = order[-1]
    before = f"{int(last[:4]) - 1}{last[4:]}"
    if not net(quarters.get(before, {})):
        return _("人均收入按季度")
    now, then = net(quarters[last]), net(quarters[before])
    change = Decimal(100) * (now - then) / abs(then)
    word = _("多") if change >= 0 else _("少")
    return _("最近一季人均纯收入 %(now)s 元，比上年同季%(word)s %(change)s%%") % {
        "now": _n(_per_head(now, shown)),
        "word": word,
        "change": f"{abs(change):.1f}",
    }


def _income_items(shown: Composition) -> Chart | None:
    found = _items(shown.of("income_item"))
    if not found:
        return None
    parts = _ranked({item: _per_head(fen, shown) for item, fen in found.items()})[:12]
    title = _("%(item)s是最大的收入项目") % {"item": parts[0][0]}
    return _chart(
        "items", title, parts, name=_("人均"), unit=_("元"), heading=_("收入项目"), kind="ranked",
        definition=_("统计月之前 12 个月，只含写明项目的收入。"),
    )  # fmt: skip


def _items(income: Mapping[str, int]) -> dict[str, int]:
    """Items over all sources of income; the same item also has its costs, which are none."""
    found: dict[str, int] = {}
    for part, fen in income.items():
        kind, _colon, item = part.partition(":")
        if kind in _SOURCES:
            found[item] = found.get(item, 0) + fen
    return found


def _clues(months: Sequence[Month]) -> Chart | None:
    if not months:
        return None
    last = months[-1].by_severity
    total = sum(last.values())
    title = _("未关闭线索 %(n)s 条，其中紧急 %(urgent)s 条") % {
        "n": _n(total),
        "urgent": _n(last[3]),
    }
    if len(months) > 1:
        change = total - sum(months[-2].by_severity.values())
        title += _("，比上次 %(change)s 条") % {
            "change": _n(change) if change < 0 else f"+{_n(change)}"
        }
    return {
        "id": "clues",
        "title": title,
        "categories": [f"{month.as_of:%Y-%m}" for month in months],
        "series": [
            {"name": str(Severity(level).label), "level": level,
             "values": [month.by_severity[level] for month in months]}
            for level in (1, 2, 3)
        ],
        "kind": "stacked",
        "unit": _("条"),
        "digits": 0,
        "heading": _("月份"),
        "definition": _("每月最后一次筛查时未关闭的线索，一条线索是一户触发一条规则。"),
    }  # fmt: skip


def _causes(shown: Composition) -> Chart | None:
    found = shown.of("cause")
    if not found:
        return None
    parts = _ranked(found)
    title = _("%(cause)s是最主要的致贫原因，占 %(share)s%%") % {
        "cause": parts[0][0],
        "share": percent(parts[0][1], sum(found.values())),
    }
    return _chart(
        "causes", title, parts, name=_("户数"), unit=_("户"), heading=_("致贫原因"), kind="ranked",
        definition=_("曾建档立卡农户的主要致贫原因，一户一个。"),
    )  # fmt: skip


def _risks(shown: Composition) -> Chart | None:
    found = shown.of("risk")
    if not found:
        return None
    parts = _ranked(found)
    title = _("%(risk)s是最多的返贫致贫风险，%(n)s 户") % {
        "risk": parts[0][0],
        "n": _n(parts[0][1]),
    }
    return _chart(
        "risks", title, parts, name=_("户数"), unit=_("户"), heading=_("风险类型"), kind="ranked",
        definition=_("统计日在册的风险类型，一户最多五种。"),
    )  # fmt: skip


def _ranked(
    found: Mapping[str, int], choices: Iterable[tuple[Any, Any]] = ()
) -> list[tuple[str, int]]:
    labels = {code: str(label) for code, label in choices}
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return [(labels.get(code, code), value) for code, value in ordered]
