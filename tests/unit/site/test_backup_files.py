"""Files of every folder go into a backup and lie where they belong after it."""

import tarfile
from pathlib import Path

import pytest

from shouwang.site import backup_files


@pytest.mark.parametrize("folder", backup_files.FOLDERS)
def test_a_file_comes_back_to_its_folder(tmp_path: Path, folder: str):
    data, other, room = tmp_path / "data", tmp_path / "other", tmp_path / "room"
    kept = data / folder / "county" / "ab" / "file"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"sealed")
    (kept.parent / ".partial-1").write_bytes(b"cut off")
    other.mkdir()
    with tarfile.open(tmp_path / "backup", "w") as tar:
        assert backup_files.add(tar, data, "county") == [1, len(b"sealed")]
    with tarfile.open(tmp_path / "backup") as tar:
        member = tar.getmembers()
        assert [one.name for one in member] == [f"{folder}/ab/file"]
        tar.extractall(room, filter="data")
    backup_files.set_aside(room, other)
    backup_files.put_in_place(other, "restored")
    assert (other / folder / "restored" / "ab" / "file").read_bytes() == b"sealed"
    assert not list(other.glob("*.restored"))
