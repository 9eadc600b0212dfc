# ruff: noqa: E501  (a template of YAML reads better on one line)
"""Random facts and random policies, ugly on purpose: ties, ends of windows, unknowns, losses."""

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.unit.engine.tables import HOUSEHOLD, PERSON, frame

from shouwang.engine.facts.reading import Facts

DAYS = (date(2024, 2, 29), date(2024, 6, 30), date(2023, 3, 1), date(2023, 2, 28), date(2021, 1, 1))
_KINDS = ("wage", "business", "property", "transfer", "business_cost", "excluded")
_EVENTS = (
    *("death", "accident", "prison", "job_lost", "returned", "disaster", "crop_loss"),
    *("livestock_loss", "allowance_started", "allowance_ended", "allowance_refused"),
)


class Drawing:
    """Facts drawn from a seed for one day of screening."""

    def __init__(self, seed: int, day: date) -> None:
        self.random, self.day = Random(seed), day
        self.rows: dict[str, list[dict[str, Any]]] = {}

    def facts(self) -> Facts:
        for number in range(self.random.randint(1, 25)):
            self._household(f"{self.random.choice('HZ户a')}{number}")
        present = {name for name in self.rows if name in ("households", "persons")}
        present |= {name for name in self.rows if self.random.random() < 0.9}
        persons = self.rows.setdefault("persons", [])
        self.random.shuffle(persons)
        return Facts.from_tables(
            {name: frame(name, self.rows[name]) for name in present | {"persons"}}
        )

    def _add(self, table: str, **row: Any) -> None:
        self.rows.setdefault(table, []).append(row)

    def _some(self, most: int) -> range:
        return range(self.random.choice([0, 0, 1, 2, most]))

    def _near(self, *distances: int) -> date:
        """A day just inside, on, or outside one of the distances back, or anywhere."""
        back = self.random.choice([*distances, self.random.randint(-40, 800)])
        return self.day - timedelta(days=back + self.random.choice([-1, 0, 1]))

    def _month(self) -> date:
        index = self.day.year * 12 + self.day.month - 1
        index -= self.random.choice([-1, 0, 1, 2, 3, 4, 11, 12, 13, 23, 24, 25])
        return date(index // 12, index % 12 + 1, 1)

    def _fen(self) -> int:
        choices = [0, 1, 99, 100, 850000, 595000, 425000, 1275000, 10**12]
        return self.random.choice([*choices, self.random.randint(0, 3_000_000)])

    def _birth(self) -> date | None:
        years = self.random.choice([0, 5, 6, 7, 15, 16, 17, 59, 60, 61, 30])
        leap = date(self.random.choice([1960, 1964, 2004, 2008, 2016]), 2, 29)
        near = date(max(self.day.year - years, 1), self.day.month, min(self.day.day, 28))
        born = near + timedelta(days=self.random.choice([-1, 0, 1, 2]))
        return self.random.choice([None, leap, born, born])

    def _household(self, own: str) -> None:
        pick = self.random.choice
        self._add(
            "households",
            **{
                **HOUSEHOLD,
                "household_id": own,
                "region": pick(["360781100200", "360781100201", "369900000000"]),
                "ever_registered": pick([True, False]),
            },
        )
        people = [self._person(own, f"{own}p{i}") for i in self._some(5)]
        for _ in self._some(6):
            row = {"month": self._month(), "kind": pick(_KINDS), "amount_fen": self._fen()}
            self._add("income", household_id=own, **row)
        for _ in self._some(5):
            kind = pick(["medical_own", "education_own", "other"])
            row = {"spent_on": self._near(0, 364, 365), "kind": kind, "amount_fen": self._fen()}
            self._add("spending", household_id=own, person_id=pick([None, *people]), **row)
        self._conditions(own, people)

    def _conditions(self, own: str, people: list[str]) -> None:
        pick = self.random.choice
        for _ in self._some(2):
            row = {"paid_on": self._near(0, 365), "kind": "relief", "amount_fen": self._fen()}
            self._add("payouts", household_id=own, **row)
        same = self._near(0, 30)
        for _ in self._some(4):
            on = pick([same, self._near(0, 30)])
            self._add("housing", household_id=own, assessed_on=on, grade=pick("ABCD"))
            self._add("water", household_id=own, observed_on=on, safe=pick([True, False]))
        for _ in self._some(4):
            row = {"happened_on": self._near(0, 90, 180, 365), "kind": pick(_EVENTS)}
            loss = pick([None, 0, self._fen()])
            self._add(
                "events", household_id=own, person_id=pick([None, *people]), loss_fen=loss, **row
            )
        for _ in self._some(3):
            row = {"contracted_fen": self._fen(), "delivered_fen": self._fen()}
            self._add("sales", household_id=own, month=self._month(), **row)

    def _person(self, own: str, person: str) -> str:
        pick = self.random.choice
        self._add(
            "persons",
            **{
                **PERSON,
                "person_id": person,
                "household_id": own,
                "birth_on": self._birth(),
                "alive": pick([True, True, True, False]),
                "moved_out": pick([False, False, False, True]),
                "schooling": pick(["none", "primary"]),
                "labour": pick(["able", "weak", "none"]),
                "disability_grade": pick([0, 1, 2, 3]),
                "disability_on": pick([None, self._near(0, 364, 365)]),
            },
        )
        return person


_NUMBERS = ("net_fen", "previous_net_fen", "size", "loss_fen", "medical_own_max_fen", "dependants")


class Policy:
    """A random pack over the packaged one: other rules, indicators and parameter values."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def write(self, folder: Path) -> Path:
        folder.mkdir(exist_ok=True)
        (folder / "pack.yaml").write_text(
            "name: random\nextends: cn\nproposed_category: >-\n"
            f"  category if {self._condition(1)} else ('sudden' if ever_registered else 'none')\n"
        )
        (folder / "parameters.yaml").write_text(self._parameters())
        (folder / "indicators.yaml").write_text(self._indicators())
        (folder / "rules.yaml").write_text("\n".join(self._rule(i) for i in range(4)))
        return folder

    def _parameters(self) -> str:
        number = self.random.randint
        text = "monitoring_line:\n  values:\n"
        for region in ("36", "360781", "360781100201"):
            text += f"    - {{region: '{region}', from: 1990-01-01, value: {number(0, 900000)}, source: t}}\n"
        text += "income_window_months:\n  values:\n"
        text += f"    - {{region: '3699', from: 1990-01-01, value: {number(1, 24)}, source: t}}\n"
        text += "child_below_age:\n  values:\n"
        text += f"    - {{region: '360781100201', from: 1990-01-01, value: {number(0, 70)}, source: t}}\n"
        return text + self._years()

    def _years(self) -> str:
        return (
            "rural_disposable_income:\n  values:\n"
            "    - {region: '36', from: 1990-01-01, value: 2000000, source: t}\n"
        )

    def _indicators(self) -> str:
        pick = self.random.choice
        entry = "{name}:\n  label: {{zh: x, en: x}}\n  unit: x\n  of: {of}\n  take: {take}\n{more}"
        written = [
            ("extra_one", "events", pick(["max(loss_fen)", "min(loss_fen)", "count()"]), "  where: known(loss_fen)\n"),
            ("extra_two", "spending", pick(["max(sum(amount_fen))", "min(count())", "sum(max(amount_fen))"]), "  per: member\n"),
            ("extra_three", "members", pick(["max(disability_grade * 100)", "min(disability_grade)", "count()"]), f"  where: age(birth_on) {pick(['<', '>=', '==', '!=', '<=', '>'])} {self.random.randint(0, 61)}\n"),
        ]  # fmt: skip
        text = "".join(entry.format(name=n, of=o, take=t, more=m) for n, o, t, m in written)
        text += "extra_grade:\n  label: {zh: x, en: x}\n  unit: code\n  of: housing\n"
        text += f"  latest: assessed_on\n  take: {pick(['max(grade)', 'min(grade)'])}\n"
        text += "extra_safe:\n  label: {zh: x, en: x}\n  unit: x\n  of: water\n"
        text += (
            f"  latest: observed_on\n  take: {pick(['all(safe)', 'any(safe)', 'all(not safe)'])}\n"
        )
        text += "extra_rank:\n  label: {zh: x, en: x}\n  unit: x\n  among: region\n"
        return (
            text
            + f"  take: {pick(['lower', 'higher'])}({pick(['net_fen', 'extra_one', 'extra_two'])})\n"
        )

    def _number(self, depth: int) -> str:
        pick = self.random.choice
        if depth == 0 or self.random.random() < 0.4:
            extra = ("extra_one", "extra_two", "extra_three", "extra_rank", "monitoring_line")
            return str(pick([*_NUMBERS, *extra, str(self.random.randint(0, 900000))]))
        if self.random.random() < 0.2:
            return f"({self._number(depth - 1)} if {self._condition(depth - 1)} else {self._number(0)})"
        if self.random.random() < 0.3:
            return f"({self._number(depth - 1)} // {pick(['size', '-7', 'dependants', '3'])})"
        return f"({self._number(depth - 1)} {pick('+-')} {self._number(0)})"

    def _condition(self, depth: int) -> str:
        pick = self.random.choice
        if depth == 0 or self.random.random() < 0.3:
            return str(pick([
                f"{self._number(1)} {pick(['<', '<=', '>', '>=', '==', '!='])} {self._number(1)}",
                "extra_grade in ('A', 'C')", "extra_grade != 'B'", "known(extra_one)", "extra_safe",
                "last_days(job_lost_on, 100)", "ever_registered", "job_lost_on < today",
                "category == 'none'", "income_below_line", "labour_event_on != allowance_stopped_on",
            ]))  # fmt: skip
        if self.random.random() < 0.25:
            return f"not ({self._condition(depth - 1)})"
        return f"({self._condition(depth - 1)} {pick(['and', 'or'])} {self._condition(depth - 1)})"

    def _rule(self, number: int) -> str:
        evidence = "[size, extra_one, extra_two, extra_three, extra_grade, extra_safe, extra_rank, day: job_lost_on]"
        return (
            f"random_{number}:\n  label: {{zh: x, en: x}}\n  version: 1\n  severity: 1\n  source: t\n"
            f"  explain: {{zh: x, en: x}}\n  when: >-\n    {self._condition(3)}\n  evidence: {evidence}\n"
        )
