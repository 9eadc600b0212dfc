"""Members present and gone as one table of columns, with health, labour and schooling."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from shouwang.demo import departures, kin
from shouwang.demo.draws import Bools, Floats, Ints, Stream, pick_by_row
from shouwang.demo.kin import Kin
from shouwang.demo.watch import NEVER, YEAR, Watch, day

SCHOOLING = (
    "none", "preschool", "primary", "junior", "senior", "vocational", "college", "finished",
)  # fmt: skip
LABOUR = ("able", "skilled", "weak", "lost", "none")
ABLE, SKILLED, WEAK, LOST, NONE = range(5)
PRESCHOOL, PRIMARY, JUNIOR, SENIOR, VOCATIONAL, COLLEGE, FINISHED = range(1, 8)
GONE = 99  # the place in the household of former members


@dataclass
class People:
    """One entry a person, household by household: present members first, then former ones."""

    household: Ints
    kin: Ints
    sex: Ints
    birth: Ints
    joined: Ints
    left: Ints  # NEVER for those present
    alive: Bools
    moved: Bools
    age: Floats  # on the day of the facts
    chronic: Bools
    serious: Bools
    onset: Ints  # of the serious illness
    disability: Ints  # grade, 0 for none
    disabled_on: Ints
    labour: Ints
    schooling: Ints

    @property
    def member(self) -> Bools:
        """Alive and not moved out."""
        return self.alive & ~self.moved

    @property
    def number(self) -> Ints:
        """1, 2, … within the household."""
        first = np.searchsorted(self.household, self.household, side="left")
        return np.arange(len(self.household)) - first + 1


def gather(rng: Stream, members: kin.Members, hardship: Floats, watch: Watch) -> People:
    """Present members of households with the given `hardship` (standard normal, worse higher)."""
    birth = watch.last - np.floor(members.age * YEAR).astype(np.int64)
    count = len(birth)
    people = People(
        household=members.household,
        kin=members.kin,
        sex=members.sex,
        birth=birth,
        joined=_joined(rng, members, birth, watch),
        left=np.full(count, NEVER, dtype=np.int64),
        alive=np.ones(count, dtype=bool),
        moved=np.zeros(count, dtype=bool),
        age=(watch.last - birth) / YEAR,
        **_unset(count),
    )
    _fall_ill(rng, people, hardship[people.household], watch)
    _go_to_school(rng, people, hardship[people.household], watch)
    _work(rng, people)
    return people


def with_former(people: People, gone: departures.Departed, watch: Watch) -> People:
    """`people` and, after the present members of each household, the former ones."""
    count = len(gone.birth)
    former = People(
        household=gone.household,
        kin=np.full(count, GONE),
        sex=gone.sex,
        birth=gone.birth,
        joined=gone.birth,
        left=gone.left,
        alive=~gone.died,
        moved=~gone.died,
        age=(watch.last - gone.birth) / YEAR,
        **_unset(count),
    )
    former.labour += NONE
    former.schooling += FINISHED
    order = np.argsort(np.concatenate([people.household, gone.household]), kind="stable")
    columns = {
        name: np.concatenate([present, getattr(former, name)])[order]
        for name, present in vars(people).items()
    }
    return People(**columns)


def _unset(count: int) -> dict[str, np.ndarray]:
    no = np.zeros(count, dtype=bool)
    zero = np.zeros(count, dtype=np.int64)
    never = np.full(count, NEVER, dtype=np.int64)
    return {
        "chronic": no, "serious": no.copy(), "onset": never, "disability": zero,
        "disabled_on": never.copy(), "labour": zero.copy(), "schooling": zero.copy(),
    }  # fmt: skip


def _joined(rng: Stream, members: kin.Members, birth: Ints, watch: Watch) -> Ints:
    """By birth, or by marriage between 20 and 28."""
    married = np.isin(members.kin, (Kin.SPOUSE, Kin.CHILD_IN_LAW))
    wedding = birth + (rng.uniform(20, 28, len(birth)) * YEAR).astype(np.int64)
    return np.where(married, np.minimum(wedding, watch.last - 30), birth)


def _fall_ill(rng: Stream, people: People, hardship: Floats, watch: Watch) -> None:
    count = len(people.birth)
    burden = np.exp(0.35 * hardship)
    band = np.digitize(people.age, (18, 45, 60, 75))
    chronic = np.array([0.01, 0.03, 0.10, 0.28, 0.40])[band] * burden
    people.chronic = rng.random(count) < chronic
    serious = np.array([0.0007, 0.0015, 0.005, 0.009, 0.010])[band] * burden
    people.serious = rng.random(count) < serious
    onset = watch.last - rng.uniform(10, 1400, count)
    people.onset = np.where(people.serious, onset.astype(np.int64), NEVER)
    disabled = np.array([0.011, 0.026, 0.048, 0.075, 0.095])[band] * burden
    grade = pick_by_row(rng, np.array([[0.13, 0.28, 0.28, 0.31]]), np.zeros(count, int)) + 1
    people.disability = np.where(rng.random(count) < disabled, grade, 0)
    recent = rng.random(count) < 0.035
    ago = np.where(recent, rng.uniform(1, 730, count), rng.uniform(730, 5400, count))
    since = np.maximum(watch.last - ago.astype(np.int64), people.birth + 200)
    known = (people.disability > 0) & (since < watch.last)
    people.disability = np.where(known, people.disability, 0)
    people.disabled_on = np.where(known, since, NEVER)


def _go_to_school(rng: Stream, people: People, hardship: Floats, watch: Watch) -> None:
    """The class of the school year in progress: age counts on its 31 August."""
    year = watch.as_of.year - (watch.as_of.month < 9)
    age = np.floor((day(date(year, 8, 31)) - people.birth) / YEAR).astype(np.int64)
    stage = np.select(
        [age < 3, age < 6, age < 12, age < 15, age < 18, age < 22, age < 23],
        [0, 1, 2, 3, 4, 5, 6],
        7,
    )
    table = np.zeros((8, 8))
    for row, column in ((0, 0), (1, PRESCHOOL), (2, PRIMARY), (3, JUNIOR), (7, FINISHED)):
        table[row, column] = 1
    table[4, [SENIOR, VOCATIONAL, FINISHED]] = 0.52, 0.36, 0.12
    table[5, [COLLEGE, VOCATIONAL, FINISHED]] = 0.44, 0.04, 0.52
    table[6, [COLLEGE, FINISHED]] = 0.15, 0.85
    schooling = pick_by_row(rng, table, stage)
    dropped = rng.random(len(age)) < 0.0006 * np.exp(0.7 * hardship)
    out_of_school = dropped & (age >= 6) & (age < 15)
    people.schooling = np.where(out_of_school, 0, schooling)


def _work(rng: Stream, people: People) -> None:
    count = len(people.birth)
    age = people.age
    draw = rng.random(count)
    prime = np.where(draw < 0.14, SKILLED, ABLE)
    older = np.where(draw < 0.45, ABLE, WEAK)
    labour = np.select([age < 16, age < 60, age < 68, age < 76], [NONE, prime, older, WEAK], NONE)
    labour = np.where((people.schooling < FINISHED) & (age < 26), NONE, labour)
    ailing = (people.chronic & (draw < 0.3)) | people.serious | (people.disability >= 3)
    labour = np.where(ailing & (labour <= SKILLED), WEAK, labour)
    severe = (people.disability > 0) & (people.disability <= 2)
    people.labour = np.where(severe & (age >= 16), LOST, labour)
