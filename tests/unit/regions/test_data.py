"""The lists that travel with the program: complete, and alike where they overlap."""

import hashlib

from shouwang.regions import data
from shouwang.regions.data.make import read, write


def test_the_national_list_holds_what_was_published() -> None:
    counts = dict(data.national_list().group_by("level").len().sort("level").iter_rows())
    assert counts == {1: 31, 2: 342, 3: 2978, 4: 41_352, 5: 620_573}


def test_each_code_is_kept_once_at_its_highest_level() -> None:
    divisions = data.divisions()
    assert divisions["code"].n_unique() == divisions.height == 665_271
    doubled = data.national_list().height - divisions.height
    assert doubled == 5  # Dongguan, Zhongshan, Danzhou as their own counties; Jinmen twice


def test_the_demonstration_county_agrees_with_the_national_list() -> None:
    demonstration, national = data.demonstration(), data.divisions("360781")
    levels = demonstration["level"].to_list()
    assert [levels.count(level) for level in (1, 2, 3, 4, 5)] == [1, 1, 1, 18, 247]
    county = demonstration.filter(demonstration["code"].str.starts_with("360781"))
    assert county.sort("code").equals(national.sort("code"))


def test_village_codes_of_a_province() -> None:
    villages = data.village_codes("36")
    assert len(villages) == 22_080
    assert villages[0] == ("360102002001", "民巷社区居委会")
    assert data.village_codes("99") == []


def test_sums_in_sources_are_those_of_the_files() -> None:
    told = (data.HERE / "SOURCES.md").read_text(encoding="utf-8")
    for path in (data.NATIONAL_LIST, data.DEMONSTRATION):
        assert hashlib.sha256(path.read_bytes()).hexdigest() in told


def test_the_file_is_made_again_from_the_package(tmp_path) -> None:
    dist = tmp_path / "dist"
    dist.mkdir()
    texts = {
        "provinces": 'code,name\n36,"江西省"\n',
        "cities": 'code,name,provinceCode\n3607,"赣州市",36\n',
        "areas": 'code,name,cityCode,provinceCode\n360781,"瑞金市",3607,36\n',
        "streets": "code,name,areaCode,provinceCode,cityCode\n360781100,象湖镇,360781,36,3607\n",
        "villages": "code,name,streetCode\n360781100001,解放路居委会,360781100\n",
    }
    for name, text in texts.items():
        (dist / f"{name}.csv").write_text(text, encoding="utf-8")
    write(read(tmp_path), tmp_path / "list.parquet")
    frame = read(tmp_path)
    assert frame["code"].to_list()[-1] == 360781100001
    assert frame["level"].to_list() == [1, 2, 3, 4, 5]


def test_outlines_of_eighteen_counties() -> None:
    outlines = data.outlines()
    assert len(outlines) == 18
    assert outlines["360781000000"]["type"] == "MultiPolygon"
