"""Reading a release: every kind of dirt is refused with its line."""

from pathlib import Path

import polars as pl
import pytest

from shouwang.regions.errors import ListRefused
from shouwang.regions.lists import read_list, ready

DIRT = {
    "": "list.csv is no CSV file in UTF-8",
    "code,name\n": "list.csv holds no division",
    "code,title\n36,江西省\n": "list.csv has no column name",
    "code,name\n36,江西省\n3x,甲\n": "line 3: '3x' is no code of 2, 4, 6, 9 or 12 digits",
    "code,name\n360,甲\n": "line 2: '360' is no code",
    "code,name\n３６,甲\n": "line 2: '３６' is no code",
    "code,name\n36,甲\n360000000000,乙\n": "line 2: '36' occurs twice",
    "code,name\n36, \n": "line 2: '36' has no name",
    "code,name\n00,甲\n": "line 2: '00' has no province",
    f"code,name\n36,{'长' * 101}\n": "line 2: '36' has a name of over 100 characters",
    "code,name,urban_rural\n36,甲,9\n": "line 2: '36' has an unknown urban_rural class",
}


@pytest.mark.parametrize(("text", "reason"), DIRT.items())
def test_dirt_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ListRefused) as refusal:
        read_list(path)
    assert reason in str(refusal.value)


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("code,name\n36,江西省\n".encode("gb18030"))
    with pytest.raises(ListRefused, match="no CSV file in UTF-8"):
        read_list(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListRefused, match="there is no file"):
        read_list(tmp_path / "none.csv")


def test_a_byte_order_mark_and_spaces_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(" code,name \n 36 , 江西省\n", encoding="utf-8-sig")
    assert read_list(path).rows() == [("360000000000", "江西省", "")]


def test_levels_and_parents() -> None:
    codes = [
        "360000000000",
        "360700000000",
        "360781000000",
        "360781100000",
        "360781100001",
        "441900003000",  # Dongguan: a prefecture with townships and no counties
    ]
    frame = ready(pl.DataFrame({"code": codes, "name": ["名"] * 6}))
    assert frame["level"].to_list() == [1, 2, 3, 4, 5, 4]
    assert frame["parent_code"].to_list() == ["", *codes[:4], "441900000000"]
