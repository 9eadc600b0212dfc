"""What shoppers narrow lists by, and what suppliers enter about their goods."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.choosing import offer
from shouwang.kernel.money import Money
from shouwang.market.catalogue import codes
from shouwang.market.catalogue.queries import MOST_LEAFED, ORDERS, Narrowing
from shouwang.market.catalogue.rules import LONGEST_QUERY, Step
from shouwang.market.suppliers.models import Kind


class SearchForm(forms.Form):
    """The address of a list of products; what it does not understand it leaves open."""

    q = forms.CharField(required=False, max_length=200)
    category = forms.CharField(required=False)
    place = forms.RegexField(r"^(\d{6}|\d{9}|\d{12})$", required=False)
    kind = forms.ChoiceField(choices=Kind.choices, required=False)
    band = forms.CharField(required=False)
    fresh = forms.BooleanField(required=False)
    certified = forms.BooleanField(required=False)
    order = forms.ChoiceField(choices=[(code, code) for code in ORDERS if code], required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=MOST_LEAFED)

    def narrowing(self) -> Narrowing:
        """What to look for, without what could not be read."""
        self.is_valid()
        read = self.cleaned_data
        category, band = read.get("category", ""), read.get("band", "")
        return Narrowing(
            query=read.get("q", "")[:LONGEST_QUERY].replace("\x00", ""),
            category=category if category in codes.categories() else "",
            place=read.get("place", ""),
            kind=read.get("kind", ""),
            band=band if band in codes.band_labels() else "",
            fresh=read.get("fresh", False),
            certified=read.get("certified", False),
            order=read.get("order", ""),
        )

    def number(self) -> int:
        """The page asked for, from 1."""
        self.is_valid()
        return self.cleaned_data.get("page") or 1


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ProductForm(forms.Form):
    """A product in the supplier's words. With a certificate, category and place are its own."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    certificate = forms.ChoiceField(
        label=_("认定证书"), required=False, help_text=_("有证书的商品才标“帮扶认定”")
    )
    name = forms.CharField(label=_("名称"), max_length=60)
    summary = forms.CharField(label=_("一句话介绍"), max_length=120, required=False)
    category = forms.ChoiceField(label=_("类别"), required=False)
    first_month = forms.TypedChoiceField(
        label=_("从几月"), required=False, coerce=int, empty_value=None
    )
    last_month = forms.TypedChoiceField(
        label=_("到几月"), required=False, coerce=int, empty_value=None
    )
    shelf_life = forms.CharField(label=_("保质期和保存"), max_length=120, required=False)
    freight_note = forms.CharField(label=_("运费说明"), max_length=120, required=False)
    description = forms.CharField(
        label=_("详细介绍"), max_length=4000, required=False, widget=_lines(6)
    )

    def __init__(self, *args: Any, certificates: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = [("", _("全年")), *((n, str(n)) for n in range(1, 13))]
        offer(self, "certificate", [("", _("没有证书，按普通商品卖")), *certificates])
        offer(self, "category", [("", _("请选择")), *codes.categories().items()])
        for name in ("first_month", "last_month"):
            offer(self, name, months)

    def clean(self) -> dict[str, Any]:
        """A category where no certificate says it; both months or none."""
        given = super().clean() or {}
        if not given.get("certificate") and not given.get("category"):
            self.add_error("category", _("请选择类别"))
        if bool(given.get("first_month")) != bool(given.get("last_month")):
            self.add_error("last_month", _("起止月份要一起填，或者都不填"))
        return given

    def season(self) -> tuple[int, int] | None:
        """The first and the last month, where both are given."""
        first, last = self.cleaned_data["first_month"], self.cleaned_data["last_month"]
        return (first, last) if first and last else None

    def words(self) -> dict[str, Any]:
        """What the product itself holds."""
        names = ("name", "summary", "category", "shelf_life", "freight_note", "description")
        return {name: self.cleaned_data[name] for name in names}


def _least(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=2, max_value=9999, required=False)


def _lower(label: Any) -> forms.DecimalField:
    least = Decimal("0.01")
    return forms.DecimalField(
        label=label, min_value=least, max_digits=9, decimal_places=2, required=False
    )


class VariantForm(forms.Form):
    """A package with its price; up to two lower prices for more pieces."""

    STEPS = (("least", "lower"), ("least_2", "lower_2"))

    key = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("规格"), max_length=60, help_text=_("如 10斤装"))
    grade = forms.CharField(label=_("等级"), max_length=20, required=False)
    unit = forms.ChoiceField(label=_("单位"))
    grams = forms.IntegerField(label=_("净重（克）"), min_value=1, max_value=1_000_000)
    gross_grams = forms.IntegerField(label=_("毛重（克）"), min_value=1, max_value=1_000_000)
    price = forms.DecimalField(
        label=_("单价（元）"), min_value=Decimal("0.01"), max_digits=9, decimal_places=2
    )
    least = _least(_("第一档：满几件"))
    lower = _lower(_("第一档：每件（元）"))
    least_2 = _least(_("第二档：满几件"))
    lower_2 = _lower(_("第二档：每件（元）"))
    is_on_sale = forms.BooleanField(label=_("在售"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", codes.units().items())

    def clean(self) -> dict[str, Any]:
        """The package weighs no less than the goods; a step has both number and price."""
        given = super().clean() or {}
        if given.get("gross_grams", 0) < given.get("grams", 0):
            self.add_error("gross_grams", _("毛重不能比净重轻"))
        self._clean_steps(given)
        return given

    def _clean_steps(self, given: dict[str, Any]) -> None:
        for least, lower in self.STEPS:
            if bool(given.get(least)) != bool(given.get(lower)) and lower not in self.errors:
                self.add_error(lower, _("阶梯价的件数和单价要一起填"))
        if given.get("least_2") and not given.get("least"):
            self.add_error("least", _("先填第一档，再填第二档"))
        elif given.get("least_2") and given["least_2"] <= given["least"]:
            self.add_error("least_2", _("第二档的件数要比第一档多"))
        before = given.get("price")
        for _name, lower in self.STEPS:
            if before and given.get(lower) and given[lower] >= before:
                self.add_error(lower, _("应低于 %(price)s 元") % {"price": before})
            before = given.get(lower) or before

    def words(self) -> dict[str, Any]:
        """What the variant itself holds, its price in fen."""
        names = ("title", "grade", "unit", "grams", "gross_grams", "is_on_sale")
        own = {name: self.cleaned_data[name] for name in names}
        return own | {"price_fen": Money.yuan(self.cleaned_data["price"]).fen}

    def steps(self) -> list[Step]:
        """The lower prices, where they are given."""
        given = (
            (self.cleaned_data[least], self.cleaned_data[lower]) for least, lower in self.STEPS
        )
        return [Step(least, Money.yuan(lower).fen) for least, lower in given if least and lower]


class PictureForm(forms.Form):
    """A picture and what it shows, for those who do not see it."""

    picture = forms.FileField(
        label=_("图片"), widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
    )
    alt = forms.CharField(label=_("图片上是什么"), max_length=80)
