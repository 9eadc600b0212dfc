"""Forms of helpers, of a pasted list, of a household's helper and of a hand-over."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.choosing import offer
from shouwang.kernel.identity.contact import read_telephone
from shouwang.people.models import Account
from shouwang.watch.pairing.rules import Row

Choices = list[tuple[str, Any]]
_SHOWN: Choices = [
    ("", _("在岗")),
    ("above", _("超过上限")),
    ("idle", _("没有结对")),
    ("ended", _("已离任")),
]


class FilterForm(forms.Form):
    """Which helpers to list; bound to the address."""

    q = forms.CharField(
        label=_("姓名或单位"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    rank = forms.ChoiceField(label=_("级别"), required=False)
    shown = forms.ChoiceField(label=_("状态"), required=False, choices=_SHOWN)

    def __init__(self, data: Any, ranks: Mapping[str, str]) -> None:
        super().__init__(data)
        offer(self, "rank", [("", _("全部")), *ranks.items()])

    def asked(self) -> dict[str, str]:
        """Words, rank and state; what the form refuses is left out."""
        self.is_valid()
        found = self.cleaned_data
        return {
            "words": found.get("q", "").strip(),
            "rank": found.get("rank", ""),
            "shown": found.get("shown", ""),
        }


class HelperForm(forms.Form):
    """A helper: who, of which unit, of which rank, where."""

    name = forms.CharField(label=_("姓名"), max_length=40)
    unit = forms.CharField(label=_("单位"), max_length=60)
    post = forms.CharField(label=_("职务"), max_length=40, required=False)
    rank = forms.ChoiceField(label=_("级别"), help_text=_("级别决定最多结对几户。"))
    telephone = forms.CharField(
        label=_("联系电话"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    place = forms.ChoiceField(label=_("工作地点"))
    account = forms.CharField(
        label=_("登录名"), max_length=150, required=False, help_text=_("有本系统账号的才填。")
    )

    def __init__(
        self, data: Any, ranks: Mapping[str, str], places: Choices, initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        offer(self, "rank", list(ranks.items()))
        offer(self, "place", places)

    def clean_telephone(self) -> str:
        """Digits only."""
        text = self.cleaned_data["telephone"]
        if not text:
            return ""
        reading = read_telephone(text)
        if reading.value is None:
            raise forms.ValidationError([finding.message for finding in reading.findings])
        return reading.value

    def clean_account(self) -> int | None:
        """The key of the account that is named."""
        name = self.cleaned_data["account"].strip()
        if not name:
            return None
        found = Account.objects.filter(username=name).values_list("pk", flat=True).first()
        if found is None:
            raise forms.ValidationError(_("没有这个登录名。"))
        return int(found)

    def row(self) -> Row:
        """The helper as the operations take it."""
        names = ("name", "unit", "post", "rank", "telephone", "place")
        return Row(**{name: self.cleaned_data[name] for name in names})


class ListForm(forms.Form):
    """Rows of a sheet, pasted."""

    rows = forms.CharField(
        label=_("名单"),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        strip=False,
    )


class ActForm(forms.Form):
    """The number that the browser sends along, so that a second click changes nothing."""

    act = forms.UUIDField(widget=forms.HiddenInput)

    def fresh(self) -> UUID:
        """The number of this form, or a new one."""
        self.is_valid()
        return self.cleaned_data.get("act") or uuid4()


class PairForm(ActForm):
    """Another helper for a household."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    helper = forms.ChoiceField(label=_("换成谁"))
    note = forms.CharField(
        label=_("缘由"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    confirmed = forms.BooleanField(label=_("超过上限仍结对"), required=False)

    def __init__(self, data: Any, helpers: Choices, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        offer(self, "helper", [("", _("请选择")), *helpers])


class HandOverForm(ActForm):
    """To whom a helper's households go."""

    successor = forms.ChoiceField(label=_("由谁接任"), required=False)
    note = forms.CharField(
        label=_("缘由"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    confirmed = forms.BooleanField(label=_("超过上限仍结对"), required=False)

    def __init__(self, data: Any, helpers: Choices, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        spread = ("", _("分给还有余额的人（就近、均衡）"))
        offer(self, "successor", [spread, *helpers])
