"""`shouwang template` writes what the browser offers, or says in a sentence why not."""

import pytest
from typer.testing import CliRunner

from shouwang.kernel.errors import ShouwangError
from shouwang.site.cli import app
from shouwang.site.cli.template import TemplateRefused
from shouwang.watch.intake.layouts import LayoutUnknown


def test_a_template_is_written(tmp_path):
    path = tmp_path / "members.xlsx"
    done = CliRunner().invoke(app, ["template", "members", "-o", str(path)])
    assert done.exit_code == 0, done.output
    assert "21 columns" in done.output
    assert path.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("name", "file", "refusal"),
    [("nonsense", "a.xlsx", LayoutUnknown), ("members", "a.csv", TemplateRefused)],
)
def test_what_cannot_be_written_is_refused(tmp_path, name, file, refusal: type[ShouwangError]):
    done = CliRunner().invoke(app, ["template", name, "-o", str(tmp_path / file)])
    assert isinstance(done.exception, refusal)
