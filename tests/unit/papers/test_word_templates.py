"""The packaged Word templates are what their script builds."""

import io
import zipfile

import pytest

from shouwang.watch.papers.rules import Notice, Sheet
from shouwang.watch.papers.word import building


def parts(file: object) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:  # type: ignore[call-overload]
        return {name: archive.read(name) for name in archive.namelist() if name.startswith("word")}


@pytest.mark.parametrize("sheet", [*Sheet, *Notice])
def test_the_template_is_what_the_script_builds(sheet):
    built = io.BytesIO()
    building.build(sheet).save(built)
    assert parts(building.TARGET / f"{sheet.value}.docx") == parts(built)
