"""What a buyer, a supplier and the operator fill in."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.choosing import offer
from shouwang.kernel.errors import ShouwangError
from shouwang.kernel.money import Money
from shouwang.market.orders.models import AfterSale, InvoiceRequest
from shouwang.market.orders.models.orders import PART_WORDS
from shouwang.market.orders.models.parcels import SEEN_WORDS
from shouwang.market.orders.rules.states import PartState, Seen, ways_of_parcel

TELEPHONE = RegexValidator(r"^1\d{10}$|^0\d{2,3}-?\d{7,8}$", _("请填11位手机号或带区号的座机"))


class QuantityForm(forms.Form):
    """So many of a variant for the cart."""

    variant = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    quantity = forms.IntegerField(label=_("数量"), min_value=1, max_value=9999, initial=1)
    note = forms.CharField(label=_("留言"), max_length=60, required=False)


class ReceiverForm(forms.Form):
    """Where the parcels go."""

    receiver = forms.CharField(
        label=_("收货人"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    telephone = forms.CharField(
        label=_("电话"),
        max_length=20,
        validators=[TELEPHONE],
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    province = forms.ChoiceField(label=_("省份"), help_text=_("运费按省份和重量算"))
    address = forms.CharField(
        label=_("详细地址"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    number = forms.UUIDField(widget=forms.HiddenInput)
    expected_fen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    gateway = forms.ChoiceField(label=_("支付方式"), widget=forms.RadioSelect)
    unit = forms.ChoiceField(label=_("以单位名义购买（以购代捐）"), required=False)

    def __init__(
        self,
        *args: Any,
        provinces: dict[str, str],
        gateways: dict[str, str],
        units: dict[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "province", provinces.items())
        offer(self, "gateway", gateways.items())
        chosen = [("", _("个人购买")), *units.items()]
        offer(self, "unit", chosen)


class ClaimForm(forms.Form):
    """What is asked of a line, and why."""

    claim = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("要什么"), choices=AfterSale.Kind.choices, widget=forms.RadioSelect
    )
    pieces = forms.IntegerField(label=_("件数"), min_value=1)
    reason = forms.ChoiceField(label=_("原因"))
    words = forms.CharField(
        label=_("说明"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, *args: Any, reasons: dict[str, str], kinds: list[tuple[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "reason", reasons.items())
        offer(self, "kind", kinds)


class ReviewForm(forms.Form):
    """Stars and words."""

    stars = forms.TypedChoiceField(
        label=_("评分"),
        coerce=int,
        choices=[(5, _("很好")), (4, _("好")), (3, _("一般")), (2, _("差")), (1, _("很差"))],
    )
    words = forms.CharField(
        label=_("评价"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class InvoiceForm(forms.Form):
    """For whom the invoice is."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("类型"), choices=InvoiceRequest.Kind.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(label=_("抬头"), max_length=80)
    tax_number = forms.CharField(
        label=_("税号"), max_length=20, required=False, help_text=_("单位必填，个人不填")
    )


class ShipForm(forms.Form):
    """One parcel; how many of each line stands in fields of their own (`line-<id>`)."""

    parcel = forms.UUIDField(widget=forms.HiddenInput)
    carrier = forms.ChoiceField(label=_("快递公司"))
    tracking_number = forms.CharField(
        label=_("运单号"),
        max_length=40,
        validators=[RegexValidator(r"^[0-9A-Za-z-]{5,40}$", _("运单号只有数字、字母和横线"))],
    )

    def __init__(self, *args: Any, carriers: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "carrier", carriers.items())


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class SoldForm(forms.Form):
    """Which of what was sold; read from the address."""

    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            ("", _("全部")),
            *((one, PART_WORDS[one]) for one in PartState if one != "waiting"),
        ],
    )
    since = _day(_("下单从"))
    until = _day(_("下单到"))

    def chosen(self) -> tuple[str, date | None, date | None]:
        """State and days; what cannot be read is left open."""
        self.is_valid()
        given = self.cleaned_data
        return given.get("state", ""), given.get("since"), given.get("until")


class ParcelsForm(forms.Form):
    """Which parcels; read from the address."""

    q = forms.CharField(
        label=_("运单号"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class TrackingForm(forms.Form):
    """What the carrier says of a parcel."""

    act = forms.UUIDField(widget=forms.HiddenInput)
    step = forms.ChoiceField(label=_("进展"))
    seen_at = forms.DateTimeField(
        label=_("时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    text = forms.CharField(
        label=_("地点或说明"),
        max_length=120,
        required=False,
        help_text=_("例如 赣州转运中心、城南驿站；买家会看到，不要写电话和姓名"),
    )

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "step", [(one.value, SEEN_WORDS[one]) for one in ways_of_parcel(state)])

    def clean_step(self) -> Seen:
        """The step itself."""
        return Seen(self.cleaned_data["step"])


class AnswerForm(forms.Form):
    """A supplier's answer to a request."""

    agrees = forms.ChoiceField(
        label=_("答复"),
        choices=[("yes", _("同意")), ("no", _("不同意"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("说明"), max_length=300, required=False)


def _fen(text: str) -> int:
    try:
        return Money.parse(text).fen
    except ShouwangError as error:
        raise forms.ValidationError(_("请填金额，例如 59.80")) from error


class GroupForm(forms.Form):
    """An offer to buy together."""

    group = forms.UUIDField(widget=forms.HiddenInput)
    variant = forms.TypedChoiceField(label=_("商品规格"), coerce=int)
    price = forms.CharField(label=_("团购价（元）"), max_length=12)
    threshold = forms.IntegerField(label=_("成团件数"), min_value=2, max_value=100_000)
    days = forms.IntegerField(label=_("几天后截止"), min_value=1, max_value=30, initial=3)

    def __init__(self, *args: Any, variants: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "variant", variants)

    def clean_price(self) -> int:
        """In fen."""
        fen = _fen(self.cleaned_data["price"])
        if fen <= 0:
            raise forms.ValidationError(_("价格要大于零"))
        return fen


class UnitForm(forms.Form):
    """A unit that buys."""

    unit = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("单位名称"), max_length=80)


class JoinForm(forms.Form):
    """The word by which a unit is joined."""

    word = forms.CharField(label=_("加入口令"), max_length=12)


class PledgeForm(forms.Form):
    """What a unit will buy in a year."""

    pledge = forms.UUIDField(widget=forms.HiddenInput)
    unit = forms.UUIDField(widget=forms.HiddenInput)
    amount = forms.CharField(label=_("今年认购金额（元）"), max_length=16)

    def clean_amount(self) -> int:
        """In fen."""
        fen = _fen(self.cleaned_data["amount"])
        if fen <= 0:
            raise forms.ValidationError(_("金额要大于零"))
        return fen
