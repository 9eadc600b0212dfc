"""Uploading a county's outline."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwang.regions.outlines import MOST_BYTES


class BoundaryForm(forms.Form):
    """The file and where it comes from."""

    file = forms.FileField(
        label=gettext_lazy("GeoJSON 文件"),
        help_text=gettext_lazy("经纬度坐标（WGS84、CGCS2000 或 GCJ-02），最大 20 MB"),
        widget=forms.ClearableFileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
    )
    source = forms.CharField(
        label=gettext_lazy("来源"),
        max_length=200,
        help_text=gettext_lazy("哪个单位提供、哪一年的数据，例如：市自然资源局 2023 年勘界成果"),
    )
    licence = forms.CharField(label=gettext_lazy("使用许可"), max_length=200, required=False)
    approval_number = forms.CharField(
        label=gettext_lazy("审图号"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("仅内部使用可不填；向社会公开的地图必须有审图号"),
    )

    def clean_file(self) -> UploadedFile:
        """Refuse a file over the limit before it is read."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(_("文件超过 20 MB，请先简化边界再上传。"), code="too_large")
        return file


class SaveForm(forms.Form):
    """The confirmed preview: what was uploaded is kept by the server until then."""

    digest = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    source = forms.CharField(max_length=200, widget=forms.HiddenInput)
    licence = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    approval_number = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
