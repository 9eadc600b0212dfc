"""The county's registry: households and people with the particulars of a dossier."""

import numpy as np
import polars as pl

from shouwang.demo import identity, names
from shouwang.demo.departures import RELATIONS as FORMER
from shouwang.demo.draws import Ints, Stream, pick_by_row
from shouwang.demo.facts import coded, dates, person_ids, village_column
from shouwang.demo.kin import MALE, Kin
from shouwang.demo.model import Population
from shouwang.demo.people import FINISHED, GONE, LABOUR, SCHOOLING, People
from shouwang.demo.places import county_divisions
from shouwang.demo.register import Register
from shouwang.demo.watch import NEVER, YEAR, Watch

# A man's and a woman's word for each place in the household.
RELATIONS = {
    Kin.HEAD: ("户主", "户主"),
    Kin.SPOUSE: ("配偶", "配偶"),
    Kin.CHILD_1: ("之子", "之女"),
    Kin.CHILD_2: ("之子", "之女"),
    Kin.CHILD_3: ("之子", "之女"),
    Kin.CHILD_IN_LAW: ("之女婿", "之儿媳"),
    Kin.GRANDCHILD_1: ("之孙子", "之孙女"),
    Kin.GRANDCHILD_2: ("之孙子", "之孙女"),
    Kin.GRANDCHILD_3: ("之孙子", "之孙女"),
    Kin.FATHER: ("之父", "之父"),
    Kin.MOTHER: ("之母", "之母"),
    Kin.SIBLING: ("之兄弟姐妹", "之兄弟姐妹"),
}
EDUCATION = ("文盲或半文盲", "小学", "初中", "高中", "大专", "本科及以上")
# Chances of each education by year of birth: before 1950, 1965, 1980, 1995, and after.
EDUCATION_BY_ERA = np.array(
    [
        [0.42, 0.45, 0.11, 0.02, 0.00, 0.00],
        [0.12, 0.46, 0.34, 0.07, 0.01, 0.00],
        [0.03, 0.27, 0.55, 0.11, 0.03, 0.01],
        [0.01, 0.09, 0.58, 0.19, 0.08, 0.05],
        [0.00, 0.03, 0.42, 0.27, 0.17, 0.11],
    ]
)
HEALTH = ("健康", "长期慢性病", "患有大病", "残疾")
ETHNICITY = ("汉族", "畲族", "其他")
HOUSES_IN_GROUP = 45


def households(population: Population, register: Register, homes_id: pl.Series) -> pl.DataFrame:
    """One row a household, with place, head and its time in the register of 2014–2020."""
    own = population.homes
    persons_id = person_ids(own.key, population.people)
    group = (own.serial - 1) // HOUSES_IN_GROUP + 1
    registered_on = np.full(len(own.size), NEVER, dtype=np.int64)
    registered_on[register.household] = register.registered_on
    roll = np.full(len(own.size), -1, dtype=np.int64)
    roll[register.household] = register.persons
    persons = pl.Series("registered_persons", roll)
    return pl.DataFrame(
        [
            homes_id,
            village_column(population),
            pl.Series("group", group, dtype=pl.Int64),
            _addresses(population, group),
            persons_id.gather(pl.Series(own.head, dtype=pl.UInt32)).alias("head_person_id"),
            pl.Series("ever_registered", own.registered),
            dates("registered_on", registered_on),
            dates("lifted_on", own.lifted_on),
            persons.set(persons < 0, None),
        ]
    )


def _addresses(population: Population, group: Ints) -> pl.Series:
    """Town, village, villagers' group and house number in words."""
    label = {division.code: division.name for division in county_divisions()}
    code = population.places.code
    prefix = [f"瑞金市{label[int(c) // 1000 * 1000]}{_short(label[int(c)])}" for c in code.tolist()]
    place = pl.Series(prefix).gather(pl.Series(population.homes.village, dtype=pl.UInt32))
    number = (population.homes.serial - 1) % HOUSES_IN_GROUP + 1
    text = place + "第" + pl.Series(group).cast(pl.String) + "村民小组"
    return (text + pl.Series(number).cast(pl.String) + "号").alias("address")


def _short(village: str) -> str:
    return village.replace("村民委员会", "村").replace("居民委员会", "社区")


def persons(
    rng: Stream, population: Population, homes_id: pl.Series, persons_id: pl.Series, watch: Watch
) -> pl.DataFrame:
    """One row a person, present or former, with papers that no real person can hold."""
    people, own = population.people, population.homes
    name, surname = names.names(rng, own, people, len(population.places.size))
    return pl.DataFrame(
        [
            persons_id,
            homes_id.gather(pl.Series(people.household, dtype=pl.UInt32)),
            name,
            coded("sex", ("0", "1", "2"), people.sex),
            dates("birth_on", people.birth),
            _relations(population),
            coded("ethnicity", ETHNICITY, _ethnicity(rng, surname)),
            _education(rng, people),
            coded("schooling", SCHOOLING, people.schooling),
            coded("labour", LABOUR, people.labour),
            coded("health", HEALTH, _health(people)),
            *_papers(rng, people, watch),
            *_membership(people),
        ]
    )


def _relations(population: Population) -> pl.Series:
    people = population.people
    words = sorted({word for pair in RELATIONS.values() for word in pair} | set(FORMER))
    words += ["之外孙子", "之外孙女"]
    man = people.sex == MALE
    table = np.array([[words.index(word) for word in RELATIONS[kin]] for kin in Kin])
    former = np.array([words.index(word) for word in FORMER])
    gone = people.kin == GONE
    relation = table[np.where(gone, 0, people.kin), np.where(man, 0, 1)]
    relation = np.where(gone, former[names.former_relation(population.homes, people)], relation)
    daughters = names.heir_is_daughter(people, len(population.homes.size))[people.household]
    grand = (people.kin >= Kin.GRANDCHILD_1) & (people.kin <= Kin.GRANDCHILD_3) & daughters
    outer = np.where(man, words.index("之外孙子"), words.index("之外孙女"))
    return coded("relation", tuple(words), np.where(grand, outer, relation))


def _ethnicity(rng: Stream, surname: Ints) -> Ints:
    """Nearly all Han; most bearers of two surnames are She."""
    she = np.array([name in names.SHE_SURNAMES for name in names.SURNAMES])[surname]
    draw = rng.random(len(surname))
    return np.where(she & (draw < 0.6), 1, np.where(draw > 0.9990, 2, 0))


def _education(rng: Stream, people: People) -> pl.Series:
    """What was completed, by those no longer at school; null for pupils and small children."""
    era = np.digitize(1970 + people.birth / YEAR, (1950, 1965, 1980, 1995))
    column = coded("education", EDUCATION, pick_by_row(rng, EDUCATION_BY_ERA, era))
    return column.set(pl.Series(people.schooling < FINISHED), None)


def _health(people: People) -> Ints:
    return np.select([people.disability > 0, people.serious, people.chronic], [3, 2, 1], 0)


def _papers(rng: Stream, people: People, watch: Watch) -> list[pl.Series]:
    number = identity.numbers(people)
    lacking = pl.Series(identity.without_number(rng, people, watch))
    kind = identity.disability_kind(rng, people)
    number = number.set(lacking, None)
    marks = pl.Series(kind * 10 + people.disability).cast(pl.String)
    return [
        pl.Series("disability_grade", people.disability, dtype=pl.Int64),
        pl.Series("disability_kind", kind, dtype=pl.Int64),
        dates("disability_on", people.disabled_on),
        (number + marks).set(pl.Series(kind == 0), None).alias("disability_number"),
        number,
        identity.phones(rng, people),
    ]


def _membership(people: People) -> list[pl.Series]:
    return [
        pl.Series("alive", people.alive),
        dates("died_on", np.where(people.alive, NEVER, people.left)),
        pl.Series("moved_out", people.moved),
        dates("moved_out_on", np.where(people.moved, people.left, NEVER)),
        dates("joined_on", people.joined),
    ]
