"""Forms: papers to keep, why one is removed, what is to be printed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from shouwang.watch.papers.models import PaperKind
from shouwang.watch.papers.rules import OF_A_HOUSEHOLD, Shape, Sheet
from shouwang.watch.registry.models import Person
from shouwang.watch.registry.models.household import SubjectCategory

MOST_FILES = 10
SUBJECTS = tuple(one.value for one in SubjectCategory if one is not SubjectCategory.NONE)
_SHEETS = {
    Sheet.CARD: _("户卡：一页，可以挂在家里，不印健康情况"),
    Sheet.HANDBOOK: _("帮扶手册：全部情况，后面留有手写的表格"),
    Sheet.COVER: _("档案盒封面"),
    Sheet.LABEL: _("档案盒侧标签：20、30、50 毫米三种宽度"),
}


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Several files; each is looked at by `checking.look`, not here."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """All files that came."""
        files = data if isinstance(data, (list, tuple)) else [data]
        if not files or files == [None]:
            raise forms.ValidationError(self.error_messages["required"])
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("一次最多传 %(most)s 个文件，请分几次传。"), params={"most": MOST_FILES}
            )
        return list(files)


class PaperForm(forms.Form):
    """Photos and papers to keep: all that is asked for beside the files can be left as it is."""

    uploads = _FilesField(
        label=_("照片或文件"),
        widget=_Files(attrs={"accept": "image/*,application/pdf", "multiple": True}),
        error_messages={"required": _("请选择照片或 PDF 文件。")},
    )
    kind = forms.ChoiceField(label=_("种类"), choices=PaperKind.choices)
    title = forms.CharField(
        label=_("名称"), required=False, max_length=80, help_text=_("不填就用种类和日期作名称")
    )
    taken_on = forms.DateField(
        label=_("拍摄或签署日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    person = forms.ChoiceField(label=_("是谁的"), required=False)

    def __init__(self, *args: Any, members: Sequence[Person], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self._members = {str(one.pk): one for one in members}
        named = [(number, one.name) for number, one in self._members.items()]
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("全户")), *named]

    def clean_taken_on(self) -> date | None:
        """Not in the future."""
        day: date | None = self.cleaned_data["taken_on"]
        if day is not None and day > self._today:
            raise forms.ValidationError(_("日期还没有到，请填今天或以前的日期。"))
        return day

    def clean_person(self) -> Person | None:
        """The member chosen."""
        return self._members.get(self.cleaned_data["person"])


class PaperFilterForm(forms.Form):
    """Which papers of the household are shown."""

    kind = forms.ChoiceField(
        label=_("种类"), required=False, choices=[("", _("全部")), *PaperKind.choices]
    )
    removed = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("在用的")), ("1", _("已移除的"))]
    )


class _AsOf(forms.Form):
    as_of = forms.DateField(
        label=_("数据截至"),
        help_text=_("按这一天的情况打印，可以选以前的日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_as_of(self) -> date:
        """Not in the future."""
        day: date = self.cleaned_data["as_of"]
        if day > self._today:
            raise forms.ValidationError(_("日期还没有到，请填今天或以前的日期。"))
        return day


class SheetForm(_AsOf):
    """Which paper of one household, as what."""

    sheet = forms.ChoiceField(
        label=_("打印什么"),
        choices=[(one.value, _SHEETS[one]) for one in OF_A_HOUSEHOLD],
        widget=forms.RadioSelect,
        initial=Sheet.CARD.value,
    )
    shape = forms.ChoiceField(
        choices=[(one.value, one.value) for one in (Shape.PDF, Shape.WORD, Shape.PAGE)]
    )
    field_order = ("sheet", "as_of")


class RollForm(_AsOf):
    """Which households of a place, and as what: the roll, or all cards."""

    which = forms.ChoiceField(
        label=_("哪些农户"),
        choices=[
            ("subjects", _("脱贫户和监测对象")),
            ("all", _("全部农户")),
        ],
        widget=forms.RadioSelect,
        initial="subjects",
    )
    wanted = forms.ChoiceField(
        choices=[
            (f"{sheet.value}-{shape.value}", "")
            for sheet, shape in (
                (Sheet.ROLL, Shape.PDF),
                (Sheet.ROLL, Shape.WORD),
                (Sheet.ROLL, Shape.EXCEL),
                (Sheet.CARD, Shape.PDF),
            )
        ]
    )
    field_order = ("which", "as_of")

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories that are kept; none keeps all households."""
        return SUBJECTS if self.cleaned_data["which"] == "subjects" else ()

    @property
    def sheet(self) -> Sheet:
        """The roll, or cards."""
        return Sheet(self.cleaned_data["wanted"].partition("-")[0])

    @property
    def shape(self) -> Shape:
        """PDF, Word or Excel."""
        return Shape(self.cleaned_data["wanted"].partition("-")[2])


class CodeForm(forms.Form):
    """The code of a paper, typed from it."""

    code = forms.CharField(label=_("验证码"), max_length=40)
