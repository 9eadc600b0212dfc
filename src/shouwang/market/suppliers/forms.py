"""Entering as a supplier, the operator's answer, people, and the households' share."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.choosing import offer
from shouwang.kernel.identity.contact import read_telephone
from shouwang.market.suppliers.models import Kind, Role, State, Taking
from shouwang.market.suppliers.operations import Entry
from shouwang.market.suppliers.places import villages
from shouwang.market.suppliers.rules import WHOLE, read_number

PER_PERCENT = 10


class ActForm(forms.Form):
    """A form that is sent once: its act is made with the form."""

    act = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("act", uuid4())

    @property
    def act_id(self) -> UUID:
        """The act; made anew for a form that came without one."""
        given: UUID | None = self.cleaned_data.get("act")
        return given or uuid4()


class EntryForm(ActForm):
    """Who wants to supply."""

    kind = forms.ChoiceField(label=_("主体类型"), choices=Kind.choices)
    name = forms.CharField(label=_("名称"), max_length=80, help_text=_("与营业执照或身份证一致"))
    proof = forms.CharField(
        label=_("证件号码"),
        max_length=24,
        help_text=_("企业、合作社、家庭农场填18位统一社会信用代码；个人填身份证号"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    contact_name = forms.CharField(label=_("负责人姓名"), max_length=40)
    telephone = forms.CharField(
        label=_("联系电话"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    village_code = forms.ChoiceField(label=_("所在村"))
    introduction = forms.CharField(
        label=_("简介"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("买家在商家页面会看到"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "village_code", villages(timezone.localdate()))

    def clean_telephone(self) -> str:
        """A telephone number that can be called."""
        found = read_telephone(self.cleaned_data["telephone"])
        for finding in found.findings if found.value is None else ():
            raise forms.ValidationError(finding.message)
        return str(found.value)

    def clean(self) -> dict[str, Any]:
        """The number against the kind, with its check digit."""
        given = super().clean() or {}
        if "proof" in given and "kind" in given:
            found = read_number(given["kind"], given["proof"], on=timezone.localdate())
            for finding in found.findings if found.value is None else ():
                self.add_error("proof", finding.message)
            given["proof"] = found.value
        return given

    def entry(self) -> Entry:
        """What was said."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "act"}
        return Entry(**{**told, "kind": Kind(told["kind"])})


class DecisionForm(ActForm):
    """The operator's answer to an entry, or what becomes of a supplier."""

    state = forms.ChoiceField(label=_("办理"), choices=State.choices)
    words = forms.CharField(
        label=_("原因"),
        required=False,
        max_length=200,
        help_text=_("不通过、暂停、退出都要写，对方会看到"),
    )


class BlockForm(ActForm):
    """Why a member is kept out."""

    reason = forms.CharField(
        label=_("停用原因"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("例如 冒用他人身份、反复恶意拒收；只有运营人员看得到"),
    )


class MembersForm(forms.Form):
    """Which members; read from the address."""

    q = forms.CharField(
        label=_("用户名或称呼"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    blocked = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), ("yes", _("已停用"))]
    )


class StaffForm(forms.Form):
    """Somebody who is to act for the supplier."""

    username = forms.CharField(
        label=_("商城用户名"), max_length=32, help_text=_("对方先在商城注册一个账号")
    )
    role = forms.ChoiceField(
        label=_("角色"), choices=[(one.value, one.label) for one in Role if one != Role.OWNER]
    )


class ShareForm(ActForm):
    """A new version of what the households get of the goods' price."""

    percent = forms.DecimalField(
        label=_("农户分成"),
        min_value=0,
        max_value=WHOLE // PER_PERCENT,
        max_digits=4,
        decimal_places=1,
        help_text=_("买家付的货款里，归交货农户的部分"),
    )
    wage_percent = forms.DecimalField(
        label=_("务工报酬"),
        min_value=0,
        max_value=WHOLE // PER_PERCENT,
        max_digits=4,
        decimal_places=1,
        initial=0,
        required=False,
        help_text=_("货款里分给在批次上采摘、分拣、包装的农户的部分；没有就填 0"),
    )
    from_on = forms.DateField(
        label=_("起始日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    @property
    def share_per_mille(self) -> int:
        """The percentage as per mille."""
        return int(self.cleaned_data["percent"] * PER_PERCENT)

    @property
    def wage_per_mille(self) -> int:
        """The percentage for work as per mille."""
        return int((self.cleaned_data["wage_percent"] or 0) * PER_PERCENT)

    def clean(self) -> dict[str, Any]:
        """Both together are not more than there is."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if (told.get("percent") or 0) + (told.get("wage_percent") or 0) > WHOLE // PER_PERCENT:
            self.add_error("wage_percent", _("农户分成和务工报酬加起来不能超过 100%。"))
        return told


class TakingsForm(forms.Form):
    """Which of the lists that were taken; read from the address."""

    q = forms.CharField(
        label=_("供货主体"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.ChoiceField(
        label=_("清单"), required=False, choices=[("", _("全部")), *Taking.Kind.choices]
    )
