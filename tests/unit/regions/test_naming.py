"""Short names and pinyin initials."""

import polars as pl
import pytest
from pypinyin import Style, lazy_pinyin

from shouwang.regions import data
from shouwang.regions.naming import initials, short_name, short_names

SHORT = {
    "桔林村民委员会": "桔林村",
    "谢村村民委员会": "谢村村",
    "家庄村委会": "家庄村",
    "城北社区居委会": "城北社区",
    "新安社区居民委员会": "新安社区",
    "解放路居委会": "解放路",
    "合溪居民委员会": "合溪",
    "江西瑞金经济开发区虚拟社区": "江西瑞金经济开发区虚拟社区",
    "居委会": "居委会",
    "瑞金市": "瑞金市",
}


@pytest.mark.parametrize(("name", "short"), SHORT.items())
def test_short_names(name: str, short: str) -> None:
    assert short_name(name) == short
    assert pl.select(short_names(pl.lit(name))).item() == short


def test_initials_of_names() -> None:
    names = pl.Series(["象湖镇", "重庆市", "119街社区居委会", "阳光Ａ区", "隆阜（4）社区", ""])
    assert initials(names).to_list() == ["xhz", "cqs", "119jsqjwh", "ygq", "lf4sq", ""]


def test_initials_are_those_of_pypinyin_read_name_by_name() -> None:
    names = data.divisions()["name"].sample(2000, seed=7)
    expected = [
        "".join(lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore"))
        for name in names.to_list()
    ]
    bulk = initials(names).to_list()
    chinese = [at for at, name in enumerate(names) if name.isalpha()]
    assert [bulk[at] for at in chinese] == [expected[at] for at in chinese]
