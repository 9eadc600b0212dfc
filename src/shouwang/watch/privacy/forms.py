"""Forms of the counter, of self-service, of requests to correct and of a breach."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.identity import read_identity
from shouwang.watch.linkage.rules import one_form
from shouwang.watch.privacy.models import RequestState


class IdentityForm(forms.Form):
    """An identity number, in either form; never put into an address."""

    identity = forms.CharField(
        label=_("身份证号"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_identity(self) -> str:
        """The number of 18 characters; the error says what is wrong and not the number."""
        reading = read_identity(one_form(self.cleaned_data["identity"]), on=timezone.localdate())
        if reading.value is None:
            raise forms.ValidationError([finding.message for finding in reading.findings])
        return reading.value.number


class VisitForm(IdentityForm):
    """What somebody without an account shows: number and code."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text=_("6位数字，15分钟内有效。"),
    )


class CorrectionForm(forms.Form):
    """What is wrong, what it should be, and what shows it."""

    what = forms.CharField(label=_("哪里不对"), max_length=60)
    should_be = forms.CharField(
        label=_("应当是什么"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    evidence = forms.CharField(
        label=_("有什么依据"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("例如户口簿、诊断证明、银行流水；办理时可能请您出示。"),
    )


class AnswerForm(forms.Form):
    """The answer that the household will read."""

    decision = forms.ChoiceField(
        label=_("办理结果"),
        widget=forms.RadioSelect,
        choices=[("accepted", _("属实，已在档案中更正")), ("refused", _("不予更正"))],
    )
    words = forms.CharField(
        label=_("答复"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("农户会看到这段话。不予更正的，请写明理由和可以找谁。"),
    )


class CorrectionFilterForm(forms.Form):
    """Which requests to list; bound to the address."""

    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", RequestState.OPEN.label), *RequestState.choices[1:], ("all", _("全部"))],
    )

    def state_wanted(self) -> str:
        """The state for the query; "" is every one."""
        self.is_valid()
        state: Any = self.cleaned_data.get("state") or RequestState.OPEN.value
        return "" if state == "all" else state


class ExportForm(forms.Form):
    """Whose data, why, and in which shape."""

    person = forms.CharField(label=_("人员编号"), max_length=40)
    reason = forms.CharField(label=_("原因"), max_length=200, help_text=_("写入日志。"))
    shape = forms.ChoiceField(label=_("格式"), choices=[("xlsx", "Excel"), ("json", "JSON")])


class BreachForm(forms.Form):
    """What is known of a breach; what is not known stays a blank to be filled by hand."""

    office = forms.CharField(label=_("发文单位"), max_length=60, required=False)
    discovered_at = forms.DateTimeField(
        label=_("发现时间"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    what = forms.CharField(label=_("涉及哪些信息"), max_length=200, required=False)
    count = forms.IntegerField(label=_("涉及人数"), min_value=0, required=False)
    cause = forms.CharField(label=_("原因和可能的危害"), max_length=400, required=False)
    measures = forms.CharField(label=_("已采取的措施"), max_length=400, required=False)
    advice = forms.CharField(label=_("本人可以怎样减轻危害"), max_length=400, required=False)
    contact = forms.CharField(label=_("联系人和电话"), max_length=60, required=False)
