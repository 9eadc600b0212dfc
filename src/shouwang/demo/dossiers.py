"""The rest of a dossier: land, produce, work with its place, living conditions, risks, tags.

Everything is drawn from streams of its own and from what the world already holds: the facts that
rules see stay as they are.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from shouwang.demo.draws import Bools, Floats, Ints, Stream, pick, stream
from shouwang.demo.facts import coded, dates, household_ids, person_ids
from shouwang.demo.hazards import is_kind
from shouwang.demo.livelihood import SOLAR_DIVIDEND
from shouwang.demo.model import World
from shouwang.demo.people import SKILLED, WEAK
from shouwang.demo.places import CROPS
from shouwang.demo.subjects import Subjects
from shouwang.demo.watch import NEVER, Watch, day

# What is grown or raised: word, unit, yuan of sales for one unit.
PRODUCTS = {
    "rice": ("水稻", "亩", 1_500),
    "orange": ("脐橙", "亩", 6_000),
    "vegetables": ("蔬菜", "亩", 5_000),
    "camellia": ("油茶", "亩", 2_000),
    "tobacco": ("烤烟", "亩", 3_500),
    "lotus": ("白莲", "亩", 3_000),
    "eggs": ("蛋鸡", "羽", 150),
    "pigs": ("生猪", "头", 1_800),
    "goats": ("山羊", "只", 1_200),
}
YEARS = (2022, 2023)
LAND = ("arable", "forest", "orchard", "water", "returned")
PLACES = ("township", "county", "province", "elsewhere", "other")
PLACE_SHARES = (0.24, 0.25, 0.14, 0.35, 0.02)
EMPLOYERS = (
    ("镇建筑队", "村合作社", "乡镇卫生院后勤"),
    ("工业园电子厂", "工业园鞋服厂", "县城物流站"),
    ("赣州市家具厂", "南昌市建筑工地", "吉安市电子厂"),
    ("东莞市电子厂", "泉州市鞋厂", "深圳市物流园", "广州市餐馆"),
    ("自营货运",),
)
WELFARE = ("村保洁员", "生态护林员", "村道养护员")
ROADS, ROAD_SHARES = ("水泥路", "砂石路", "沥青路", "泥土路"), (0.76, 0.12, 0.08, 0.04)
FUELS, FUEL_SHARES = ("清洁能源", "柴草", "煤炭", "其他"), (0.62, 0.33, 0.04, 0.01)
RISKS = (
    "因病", "因残", "因学", "因缺劳动力", "因意外事故", "因产业失败", "因务工就业不稳", "其他",
)  # fmt: skip
TAGS = (("易地搬迁", 0.012), ("党员户", 0.015), ("光荣之家", 0.008), ("独生子女户", 0.01))
WORK_FROM, WORK_UNTIL = day(date(2022, 7, 1)), day(date(2024, 2, 20))
LOOKED_FROM, LOOK_DAYS = day(date(2024, 3, 1)), 60
CONTRACTED = date(2019, 1, 1)  # when rights to land were confirmed anew


@dataclass(frozen=True)
class _Ids:
    homes: pl.Series
    persons: pl.Series

    def household(self, position: Ints) -> pl.Series:
        return self.homes.gather(pl.Series(position, dtype=pl.UInt32))

    def person(self, position: Ints) -> pl.Series:
        return self.persons.gather(pl.Series(position, dtype=pl.UInt32))


def tables(seed: int, world: World, subjects: Subjects, watch: Watch) -> dict[str, pl.DataFrame]:
    """The further tables of the registry, by name."""
    own, people = world.population.homes, world.population.people
    ids = _Ids(household_ids(own.key), person_ids(own.key, people))

    def topic(name: str) -> Stream:
        return stream(seed, "dossiers", name)

    return {
        "registry.land": _land(topic("land"), world, ids),
        "registry.production": _production(world, ids),
        "registry.work": _work(topic("work"), world, ids),
        "registry.living": _living(topic("living"), world, subjects, ids),
        "registry.risks": _risks(topic("risks"), world, subjects, ids),
        "registry.tags": _tags(topic("tags"), world, subjects, ids),
        "registry.livelihoods": _livelihoods(world, ids),
    }


def _land(rng: Stream, world: World, ids: _Ids) -> pl.DataFrame:
    """Arable land by head, forest for some, orchards and ponds for those who live by them."""
    own, crop = world.population.homes, world.live.crop
    count = len(own.size)
    tree = np.isin(crop, (CROPS.index("orange"), CROPS.index("camellia")))
    pond = crop == CROPS.index("lotus")
    areas = {
        "arable": np.maximum(own.size, 1) * rng.uniform(0.4, 1.3, count),
        "forest": np.where(rng.random(count) < 0.28, rng.lognormal(2.1, 0.7, count), 0),
        "orchard": np.where(tree, _units(world, 1), 0),
        "water": np.where(pond, rng.uniform(0.5, 4, count), 0),
        "returned": np.where(rng.random(count) < 0.03, rng.uniform(0.5, 3, count), 0),
    }
    table = np.stack([np.rint(areas[kind] * 100) for kind in LAND], axis=1).astype(np.int64)
    row, kind = np.nonzero(table)
    return pl.DataFrame(
        [
            ids.household(row),
            coded("kind", LAND, kind),
            pl.Series("area_centimu", table[row, kind], dtype=pl.Int64),
        ]
    ).with_columns(from_on=pl.lit(CONTRACTED))


def _units(world: World, year: int) -> Floats:
    """How much of the main produce a household's sales of a year stand for."""
    price = np.array([PRODUCTS[crop][2] for crop in CROPS], dtype=float)
    crop = world.live.crop
    units = world.live.business[year] / price[np.maximum(crop, 0)]
    whole = np.array([PRODUCTS[one][1] != "亩" for one in CROPS])[np.maximum(crop, 0)]
    rounded = np.where(whole, np.ceil(units), np.ceil(units * 10) / 10)
    return np.where(crop >= 0, rounded, 0)


def _production(world: World, ids: _Ids) -> pl.DataFrame:
    parts = []
    for position, year in enumerate(YEARS):
        units = _units(world, position)
        row = np.flatnonzero(units > 0)
        crop = world.live.crop[row]
        parts.append(
            pl.DataFrame(
                [
                    ids.household(row),
                    pl.Series("year", np.full(len(row), year), dtype=pl.Int64),
                    coded("product", tuple(PRODUCTS[one][0] for one in CROPS), crop),
                    pl.Series("quantity", units[row]),
                    coded("unit", tuple(PRODUCTS[one][1] for one in CROPS), crop),
                ]
            )
        )
    return pl.concat(parts)


def _work(rng: Stream, world: World, ids: _Ids) -> pl.DataFrame:
    """The workers of households with wages, and posts of public welfare for some of the weak."""
    people, own = world.population.people, world.population.homes
    earns = world.live.wage[1][people.household] > 0
    draw = rng.random(len(people.birth))
    free = people.member & (people.age >= 16)
    able = free & (people.labour <= SKILLED) & earns & (draw < 0.82)
    weak = free & (people.labour == WEAK) & own.registered[people.household] & (draw < 0.10)
    row = np.flatnonzero(able | weak)
    welfare = weak[row]
    place = np.where(welfare, 0, _places(rng, people.age[row]))
    months = np.where(welfare, 12, rng.integers(6, 13, len(row)))
    lost = _lost_on(world)[row]
    begin = WORK_FROM + rng.integers(0, WORK_UNTIL - WORK_FROM, len(row))
    return pl.DataFrame(
        [
            ids.household(people.household[row]),
            ids.person(row),
            coded("place", PLACES, place),
            _employers(rng, place, welfare),
            pl.Series("public_welfare", welfare),
            pl.Series("months", months, dtype=pl.Int64),
            dates("from_on", begin),
            dates("to_on", np.where(lost > begin, lost, NEVER)),
        ]
    )


def _places(rng: Stream, age: Floats) -> Ints:
    """The young go far, the old stay near."""
    drawn = pick(rng, PLACE_SHARES, len(age))
    return np.where((age > 55) & (drawn >= 2), rng.integers(0, 2, len(age)), drawn)


def _employers(rng: Stream, place: Ints, welfare: Bools) -> pl.Series:
    words = [*(word for group in EMPLOYERS for word in group), *WELFARE]
    starts = np.cumsum([0, *(len(group) for group in EMPLOYERS)])
    sizes = np.array([len(group) for group in EMPLOYERS])
    drawn = rng.random(len(place))
    own = starts[place] + (drawn * sizes[place]).astype(np.int64)
    post = starts[-1] + (drawn * len(WELFARE)).astype(np.int64)
    return coded("employer", tuple(words), np.where(welfare, post, own))


def _lost_on(world: World) -> Ints:
    """The day on which each person lost work; NEVER for most."""
    found = np.full(len(world.population.people.birth), NEVER, dtype=np.int64)
    lost = is_kind(world.events, "job_lost") & (world.events.person >= 0)
    found[world.events.person[lost]] = world.events.on[lost]
    return found


def _living(rng: Stream, world: World, subjects: Subjects, ids: _Ids) -> pl.DataFrame:
    """A look at every home once registered or monitored, and at a quarter of the others."""
    own = world.population.homes
    seen = own.registered | (rng.random(len(own.size)) < 0.25)
    seen[subjects.household] = True
    row = np.flatnonzero(seen)
    count = len(row)
    size = np.maximum(own.size[row], 1)
    return pl.DataFrame(
        [
            ids.household(row),
            dates("observed_on", LOOKED_FROM + rng.integers(0, LOOK_DAYS, count)),
            pl.Series("house_area_m2", (size * rng.uniform(24, 38, count)).astype(np.int64)),
            coded("road", ROADS, pick(rng, ROAD_SHARES, count)),
            pl.Series("road_distance_m", np.rint(rng.lognormal(5.2, 0.9, count)).astype(np.int64)),
            coded("fuel", FUELS, pick(rng, FUEL_SHARES, count)),
            *(
                pl.Series(name, rng.random(count) < share)
                for name, share in (
                    ("tap_water", 0.94),
                    ("electricity", 0.9995),
                    ("broadcast", 0.97),
                    ("sanitary_toilet", 0.86),
                )
            ),
        ]
    )


def _risks(rng: Stream, world: World, subjects: Subjects, ids: _Ids) -> pl.DataFrame:
    """For as long as a household was or is monitored: what ails it, the likeliest first."""
    people, own = world.population.people, world.population.homes

    def with_member(which: Bools) -> Bools:
        return np.bincount(people.household[which & people.member], minlength=len(own.size)) > 0

    ailing = {
        "因病": with_member(people.serious | people.chronic),
        "因残": with_member(people.disability > 0),
        "因学": with_member((people.schooling >= 4) & (people.schooling <= 6)),
        "因缺劳动力": own.workers == 0,
    }
    parts = [ailing[kind][subjects.household] if kind in ailing else None for kind in RISKS]
    score = np.stack(
        [
            (part * 2.0 if part is not None else np.zeros(len(subjects.household)))
            + rng.random(len(subjects.household))
            for part in parts
        ],
        axis=1,
    )
    many = 1 + pick(rng, (0.55, 0.33, 0.12), len(subjects.household))
    order = np.argsort(-score, axis=1, kind="stable")[:, :3]
    row, rank = np.nonzero(np.arange(3)[None, :] < many[:, None])
    return pl.DataFrame(
        [
            ids.household(subjects.household[row]),
            coded("kind", RISKS, order[row, rank]),
            pl.Series("rank", rank + 1, dtype=pl.Int64),
            dates("from_on", subjects.begin[row]),
            dates("to_on", subjects.end[row]),
        ]
    )


def _tags(rng: Stream, world: World, subjects: Subjects, ids: _Ids) -> pl.DataFrame:
    """A few words that offices use to find households again."""
    own = world.population.homes
    found = []
    for word, share in TAGS:
        who = rng.random(len(own.size)) < share
        found.append((word, np.flatnonzero(who & own.registered if word == "易地搬迁" else who)))
    now = subjects.household[subjects.end == NEVER]
    found.append(("重点关注", np.sort(now[rng.random(len(now)) < 0.3])))
    return pl.concat(
        pl.DataFrame([ids.household(row)]).with_columns(word=pl.lit(word)) for word, row in found
    )


def _livelihoods(world: World, ids: _Ids) -> pl.DataFrame:
    """What a household's rows of income are called: leaves of the income tree by kind."""
    own, live = world.population.homes, world.live
    elder = own.elders > 0
    words = np.array(["种植", "种植", "种植", "林果", "种植", "种植", "养殖", "养殖", "养殖"])
    words[CROPS.index("orange")] = "林果"
    farm = words[np.maximum(live.crop, 0)]
    solar = live.property[1] >= SOLAR_DIVIDEND
    return pl.DataFrame(
        [
            ids.homes,
            pl.Series("business", farm.tolist()),
            pl.Series("business_cost", farm.tolist()),
            pl.Series("property", np.where(solar, "资产收益分红", "土地流转").tolist()),
            pl.Series("transfer", np.where(elder, "养老金", "其他转移").tolist()),
        ]
    ).with_columns(wage=pl.lit("务工"))
