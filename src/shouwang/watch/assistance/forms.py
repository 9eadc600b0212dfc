"""Forms of plans, measures, posts, resettled households, prices. Amounts are typed in yuan."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.choosing import offer
from shouwang.watch.assistance import policy
from shouwang.watch.assistance.catalogue import FILTERS
from shouwang.watch.assistance.models import Measure, PriceKind
from shouwang.watch.assistance.rules import FEN, Delivery, Draft

EVERY = ("", _("全部"))
MOST_YUAN = Decimal(10**9)


def _day(label: Any, **given: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **given)


def _yuan(label: Any, **given: Any) -> forms.DecimalField:
    """Yuan with at most two places; what is negative is answered by the rules, in words."""
    return forms.DecimalField(
        label=label, required=given.pop("required", False), max_digits=14, decimal_places=2, **given
    )


def fen(yuan: Decimal | None) -> int | None:
    """Whole fen of an amount typed in yuan."""
    return None if yuan is None else int(yuan * FEN)


def choices(codes: Mapping[str, Mapping[str, Any]], language: str = "zh") -> list[tuple[str, str]]:
    """A code list as the choices of a field."""
    return [(code, policy.word(codes, code, language)) for code in codes]


class ActForm(forms.Form):
    """What every act carries: its number, made once with the page, and the plan that was seen."""

    act_id = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, revision: int = 0, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "act_id": uuid4(),
            "revision": revision,
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)


class MeasureForm(ActForm):
    """A measure with everything a plan says of it."""

    code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    because = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)
    kind = forms.ChoiceField(label=_("措施类型"))
    title = forms.CharField(label=_("具体措施"), max_length=60)
    responsible = forms.ChoiceField(label=_("责任单位"))
    money = forms.ChoiceField(label=_("资金来源"))
    amount = _yuan(_("金额（元）"))
    expected = _yuan(_("预计年增收（元）"))
    start_on = _day(_("计划开始日期"))
    reason = forms.CharField(label=_("调整的理由"), max_length=200, required=False)

    def __init__(self, *args: Any, language: str = "zh", change: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        known = policy.catalogue()
        for name, codes in (
            ("kind", known.kinds),
            ("responsible", known.responsible),
            ("money", known.money),
        ):
            offer(self, name, [("", _("请选择")), *choices(codes, language)])
        if change:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]

    def draft(self) -> Draft:
        """What was written, as the rules judge it."""
        kept = self.cleaned_data
        return Draft(
            kind=kept["kind"],
            title=kept["title"].strip(),
            responsible=kept["responsible"],
            money=kept["money"],
            start_on=kept["start_on"],
            amount_fen=fen(kept["amount"]),
            expected_fen=fen(kept["expected"]),
            code=kept["code"],
            because=kept["because"],
        )


def as_initial(measure: Measure) -> dict[str, Any]:
    """A measure as its form shows it."""
    plain = ("code", "because", "kind", "title", "responsible", "money", "start_on")
    values: dict[str, Any] = {name: getattr(measure, name) for name in plain}
    for name, held in (("amount", measure.amount_fen), ("expected", measure.expected_fen)):
        values[name] = None if held is None else Decimal(held) / FEN
    return values


class DeliverForm(ActForm):
    """That a measure was delivered: since when, how much, and what proves it."""

    on = _day(_("落实日期"))
    paid = _yuan(_("落实金额（元）"))
    actual = _yuan(_("实际年增收（元）"))
    paper = forms.ChoiceField(label=_("已有的材料"), required=False)
    upload = forms.FileField(
        label=_("新拍的照片或签收单"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"}),
    )

    def __init__(self, *args: Any, papers: Iterable[tuple[int, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        named = [(str(number), title) for number, title in papers]
        offer(self, "paper", [("", _("不用已有的材料")), *named])

    def delivery(self) -> Delivery:
        """What was delivered, as the rules judge it."""
        kept = self.cleaned_data
        return Delivery(kept["on"], fen(kept["paid"]), fen(kept["actual"]))


class EndForm(ActForm):
    """Why a measure is ended."""

    reason = forms.CharField(label=_("终止的理由"), max_length=200)


_FILTER_WORDS = {
    "owed": _("待制定计划"),
    "late": _("措施未按期落实"),
    "productive": _("缺开发式帮扶"),
    "unfit": _("风险与措施不匹配"),
    "safety_net": _("兜底保障"),
}


class HelpFilterForm(forms.Form):
    """Which households the list shows; bound to the address."""

    show = forms.ChoiceField(
        label=_("情况"),
        required=False,
        choices=[EVERY, *((name, _FILTER_WORDS[name]) for name in FILTERS)],
    )
    words = forms.CharField(
        label=_("户主或户编号"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def wanted(self) -> tuple[str, str]:
        """Filter and words."""
        self.is_valid()
        return self.cleaned_data.get("show", ""), self.cleaned_data.get("words", "").strip()


class PostForm(forms.Form):
    """A post of a village or an employer."""

    act_id = forms.UUIDField(widget=forms.HiddenInput)
    place = forms.ChoiceField(label=_("设在"))
    title = forms.CharField(label=_("岗位"), max_length=60)
    employer = forms.CharField(label=_("用人单位"), max_length=80)
    kind = forms.ChoiceField(label=_("岗位类型"))
    public_welfare = forms.BooleanField(label=_("公益性岗位"), required=False, initial=True)
    pay = _yuan(_("月报酬（元）"), required=True)
    places = forms.IntegerField(label=_("名额"), min_value=1, max_value=9999)
    since = _day(_("自何日起"))
    until = _day(_("至何日前"), required=False)

    def __init__(self, *args: Any, places: Iterable[tuple[str, str]], language: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kinds = choices(policy.codes("post_kinds"), language)
        offer(self, "kind", kinds)
        offer(self, "place", list(places))


class GiveForm(forms.Form):
    """Who is to hold a post, and when."""

    act_id = forms.UUIDField(widget=forms.HiddenInput)
    person = forms.CharField(
        label=_("人员编号"), max_length=40, help_text=_("在农户档案的成员里可以看到。")
    )
    since = _day(_("自何日起"))
    until = _day(_("至何日前"), required=False, help_text=_("不填就到岗位结束为止。"))


class EndHoldingForm(forms.Form):
    """From when a post is not held any more."""

    on = _day(_("离岗日期"))


class ResettleForm(forms.Form):
    """A household that was resettled."""

    household = forms.CharField(label=_("户编号"), max_length=32)
    site = forms.CharField(label=_("安置点"), max_length=60)
    moved_on = _day(_("搬迁日期"))
    children = forms.BooleanField(label=_("有就学子女"), required=False)


class SettleForm(forms.Form):
    """A point of the list that is settled, with its proof."""

    act_id = forms.UUIDField(widget=forms.HiddenInput)
    item = forms.ChoiceField(label=_("事项"))
    on = _day(_("办结日期"))
    paper = forms.ChoiceField(label=_("已有的材料"), required=False)
    upload = forms.FileField(
        label=_("新拍的照片或材料"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"}),
    )

    def __init__(
        self,
        *args: Any,
        items: Iterable[tuple[str, str]],
        papers: Iterable[tuple[int, str]],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        offer(self, "item", list(items))
        named = [(str(number), title) for number, title in papers]
        offer(self, "paper", [("", _("不用已有的材料")), *named])


class PriceForm(forms.Form):
    """The index of a month, with the document that published it."""

    month = forms.DateField(
        label=_("月份"),
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
        input_formats=["%Y-%m", "%Y-%m-%d"],
    )
    kind = forms.ChoiceField(label=_("指数"), choices=PriceKind.choices)
    rise = forms.DecimalField(
        label=_("同比涨幅（%）"), min_value=-50, max_value=100, max_digits=5, decimal_places=1
    )
    document = forms.CharField(label=_("文件或公报"), max_length=120)


class SubsidyForm(forms.Form):
    """The month whose subsidy is computed."""

    act_id = forms.UUIDField(widget=forms.HiddenInput)
    month = forms.DateField(
        label=_("月份"),
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
        input_formats=["%Y-%m", "%Y-%m-%d"],
    )
