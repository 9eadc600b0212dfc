"""The registered poor of the county, 2014–2020, meeting the published totals exactly.

Published: 20 179 households with 82 094 persons at the end of 2014; 18 639 households with
76 935 persons lifted from 2015 to 2018; 1 540 households with 5 159 persons left. The split by
year, and the last two years, are ours (`docs/explanation/demonstration-county.md`).
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from shouwang.demo import departures
from shouwang.demo.draws import Bools, Floats, Ints, Stream, apportion, pick, top_by_weight
from shouwang.demo.homes import LIFTED, Homes, december_days
from shouwang.demo.people import SKILLED, People
from shouwang.demo.watch import YEAR, day

REGISTERED_HOUSEHOLDS = sum(LIFTED.values())
LIFTED_PERSONS = {2015: 25_846, 2016: 25_372, 2017: 20_241, 2018: 5_476, 2019: 3_612, 2020: 1_547}
REGISTERED_PERSONS = sum(LIFTED_PERSONS.values())
END_OF_2014 = day(date(2014, 12, 31))
FIRST_REGISTERED = day(date(2014, 3, 1))

ILLNESS, DISABILITY, LACK_OF_LABOUR = "因病", "因残", "缺劳动力"
MAIN_CAUSES = {ILLNESS: 8838, DISABILITY: 2886, LACK_OF_LABOUR: 1554}
OTHER_CAUSES = {
    "缺资金": 2588, "缺技术": 2312, "自身发展动力不足": 469, "因学": 842,
    "交通条件落后": 262, "因灾": 221, "缺土地": 152, "缺水": 55,
}  # fmt: skip
CAUSES = (*MAIN_CAUSES, *OTHER_CAUSES)
# How many further causes a household has: none, one, two.
FURTHER = (0.42, 0.40, 0.18)


@dataclass
class Register:
    """One entry for each registered household, in order."""

    household: Ints
    registered_on: Ints
    lifted_year: Ints
    persons: Ints  # members at the end of 2014
    causes: Ints  # (registered, 3) positions in CAUSES, the main one first, −1 for none


def choose(rng: Stream, homes: Homes, score: Floats, count: int) -> tuple[Ints, Ints]:
    """`count` households by `score`, and the year in which each was lifted; marks `homes`."""
    chosen = top_by_weight(rng, score, count)
    hard = score[chosen] - 0.35 * homes.size[chosen] + rng.gumbel(size=count)
    year = np.empty(count, dtype=np.int64)
    counts = apportion(count, list(LIFTED.values()))
    year[np.argsort(hard, kind="stable")] = np.repeat(list(LIFTED), counts)
    homes.registered[chosen] = True
    homes.lifted_on[chosen] = december_days(rng, year)
    return chosen, year


def call_roll(
    rng: Stream,
    people: People,
    chosen: Ints,
    year: Ints,
    gone: departures.Departed,
    *,
    total: int,
    until: int,
) -> tuple[departures.Departed, Ints]:
    """Settle who was a member at the end of 2014, so that the rolls sum to `total` persons.

    Where a year's group has too few, former members are added, who left by `until`; where too
    many, former members are dropped, and then present ones are made to have joined later
    (`people` changes).
    Returns the former members, and the roll of each chosen household.
    """
    targets = apportion(total, list(LIFTED_PERSONS.values()))
    for lifted, target in zip(LIFTED, targets, strict=True):
        group = chosen[year == lifted]
        if len(group):
            gone = _settle_group(rng, people, group, gone, int(target), until)
    return gone, _rolls(people, gone)[chosen]


def _rolls(people: People, gone: departures.Departed) -> Ints:
    households = int(people.household[-1]) + 1
    early = people.household[people.joined <= END_OF_2014]
    left_later = gone.household[gone.left > END_OF_2014]
    return np.bincount(early, minlength=households) + np.bincount(left_later, minlength=households)


def _settle_group(
    rng: Stream,
    people: People,
    group: Ints,
    gone: departures.Departed,
    target: int,
    until: int,
) -> departures.Departed:
    lacking = target - int(_rolls(people, gone)[group].sum())
    if lacking > 0:
        household = np.resize(rng.permutation(group), lacking)
        return _with_more(rng, people, gone, household, until)
    dropped = _some(rng, np.isin(gone.household, group), -lacking)
    _join_later(rng, people, group, -lacking - len(dropped))
    keep = np.ones(len(gone.birth), dtype=bool)
    keep[dropped] = False
    return departures.Departed(*(column[keep] for column in vars(gone).values()))


def _some(rng: Stream, candidates: Bools, count: int) -> Ints:
    where = np.flatnonzero(candidates)
    return rng.permutation(where)[:count]


def _with_more(
    rng: Stream, people: People, gone: departures.Departed, household: Ints, until: int
) -> departures.Departed:
    since = np.full(int(people.household[-1]) + 1, END_OF_2014)
    more = departures.of(rng, household, rng.random(len(household)) < 0.55, since, until)
    pairs = zip(vars(gone).values(), vars(more).values(), strict=True)
    return departures.Departed(*(np.concatenate(pair) for pair in pairs))


def _join_later(rng: Stream, people: People, group: Ints, count: int) -> None:
    """Let `count` members other than heads have joined between 2015 and 2021."""
    early = (people.joined <= END_OF_2014) & (people.kin > 0)
    who = _some(rng, early & np.isin(people.household, group), count)
    people.joined[who] = END_OF_2014 + 1 + (rng.random(len(who)) * 6 * YEAR).astype(np.int64)


def assign_causes(rng: Stream, homes: Homes, people: People, chosen: Ints) -> Ints:
    """Main cause in the published shares, nearest to what ails the household, and further ones."""
    count = len(chosen)
    numbers = apportion(count, [*MAIN_CAUSES.values(), *OTHER_CAUSES.values()])
    main = np.full(count, -1)
    for cause, score in enumerate(_fitness(homes, people, chosen)):
        free = np.where(main < 0, score, -np.inf)
        main[top_by_weight(rng, free, int(numbers[cause]))] = cause
    rest = np.flatnonzero(main < 0)
    others = np.repeat(np.arange(len(MAIN_CAUSES), len(CAUSES)), numbers[len(MAIN_CAUSES) :])
    main[rest] = rng.permutation(others)
    return np.column_stack([main, *_further(rng, main)])


def _fitness(homes: Homes, people: People, chosen: Ints) -> list[Floats]:
    """Scores for illness, disability and lack of labour as the main cause."""

    def members(which: Bools) -> Floats:
        counts = np.bincount(people.household[which & people.member], minlength=len(homes.size))
        return np.minimum(counts[chosen], 2).astype(float)

    ill = 1.2 * members(people.chronic) + 1.5 * members(people.serious)
    disabled = 3.0 * members(people.disability > 0)
    weak = 2.0 * (members(people.labour <= SKILLED) == 0)
    return [ill - 0.3 * disabled, disabled, weak]


def _further(rng: Stream, main: Ints) -> tuple[Ints, Ints]:
    """Second and third causes, different from the main one and each other; −1 for none."""
    number = pick(rng, FURTHER, len(main))
    weights = [*MAIN_CAUSES.values(), *OTHER_CAUSES.values()]
    second = pick(rng, weights, len(main))
    second = np.where(second == main, (second + 1) % len(CAUSES), second)
    third = pick(rng, weights, len(main))
    for _ in range(2):
        third = np.where((third == main) | (third == second), (third + 1) % len(CAUSES), third)
    return np.where(number >= 1, second, -1), np.where(number >= 2, third, -1)
