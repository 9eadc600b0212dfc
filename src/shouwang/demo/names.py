"""Invented names: surnames as common as in southern Jiangxi, given names by time and sex."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from shouwang.demo import departures
from shouwang.demo.draws import Bools, Ints, Stream, pick
from shouwang.demo.homes import Homes
from shouwang.demo.kin import MALE, Kin
from shouwang.demo.people import GONE, People
from shouwang.demo.watch import YEAR

SURNAMES = {
    "刘": 96, "钟": 88, "杨": 72, "谢": 66, "朱": 60, "曾": 56, "赖": 52, "罗": 48, "陈": 46,
    "黄": 40, "李": 36, "张": 32, "王": 28, "邓": 24, "温": 22, "胡": 20, "廖": 20, "邱": 18,
    "周": 16, "宋": 14, "许": 12, "邹": 12, "郭": 10, "吴": 10, "何": 10, "曹": 9, "肖": 9,
    "欧阳": 7, "危": 6, "袁": 6, "林": 6, "范": 5, "梁": 5, "蓝": 5, "雷": 4, "古": 4, "丁": 4,
    "毛": 3, "傅": 3, "沈": 3, "华": 2, "巫": 2, "池": 2, "卢": 2,
}  # fmt: skip
SHE_SURNAMES = ("蓝", "雷")  # common among the She 畲族
CLAN_SHARE = 0.55

# Characters of given names, by the years in which they were liked: to 1965, to 1985, to 2005, on.
MEN = (
    "福贵长发财生根水金木石连传先声有德仁义洪秀昌盛荣华春林松柏山冬明远才",
    "建国军民红卫东华平林辉勇强伟明春生发文斌海波荣庆峰剑云小兴志光永",
    "伟杰鹏飞超俊磊涛波斌凯亮志强文辉健宇浩晨龙刚威鑫星海洋林峰勇军",
    "浩宇轩梓睿晨泽子涵俊熙博文天佑皓铭嘉辰宸逸乐安一诺奕航瑞霖煜",
)
WOMEN = (
    "秀英兰凤金香桂莲玉娥珍花菊春梅招娣满秋月细妹冬连福美银翠清水带",
    "红梅丽华艳芳燕春霞萍玲琴英兰秀娟凤珍云香小青美群素蓉菊萍莲",
    "婷丽娟燕敏静芳慧玲莉萍霞雪梅倩颖佳琳艳琪珊蓉洁娜欢瑶媛文秀",
    "梓涵欣怡诗琪雨萱梦瑶可馨语桐一诺思彤子萌若曦依诺妍晗芷悦心玥",
)
ERAS = (1965, 1985, 2005)
ONE_CHARACTER = 0.14
ONLY_ONE = ("配偶", "之父", "之母")


@dataclass
class _Surnames:
    """For each household, positions in `SURNAMES`: the family's, the head's, another."""

    family: Ints
    head: Ints
    other: Ints


def names(rng: Stream, homes: Homes, people: People, villages: int) -> tuple[pl.Series, Ints]:
    """Full names, and each person's surname as a position in `SURNAMES`."""
    surname = _surnames(rng, homes, people, villages)
    first, second = _given(rng, people)
    family = pl.Series(list(SURNAMES)).gather(pl.Series(surname, dtype=pl.UInt32))
    return (family + first + second).alias("name"), surname


def _given(rng: Stream, people: People) -> tuple[pl.Series, pl.Series]:
    """First and second character; the second is empty for one name in seven."""
    pools = [*MEN, *WOMEN]
    characters = pl.Series(list("".join(pools)))
    length = np.array([len(pool) for pool in pools])
    start = np.cumsum(length) - length
    year = 1970 + people.birth / YEAR
    pool = np.digitize(year, ERAS) + np.where(people.sex == MALE, 0, len(MEN))

    def draw() -> pl.Series:
        place = start[pool] + (rng.random(len(pool)) * length[pool]).astype(np.int64)
        return characters.gather(pl.Series(place, dtype=pl.UInt32))

    first, second = draw(), draw()
    short = (rng.random(len(pool)) < ONE_CHARACTER) & (np.digitize(year, ERAS) > 0)
    return first, second.set(pl.Series(short), "")


def _surnames(rng: Stream, homes: Homes, people: People, villages: int) -> Ints:
    of_home = _of_households(rng, homes, people, villages)
    kin, where = people.kin, people.household
    own = pick(rng, list(SURNAMES.values()), len(kin))
    sons = np.isin(kin, (Kin.CHILD_1, Kin.CHILD_2, Kin.CHILD_3))
    grand = np.isin(kin, (Kin.GRANDCHILD_1, Kin.GRANDCHILD_2, Kin.GRANDCHILD_3))
    from_daughter = heir_is_daughter(people, len(homes.size))[where]
    relation = former_relation(homes, people)
    head_side = np.isin(kin, (Kin.HEAD, Kin.FATHER, Kin.SIBLING)) | np.isin(relation, (2, 3))
    line = (sons | (grand & ~from_daughter)) | np.isin(relation, (5, 6))
    husband = (kin == Kin.SPOUSE) & (people.sex == MALE)
    return np.select(
        [head_side, line | husband, grand],
        [of_home.head[where], of_home.family[where], of_home.other[where]],
        own,
    )


def _of_households(rng: Stream, homes: Homes, people: People, villages: int) -> _Surnames:
    """In most villages one clan makes up more than half of the families."""
    weights = list(SURNAMES.values())
    clan = pick(rng, weights, villages)[homes.village]
    count = len(homes.size)
    family = np.where(rng.random(count) < CLAN_SHARE, clan, pick(rng, weights, count))
    other = pick(rng, weights, count)
    man = people.sex[homes.head] == MALE
    return _Surnames(family, np.where(man, family, pick(rng, weights, count)), other)


def heir_is_daughter(people: People, households: int) -> np.ndarray:
    """Households whose first child is a daughter: her children are 外孙."""
    daughter = np.zeros(households, dtype=bool)
    heirs = people.kin == Kin.CHILD_1
    daughter[people.household[heirs]] = people.sex[heirs] != MALE
    return daughter


def former_relation(homes: Homes, people: People) -> Ints:
    """Position in `departures.RELATIONS` of former members, −1 for present ones."""
    head = homes.head[people.household]
    unmarried = np.ones(len(homes.size), dtype=bool)
    unmarried[people.household[people.kin == Kin.SPOUSE]] = False
    older = (people.birth[head] - people.birth) / YEAR
    adult_death = ~people.alive & unmarried[people.household]
    found = departures.relation(older, people.sex, people.sex[head], adult_death)
    gone = people.kin == GONE
    return np.where(gone, np.where(_taken(people, found, gone), 0, found), -1)


def _taken(people: People, relation: Ints, gone: Bools) -> Bools:
    """Former members whose place as only spouse, father or mother someone else has."""
    key = people.household * len(departures.RELATIONS)
    present = [
        key[people.kin == kin] + departures.RELATIONS.index(word)
        for kin, word in ((Kin.SPOUSE, "配偶"), (Kin.FATHER, "之父"), (Kin.MOTHER, "之母"))
    ]
    unique = gone & np.isin(relation, [departures.RELATIONS.index(w) for w in ONLY_ONE])
    wanted = np.where(unique, key + relation, -1)
    first = np.zeros(len(key), dtype=bool)
    first[np.unique(wanted, return_index=True)[1]] = True
    return unique & (~first | np.isin(wanted, np.concatenate(present)))
