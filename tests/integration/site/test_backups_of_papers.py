"""The files of papers and lists go into a backup and come out, readable with its keys."""

import tarfile

import pytest
from tests.integration.site.installation import Installation

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("site"), pytest.mark.timeout(1800)]

LIST = """
from shouwang.site.cli.connection import connected
with connected("watch"):
    from pathlib import Path
    from shouwang.watch.intake import keeping
    from shouwang.watch.intake.models import ImportBatch
    batch = ImportBatch(pk=7, file_name="members.csv")
    file = Path({path!r})
    file.write_bytes(b"a list" * 300_000)
    keeping.keep(batch, file)
"""
READ_LIST = """
from shouwang.site.cli.connection import connected
with connected("watch"):
    from shouwang.watch.intake import keeping
    from shouwang.watch.intake.models import ImportBatch
    with keeping.opened(ImportBatch(pk=7, file_name="members.csv")) as path:
        print(path.read_bytes() == b"a list" * 300_000, end="")
"""
KEEP = """
import io
from shouwang.site.cli.connection import connected
with connected("watch"):
    from shouwang.watch.papers import vault
    file = io.BytesIO(b"a photo" * 300_000)
    vault.keep(vault.digest(file), file)
    print(vault.digest(file), end="")
"""
READ = """
from shouwang.site.cli.connection import connected
with connected("watch"):
    from shouwang.watch.papers import vault
    print(b"".join(vault.opened("{name}")) == b"a photo" * 300_000, end="")
"""


def said(site: Installation, code: str) -> str:
    done = site.run_code(code)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_files_come_back_with_the_backup(site, install, tmp_path):
    name = said(site, KEEP)
    file = tmp_path / "county.backup"
    assert site.do("backup", str(file)).returncode == 0
    with tarfile.open(file) as tar:
        assert tar.getnames()[-2:] == [f"papers/{name[:2]}/{name}", "files.json"]
    other = install("other")
    done = other.do("restore", str(file))
    assert done.returncode == 0, done.stderr
    assert said(other, READ.format(name=name)) == "True"
    other.has_ended()
    assert not (other.data / "papers.restored").exists()

    assert site.do("keys", "rotate", "--drop-old").returncode == 0
    assert said(site, READ.format(name=name)) == "True"
    done = site.do("restore", str(file), "--replace")  # its older key opens its older file
    assert done.returncode == 0, done.stderr
    assert said(site, READ.format(name=name)) == "True"


def test_lists_as_they_came_are_kept_too(site, install, tmp_path):
    said(site, LIST.format(path=str(tmp_path / "members.csv")))
    file = tmp_path / "county.backup"
    assert site.do("backup", str(file)).returncode == 0
    other = install("other")
    assert other.do("restore", str(file)).returncode == 0
    assert said(other, READ_LIST) == "True"
    assert other.do("keys", "rotate", "--drop-old").returncode == 0
    assert said(other, READ_LIST) == "True"


def test_a_backup_that_lacks_a_file_changes_nothing(site, install, tmp_path):
    name = said(site, KEEP)
    file, poorer = tmp_path / "county.backup", tmp_path / "poorer.backup"
    assert site.do("backup", str(file)).returncode == 0
    with tarfile.open(file) as old, tarfile.open(poorer, "w") as new:
        for member in old.getmembers():
            if name not in member.name:
                new.addfile(member, old.extractfile(member))
    other = install("other")
    done = other.do("restore", str(poorer))
    assert done.returncode == 2
    assert "0 files of papers and lists where 1 were counted" in done.stderr
