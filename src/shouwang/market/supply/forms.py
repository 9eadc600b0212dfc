"""Plots, treatments, weighings, batches, declarations, a household's pass."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.choosing import offer
from shouwang.market.suppliers.forms import ActForm
from shouwang.market.suppliers.places import villages
from shouwang.market.supply.models import BatchStep
from shouwang.market.supply.models.growing import LABEL_SHAPE, InputKind
from shouwang.market.supply.operations import NewBatch, NewPlot, Said, Treatment, Weighed
from shouwang.market.supply.policy import crops, words
from shouwang.market.supply.rules import KG

MOST_KG = 100_000


def _day(**options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **options)


def _kilograms(**options: Any) -> forms.DecimalField:
    widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.001"})
    return forms.DecimalField(max_digits=9, decimal_places=3, widget=widget, **options)


class PlotForm(ActForm):
    """A plot of a household."""

    crop = forms.ChoiceField(label=_("品种"))
    size = forms.IntegerField(
        label=_("面积或数量"),
        min_value=1,
        max_value=10_000_000,
        help_text=_("果树、油茶、莲、菜填平方米（1亩约667平方米）；鸭填羽数，蜂填箱数"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    village_code = forms.ChoiceField(label=_("所在村"))
    name = forms.CharField(label=_("地块名"), max_length=40, required=False)
    may_show = forms.BooleanField(
        label=_("农户同意在溯源页写明地块"), required=False, help_text=_("不勾选只写到村")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "crop", [(code, one.name) for code, one in crops().items()])
        offer(self, "village_code", villages(timezone.localdate()))

    def plot(self, link: UUID) -> NewPlot:
        """What was said."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "act"}
        return NewPlot(link=link, **told)


class LabelForm(forms.Form):
    """The number that a household has among the supplier's people."""

    label = forms.CharField(
        label=_("社员号"),
        max_length=12,
        help_text=_("数字或字母，不写姓名"),
        validators=[RegexValidator(LABEL_SHAPE, _("只能用数字、字母和横线，不写姓名"))],
    )


class InputForm(ActForm):
    """What a plot was treated with."""

    kind = forms.ChoiceField(label=_("类别"), choices=InputKind.choices)
    name = forms.CharField(label=_("名称"), max_length=60)
    amount = forms.CharField(label=_("用量"), max_length=40, required=False)
    on = _day(label=_("使用日期"))
    interval_days = forms.IntegerField(
        label=_("安全间隔期（天）"),
        min_value=0,
        max_value=400,
        help_text=_("看包装上的说明；肥料没有间隔期就填 0"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def treatment(self) -> Treatment:
        """What was said."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "act"}
        return Treatment(**{**told, "kind": InputKind(told["kind"])})


class BatchForm(ActForm):
    """A new batch."""

    crop = forms.ChoiceField(label=_("品种"))
    product_name = forms.CharField(label=_("品名"), max_length=60)
    origin_code = forms.ChoiceField(label=_("产地"))
    certificate = forms.ChoiceField(label=_("认定证书"), required=False)

    def __init__(self, *args: Any, certificates: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "crop", [(code, one.name) for code, one in crops().items()])
        offer(self, "origin_code", villages(timezone.localdate()))
        offer(self, "certificate", [("", _("没有认定")), *certificates])

    def batch(self) -> NewBatch:
        """What was said."""
        told = self.cleaned_data
        chosen = UUID(told["certificate"]) if told["certificate"] else None
        return NewBatch(told["crop"], told["product_name"], told["origin_code"], chosen)


class IntakeForm(ActForm):
    """One weighing, entered again and again: what stays the same stays filled in."""

    plot = forms.ChoiceField(label=_("哪一户的货"))
    kilograms = _kilograms(label=_("重量"), min_value=Decimal("0.001"), max_value=MOST_KG)
    grade = forms.ChoiceField(label=_("等级"), widget=forms.RadioSelect)
    harvested_on = _day(label=_("采收日期"))

    def __init__(self, *args: Any, plots: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "plot", [("", "—"), *plots])
        offer(self, "grade", words("intake_grades").items())

    def weighed(self) -> Weighed:
        """What was said."""
        told = self.cleaned_data
        grams = int(told["kilograms"] * KG)
        return Weighed(UUID(told["plot"]), grams, told["grade"], told["harvested_on"])


class StepForm(ActForm):
    """What was done to a batch."""

    kind = forms.ChoiceField(label=_("环节"), choices=BatchStep.Kind.choices)
    on = _day(label=_("日期"))
    words = forms.CharField(label=_("说明"), max_length=120, required=False)


class UploadForm(forms.Form):
    """A filled-in table."""

    file = forms.FileField(label=_("填好的表"), widget=forms.FileInput(attrs={"accept": ".xlsx"}))


class MonthsForm(forms.Form):
    """Kilograms by crop and month of its season, as a household says them."""

    def __init__(
        self,
        *args: Any,
        offers: Sequence[tuple[str, str, Sequence[date]]],
        declared: Mapping[tuple[str, date], int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offers = offers
        for crop, name, months in offers:
            for month in months:
                field = _kilograms(
                    label=_("%(name)s %(year)s年%(month)s月") % _said(name, month),
                    min_value=0,
                    max_value=MOST_KG,
                    required=False,
                )
                known = declared.get((crop, month))
                field.initial = None if known is None else Decimal(known) / KG
                self.fields[_cell(crop, month)] = field

    def rows(self) -> list[tuple[str, list[tuple[date, forms.BoundField]]]]:
        """By crop its months, each with its field."""
        return [
            (name, [(month, self[_cell(crop, month)]) for month in months])
            for crop, name, months in self.offers
        ]

    def said(self, link: UUID) -> list[Said]:
        """What was filled in."""
        return [
            Said(link, crop, month, int(kilograms * KG))
            for crop, _name, months in self.offers
            for month in months
            if (kilograms := self.cleaned_data.get(_cell(crop, month))) is not None
        ]


class PassForm(forms.Form):
    """The number and the pass of a household's link."""

    number = forms.CharField(
        label=_("链接编号"),
        max_length=16,
        help_text=_("纸上 L 开头的9位"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    secret = forms.CharField(
        label=_("口令"),
        max_length=16,
        help_text=_("纸上的8位字母和数字"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


def _cell(crop: str, month: date) -> str:
    return f"{crop}-{month:%Y-%m}"


def _said(name: str, month: date) -> dict[str, object]:
    return {"name": name, "year": month.year, "month": month.month}
