"""Word files from templates that an office may replace by its own.

A template of the office's own lies as `SHOUWANG_DATA/word/<name>.docx`; where there is none, the
package's is used. Templates run in a sandbox, and what somebody entered is never taken for markup.
"""

import io
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import segno
from django.conf import settings
from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2.exceptions import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from shouwang.kernel import excel
from shouwang.watch.papers.errors import TemplateBroken
from shouwang.watch.papers.rules import Letter, Notice, Sheet

PACKAGED = Path(__file__).parents[1] / "word"
_QR = Mm(20)
# what a template that is no template of ours makes docxtpl, lxml and Jinja raise
_BROKEN = (TemplateError, PackageNotFoundError, BadZipFile, KeyError, ValueError, TypeError, SyntaxError, AttributeError)  # fmt: skip  # noqa: E501


def template_of(sheet: Sheet | Notice | Letter) -> Path:
    """The office's own template if there is one, else the package's."""
    own = Path(settings.DATA) / "word" / f"{sheet.value}.docx"
    return own if own.exists() else PACKAGED / own.name


def as_word(sheet: Sheet | Notice | Letter, paper: dict[str, Any]) -> bytes:
    """The Word file of one paper. Raises TemplateBroken for a template of the office's own."""
    path = template_of(sheet)
    try:
        return _filled(path, paper)
    except _BROKEN as error:
        if path.parent == PACKAGED:
            raise
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise TemplateBroken(name=path.name, reason=reason[:120], path=path) from error


def _filled(path: Path, paper: dict[str, Any]) -> bytes:
    template = DocxTemplate(path)
    fields = _clean(paper)
    # a notice has no number and nothing to be verified by; a public list has a page besides
    for address, picture in (("url", "qr"), ("public_url", "public_qr")):
        if address in paper:
            fields[picture] = _qr(template, paper[address])
    template.render(fields, SandboxedEnvironment(autoescape=True), autoescape=True)
    made = io.BytesIO()
    template.save(made)
    return made.getvalue()


def _qr(template: DocxTemplate, url: str) -> InlineImage:
    picture = io.BytesIO()
    segno.make(url, error="m", micro=False).save(picture, kind="png", scale=6, border=0)
    picture.seek(0)
    return InlineImage(template, picture, width=_QR)


def _clean(value: Any) -> Any:
    """Without the characters that XML cannot hold."""
    if isinstance(value, str):
        return excel.clean(value)
    if isinstance(value, dict):
        return {key: _clean(one) for key, one in value.items()}
    return [_clean(one) for one in value] if isinstance(value, list) else value
