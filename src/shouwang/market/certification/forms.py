"""The steps of an application; what they hold is read by `reading`, these only show and check."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.choosing import offer
from shouwang.market.certification.attaching import limits
from shouwang.market.certification.reading import fen_of
from shouwang.market.suppliers.places import villages
from shouwang.policies.queries import packaged, said

SPARE_ROWS = 2
TAKEN = "application/pdf,image/jpeg,image/png,image/webp"


def _day(**options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **options)


def _yuan(value: str) -> None:
    if value and (fen_of(value) or 0) <= 0:
        raise forms.ValidationError(_("请写金额，例如 6.20"))


def _named(codes: str, language: str) -> list[tuple[str, str]]:
    listed = packaged().codes[codes]
    return [(code, said(dict(one), language, code)) for code, one in listed.items()]


class BeginForm(forms.Form):
    """A draft begins: its number, and the returned application that it puts right."""

    id = forms.UUIDField()
    follows = forms.UUIDField(required=False)


class ProductForm(forms.Form):
    """What is to be certified."""

    product = forms.CharField(label=_("产品名称"), max_length=60)
    category = forms.ChoiceField(label=_("类别"))
    village_code = forms.ChoiceField(label=_("产地"))

    def __init__(self, *args: Any, language: str = "zh", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "category", [("", "—"), *_named("product_categories", language)])
        offer(self, "village_code", villages(timezone.localdate()))


class PaperForm(forms.Form):
    """A paper; `digest` and `file_name` are of what was uploaded before."""

    file = forms.FileField(
        label=_("产地证明"), required=False, widget=forms.FileInput(attrs={"accept": TAKEN})
    )
    digest = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    file_name = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "use_required_attribute": False})
        most = {"most": limits().bytes >> 20}
        self.fields["file"].help_text = (
            _("PDF 或照片，不超过 %(most)s MB；加密保存，只给县里审核的人看") % most
        )


class TestForm(PaperForm):
    """One test and its report."""

    __test__ = False  # not a test of pytest

    item = forms.ChoiceField(label=_("检测项目"))
    on = _day(label=_("检测日期"))
    laboratory = forms.CharField(label=_("检测机构"), max_length=80)
    result = forms.CharField(label=_("结果"), max_length=120)
    passed = forms.ChoiceField(
        label=_("结论"), choices=[("", "—"), ("yes", _("合格")), ("no", _("不合格"))]
    )

    def __init__(self, *args: Any, language: str = "zh", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("检测报告")
        offer(self, "item", [("", "—"), *_named("quality_items", language)])


class PriceForm(forms.Form):
    """The price asked, for which unit."""

    yuan = forms.CharField(label=_("申报价格"), max_length=16, validators=[_yuan])
    unit = forms.CharField(label=_("计价单位"), max_length=20, help_text=_("例如 500克、5斤装一箱"))


class MarketPriceForm(forms.Form):
    """What the same costs elsewhere."""

    place = forms.CharField(label=_("在哪里卖"), max_length=60)
    on = _day(label=_("日期"))
    yuan = forms.CharField(label=_("价格"), max_length=16, validators=[_yuan])
    source = forms.CharField(
        label=_("价格来源"), max_length=120, help_text=_("例如 县农贸市场当日挂牌价、某电商页面")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "use_required_attribute": False})


class HouseholdsForm(forms.Form):
    """How households are helped; the list itself is ticked beside it."""

    households_text = forms.CharField(
        label=_("怎样带动"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("例如 保底价收购、每千克加价、统一供种"),
    )
