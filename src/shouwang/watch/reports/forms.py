"""Forms of the public page, of the status page, of operators and clerks."""

import uuid
from typing import Any

from django import forms
from django.core import signing
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwang.kernel import excel
from shouwang.kernel.choosing import offer
from shouwang.kernel.identity.contact import read_telephone
from shouwang.watch.reports import queries
from shouwang.watch.reports.models import STATE_NAMES, Channel
from shouwang.watch.reports.rules import LIMITS

LONGEST_WORDS, LONGEST_NAME = 500, 20
_SALT = "reports.form"


def _categories() -> list[tuple[str, str]]:
    return queries.categories()


class _Telephone(forms.CharField):
    """A telephone as people write it: blanks, hyphens and +86 are taken out."""

    def __init__(self, **given: Any) -> None:
        attrs = {"type": "tel", "inputmode": "tel", "autocomplete": "off"}
        widget = forms.TextInput(attrs=attrs)
        super().__init__(max_length=30, required=False, widget=widget, **given)

    def clean(self, value: Any) -> str:
        written = super().clean(value)
        if not written:
            return ""
        reading = read_telephone(written)
        if reading.value is None:
            raise forms.ValidationError([finding.message for finding in reading.findings])
        return reading.value


class _Words(forms.CharField):
    """A few own words; what cannot be printed is left out, nothing is taken for markup."""

    def __init__(self, *, rows: int = 4, **given: Any) -> None:
        given.setdefault("max_length", LONGEST_WORDS)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **given)

    def clean(self, value: Any) -> str:
        return excel.clean(super().clean(value)).strip()


class ReportForm(forms.Form):
    """What somebody reports. `number` makes the same click one report; it comes with the form."""

    number = forms.UUIDField(widget=forms.HiddenInput)
    village = forms.CharField(max_length=12, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("姓名"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请填姓名，好知道是哪一家。")},
    )
    telephone = _Telephone(label=_("电话"), help_text=_("好给您回话。没有的不填，我们到家里找您。"))
    category = forms.ChoiceField(
        label=_("遇到什么困难"),
        widget=forms.RadioSelect,
        choices=lazy(_categories, list)(),
        error_messages={"required": _("请选一种困难；都不像的，选“其他困难”。")},
    )
    words = _Words(label=_("说几句情况"), required=False)
    proxy_name = forms.CharField(
        label=_("您的姓名"),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    proxy_telephone = _Telephone(label=_("您的电话"))

    def clean_name(self) -> str:
        """Without what cannot be printed."""
        return _name(self.cleaned_data["name"])

    def clean_proxy_name(self) -> str:
        """The same."""
        return excel.clean(self.cleaned_data["proxy_name"]).strip()

    @property
    def by_proxy(self) -> bool:
        """Whether somebody reports for somebody else."""
        return bool(self["proxy_name"].value() or self["proxy_telephone"].value())


def _name(written: str) -> str:
    name = excel.clean(written).strip()
    if not name:
        raise forms.ValidationError(gettext("请填姓名，好知道是哪一家。"))
    return name


class PublicForm(ReportForm):
    """The page without log-in. `begun` says when it was opened: a very old one is shown again."""

    begun = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """A form that lay open for too long comes back filled, to be sent once more."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            signing.loads(cleaned.get("begun") or "", salt=_SALT, max_age=LIMITS.form)
        except signing.BadSignature:
            self.add_error(None, gettext("这一页打开太久了，您填的还在，请再点一次“提交”。"))
        return cleaned


def begun() -> str:
    """The mark of a form that is opened now."""
    return signing.dumps("", salt=_SALT)


def fresh(village: str) -> dict[str, Any]:
    """What a new form begins with."""
    return {"number": uuid.uuid4(), "village": village, "begun": begun()}


class OperatorForm(ReportForm):
    """What an operator or a clerk writes down for a caller; the household if it was found."""

    field_order = ("channel", "village", "name", "telephone", "category", "words")
    channel = forms.ChoiceField(
        label=_("从哪里来"),
        choices=[one for one in Channel.choices if one[0] not in {Channel.PAGE, Channel.PROXY}],
    )
    village = forms.ChoiceField(label=_("哪个村"))  # type: ignore[assignment]  # offered here
    household = forms.ChoiceField(
        label=_("是哪一户"), required=False, widget=forms.RadioSelect, choices=()
    )

    def __init__(self, *given: Any, villages: Any, homes: Any = (), **options: Any) -> None:
        super().__init__(*given, **options)
        offer(self, "village", villages)
        named = [(str(one.id), f"{one.head_name}　{one.group}") for one in homes]
        offer(self, "household", [("", gettext("不在其中，或还不清楚")), *named])


class StatusForm(forms.Form):
    """A receipt number; the telephone's last digits only where they are asked for."""

    receipt = forms.CharField(
        label=_("回执号"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("12 位数字，在回执上。"),
    )
    tail = forms.CharField(
        label=_("电话的最后 4 位"),
        max_length=4,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("申报时留的电话。这里查错的次数多了，请多填这一项。"),
    )


class RatingForm(forms.Form):
    """Whether the answer satisfies."""

    number = forms.UUIDField(widget=forms.HiddenInput)
    satisfied = forms.ChoiceField(
        label=_("对答复满意吗"),
        widget=forms.RadioSelect,
        choices=[("yes", _("满意")), ("no", _("不满意"))],
    )
    words = _Words(label=_("想说什么"), required=False, rows=2, max_length=300)


class SearchForm(forms.Form):
    """Words or initials to look up in the policy answers; bound to the address."""

    q = forms.CharField(
        label=_("想问什么"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class ListForm(forms.Form):
    """Which reports to list; bound to the address."""

    state = forms.ChoiceField(
        label=_("进度"),
        required=False,
        choices=[
            ("", _("未办结")),
            *((one.value, name) for one, name in STATE_NAMES.items()),
            ("all", _("全部")),
        ],
    )
    category = forms.ChoiceField(
        label=_("困难"),
        required=False,
        choices=lazy(lambda: [("", gettext("全部")), *_categories()], list)(),
    )
    channel = forms.ChoiceField(
        label=_("来源"), required=False, choices=[("", _("全部")), *Channel.choices]
    )
    late = forms.BooleanField(label=_("只看超期"), required=False)
    place = forms.CharField(required=False, widget=forms.HiddenInput)


class TakeUpForm(forms.Form):
    """Taking a report up, with the household when it is known."""

    act_id = forms.UUIDField(widget=forms.HiddenInput)
    picked = forms.ChoiceField(label=_("是哪一户"), required=False, widget=forms.RadioSelect)
    household = forms.CharField(
        label=_("户编号"),
        required=False,
        max_length=32,
        help_text=_("知道是哪一户就填，会生成一条线索；还不清楚可以以后再填。"),
    )

    def __init__(self, *given: Any, homes: Any = (), **options: Any) -> None:
        super().__init__(*given, **options)
        named = [(one.number, f"{one.head_name}　{one.group}　{one.number}") for one in homes]
        listed = [*named, ("", gettext("不在其中，或还不清楚"))]
        offer(self, "picked", listed)
        if not named:
            del self.fields["picked"]

    @property
    def number(self) -> str:
        """The household's number as it was picked or typed; "" for none. Needs a valid form."""
        typed: str = self.cleaned_data["household"] or self.cleaned_data.get("picked", "")
        return typed.strip().upper()


class WayForm(forms.Form):
    """What is done with a report next, and the words for whoever reads them."""

    act_id = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput)
    way = forms.ChoiceField(label=_("怎样办理"), widget=forms.RadioSelect)
    words = _Words(
        label=_("说明"),
        required=False,
        help_text=_("答复会给农户看；转办、重新办理的说明给接手的人看。"),
    )
    to_place = forms.ChoiceField(label=_("转到哪个村"), required=False)

    def __init__(self, *given: Any, ways: Any, villages: Any = (), **options: Any) -> None:
        super().__init__(*given, **options)
        offer(self, "way", ways)
        if villages:
            offer(self, "to_place", [("", gettext("只有转其他地方才选")), *villages])
        else:
            del self.fields["to_place"]


class HotlineForm(forms.Form):
    """The county's number and when somebody answers it."""

    number = forms.CharField(label=_("热线电话"), max_length=30)
    hours = forms.CharField(label=_("接听时间"), max_length=60)

    def clean_number(self) -> str:
        """Digits of a telephone, or a short number such as 12317."""
        written = self.cleaned_data["number"].strip()
        plain = "".join(written.split()).replace("-", "")
        if not (plain.isascii() and plain.isdigit() and 3 <= len(plain) <= 12):
            raise forms.ValidationError(gettext("热线应为 3 至 12 位数字，可以带区号和短横线。"))
        return written
