"""Which messages to list, what to decide about one, and how one wants to be told."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwang.messaging.kinds import kind_of
from shouwang.messaging.models import Outgoing, Preference


class InboxFilter(forms.Form):
    """The filter of the inbox; bound to the address."""

    kind = forms.ChoiceField(label=_("类别"), required=False)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), ("unread", _("未读"))]
    )

    def __init__(self, data: Any, *, kinds: list[str]) -> None:
        super().__init__(data)
        field: Any = self.fields["kind"]
        field.choices = [("", _("全部")), *((code, kind_of(code).label) for code in kinds)]

    def asked(self) -> dict[str, Any]:
        """The filter for the query; what cannot be understood is left out."""
        self.is_valid()
        return {
            "kind": self.cleaned_data.get("kind", ""),
            "unread": self.cleaned_data.get("state") == "unread",
        }


class OutboxFilter(forms.Form):
    """Which outgoing messages to list; what waits for a decision where nothing is said."""

    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("要人处理的")), *Outgoing.State.choices, ("all", _("全部"))],
    )

    def asked(self) -> str:
        """The state for the query: "" is what a person must decide, "all" is every one."""
        self.is_valid()
        return str(self.cleaned_data.get("state") or "")


class DecisionForm(forms.Form):
    """Why a message is sent again, or not any more."""

    reason = forms.CharField(label=_("处理原因"), max_length=200, help_text=_("写入日志。"))


class PreferenceForm(forms.Form):
    """How one wants to be told. The inbox itself cannot be switched off."""

    digest = forms.TypedChoiceField(
        label=_("每日待办"),
        choices=[("yes", _("要")), ("no", _("不要"))],
        coerce=lambda text: text == "yes",
        widget=forms.RadioSelect,
        help_text=_("工作日一条，列出当天要办的事；没有事就不发。"),
    )
    channels = forms.MultipleChoiceField(
        label=_("站外提醒"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只说有哪一类消息，不写内容；站内消息总会收到。"),
    )
    wechat = forms.CharField(
        label=_("微信接收标识"),
        required=False,
        max_length=64,
        help_text=_("由公众号管理员提供；不填就不发微信。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: Any, *, channels: Sequence[str], known: Preference | None) -> None:
        self._channels = list(channels)
        refused = known.refused if known else []
        wanted = [channel for channel in channels if channel not in refused]
        digest = "yes" if known is None or known.digest else "no"
        initial = {"digest": digest, "channels": wanted}
        initial["wechat"] = (known.wechat or "") if known else ""
        super().__init__(data, initial=initial)
        field: Any = self.fields["channels"]
        field.choices = [(one, Outgoing.Channel(one).label) for one in channels]
        if not channels:
            del self.fields["channels"]
        if "wechat" not in channels:
            del self.fields["wechat"]
        self._kept = (known.wechat if known else None, refused)

    def wishes(self) -> dict[str, Any]:
        """What `operations.prefer` takes; what the form did not ask stays as it was."""
        wechat, refused = self._kept
        wanted = set(self.cleaned_data.get("channels", ()))
        # a channel that the installation does not have now keeps its refusal
        kept = {one for one in refused if one not in self._channels}
        return {
            "digest": self.cleaned_data["digest"],
            "refused": sorted(kept | (set(self._channels) - wanted)),
            "wechat": self.cleaned_data.get("wechat", wechat or "") or None,
        }
