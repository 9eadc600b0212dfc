"""Forms for fields of the dossier: what is known is shown, what is changed is told."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouwang.watch.registry.forms.grounds import GroundsForm, day_input
from shouwang.watch.registry.forms.words import RankedWords
from shouwang.watch.registry.models import Amendment
from shouwang.watch.registry.operations import Edit
from shouwang.watch.registry.queries import FIELDS, Field, Shape, said
from shouwang.watch.registry.queries.vocabulary import words_for

# group → the fields it asks for
GROUPS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "home": (_("家庭资料"), ("group", "address", "registered_on", "lifted_on")),
    "reasons": (_("原因、风险与标签"), ("causes", "risks", "tags")),
    "living": (_("生活条件"), tuple(name for name in FIELDS if name.startswith("living."))),
    "land": (_("土地"), tuple(name for name in FIELDS if name.startswith("land."))),
    "telephone": (_("联系电话"), ("telephone",)),
    "member": (
        _("成员资料"),
        (
            "name",
            "relation",
            "sex",
            "birth_on",
            "ethnicity",
            "education",
            "marital",
            "identity",
            "telephone",
            "disability_number",
        ),
    ),
    "state": (_("在校、劳动、健康与参保"), tuple(n for n in FIELDS if n.startswith("state."))),
    "work": (_("务工"), tuple(name for name in FIELDS if name.startswith("work."))),
}
MEMBER_GROUPS = frozenset({"telephone", "member", "state", "work"})
_CORRECTS = frozenset({"telephone", "member", "home"})  # mostly wrong, not changed
_NEEDED = frozenset({"name", "relation", "state.schooling", "state.labour"})
_UNITS_OF_MOST = {"causes": 3, "risks": 5}
HUNDREDTHS = 100


class EditForm(GroundsForm):
    """Some fields of the household, or of one member, with their present values."""

    kind = forms.ChoiceField(
        label=_("这是"),
        choices=[
            (Amendment.Kind.CORRECTED.value, _("更正：原来记错了")),
            (Amendment.Kind.CHANGED.value, _("变更：情况有了变化")),
        ],
        widget=forms.RadioSelect,
    )
    last = ("kind", *GroundsForm.last)

    def __init__(
        self,
        data: Any,
        *,
        group: str,
        values: Mapping[str, str | None],
        person: str = "",
        seen: Mapping[str, int],
    ) -> None:
        kind = Amendment.Kind.CORRECTED if group in _CORRECTS else Amendment.Kind.CHANGED
        initial: dict[str, Any] = {"kind": kind.value}
        super().__init__(data, seen=seen, initial=initial)
        self.asked, self.values, self.person = GROUPS[group][1], values, person
        for name in self.asked:
            field = FIELDS[name]
            self.fields[_key(name)] = _form_field(field, values.get(name))
            if group == "telephone":
                self.fields[_key(name)].widget.attrs["autofocus"] = True
            if not field.secret:
                self.initial[_key(name)] = _initial(field, values.get(name))
        self.put_grounds_last()

    def edits(self) -> list[Edit]:
        """The fields whose value differs from the known one; a secret left empty stays."""
        found = []
        for name in self.asked:
            text = _text(FIELDS[name], self.cleaned_data[_key(name)])
            if text is None and FIELDS[name].secret:
                continue
            if text != self.values.get(name):
                found.append(Edit(name, text, self.person))
        return found


class ProduceForm(GroundsForm):
    """What was grown, raised or made in a year; without a quantity it is taken away."""

    year = forms.IntegerField(label=_("年度"), min_value=1990, max_value=2100)
    product = forms.CharField(label=_("品种"), max_length=40)
    quantity = forms.DecimalField(
        label=_("规模"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    unit = forms.CharField(label=_("单位"), max_length=10, required=False)

    def __init__(self, data: Any, *, seen: Mapping[str, int]) -> None:
        super().__init__(data, seen=seen, initial={"year": timezone.localdate().year - 1})
        self.fields["quantity"].help_text = _("不填表示这一年没有这一品种。")
        self.put_grounds_last()

    def clean(self) -> dict[str, Any]:
        """A quantity comes with its unit."""
        kept = super().clean() or self.cleaned_data
        if kept.get("quantity") is not None and not kept.get("unit"):
            self.add_error("unit", _("请填写单位，例如亩、头、羽。"))
        return kept

    def edits(self) -> list[Edit]:
        """The one field."""
        kept = self.cleaned_data
        text = None
        if kept["quantity"] is not None:
            text = f"{kept['quantity'].normalize():f} {kept['unit']}"
        return [Edit(f"production.{kept['year']}.{kept['product'].strip()}", text)]


def _key(name: str) -> str:
    return name.replace(".", "_")


def _form_field(field: Field, known: str | None) -> forms.Field:
    options: dict[str, Any] = {"label": field.label, "required": field.name in _NEEDED}
    if field.secret:
        shown = said(field, known)
        if shown:
            options["help_text"] = _("现为 {number}，不改就留空。").format(number=shown)
        return forms.CharField(max_length=40, widget=_plain_input(field), **options)
    if field.name in _UNITS_OF_MOST:
        return RankedWords(words=words_for(field.name), most=_UNITS_OF_MOST[field.name], **options)
    if field.shape is Shape.WORDS:
        return forms.CharField(max_length=200, help_text=_("几个标签之间用顿号隔开。"), **options)
    if words := words_for(field.name):
        return forms.ChoiceField(choices=_with(known, words, field), **options)
    return _by_shape(field, options)


def _by_shape(field: Field, options: dict[str, Any]) -> forms.Field:
    if field.shape is Shape.DAY:
        return forms.DateField(widget=day_input(), **options)
    if field.shape is Shape.NUMBER:
        return forms.IntegerField(min_value=0, max_value=100_000, **options)
    if field.shape is Shape.AREA:
        options["help_text"] = _("单位：亩，可写两位小数。")
        return forms.DecimalField(min_value=0, max_digits=9, decimal_places=2, **options)
    if field.shape is Shape.FLAG:
        flags = [("", _("不清楚")), ("true", _("是")), ("false", _("否"))]
        return forms.ChoiceField(choices=flags, **options)
    if field.choices:
        empty = [] if options["required"] else [("", "—")]
        return forms.ChoiceField(choices=[*empty, *field.choices], **options)
    return forms.CharField(max_length=100, **options)


def _with(known: str | None, words: Sequence[str], field: Field) -> list[tuple[str, Any]]:
    """The words of the forms, and the present one where it is none of them."""
    offered = [(word, word) for word in words]
    if known and known not in words:
        offered.insert(0, (known, known))
    return offered if field.name in _NEEDED else [("", "—"), *offered]


def _plain_input(field: Field) -> forms.TextInput:
    mode = "tel" if field.shape is Shape.TELEPHONE else "text"
    return forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})


def _initial(field: Field, text: str | None) -> Any:
    if text is None:
        return None
    return Decimal(text) / HUNDREDTHS if field.shape is Shape.AREA else text


def _text(field: Field, value: Any) -> str | None:
    if value is None or value == "":
        return None
    if field.shape is Shape.AREA:
        return str(int(value * HUNDREDTHS)) if value else None
    if field.shape is Shape.WORDS:
        words = [word.strip() for word in str(value).replace("，", "、").split("、")]
        return "、".join(word for word in words if word) or None
    return str(value).strip() or None
