"""The sixteen default rules, read a second time: plain loops over rows, no engine.

Written from the facts standard, version 1, and the published parameters for Jiangxi, without
sight of the engine. Slow and literal on purpose: every rule is one function that quotes the
standard's condition.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from .reading import Facts, Row

Evidence = dict[str, Any]
Yearly = dict[str, dict[int, int]]  # yuan a head a year, by region prefix and calendar year

MONITORING_LINE: Yearly = {"36": {2021: 6000, 2023: 7300, 2024: 8500}}
RURAL_INCOME: Yearly = {
    "36": {
        **{2014: 10117, 2015: 11139, 2016: 12138, 2017: 13242, 2018: 14460},
        **{2019: 15796, 2020: 16981, 2021: 18684, 2022: 19936, 2023: 21358},
    }
}


class MissingParameter(Exception):
    """No value of the parameter is valid for the region on the date."""


@dataclass
class Household:
    """One household with the rows that name it."""

    row: Row
    members: list[Row]
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def of(self, table: str) -> list[Row]:
        return self.rows.get(table, [])


@dataclass(frozen=True)
class Screening:
    """What a run gives: clues sorted by household and rule, and who was not screened."""

    clues: list[Row]
    screened: list[str]
    without_members: list[str]


def screen(
    facts: Facts, as_of: dt.date, region: str = "", lines: Yearly = MONITORING_LINE
) -> Screening:
    """All clues of the households whose region starts with `region`.

    Raises MissingParameter when a screened household's region has no value valid on the date.
    """
    households = _assemble(facts, as_of, region)
    screened = [Judged(household, as_of, lines) for household in households if household.members]
    _place_in_village(screened)
    clues = [clue for judged in screened for clue in judged.clues()]
    return Screening(
        clues=sorted(clues, key=lambda clue: (clue["household_id"], clue["rule"])),
        screened=[judged.id for judged in screened],
        without_members=[h.row["household_id"] for h in households if not h.members],
    )


def _assemble(facts: Facts, as_of: dt.date, region: str) -> list[Household]:
    found = {
        row["household_id"]: Household(row, [])
        for row in facts["households"]
        if row["region"].startswith(region)
    }
    for table, rows in facts.items():
        for row in rows:
            if table != "households" and row["household_id"] in found:
                found[row["household_id"]].rows.setdefault(table, []).append(row)
    for household in found.values():
        household.members = [p for p in household.of("persons") if is_member(p, as_of)]
    return list(found.values())


def is_member(person: Row, as_of: dt.date) -> bool:
    """Alive, not moved out, and not born after the date; an unknown birth does not exclude."""
    born_later = person["birth_on"] is not None and person["birth_on"] > as_of
    return person["alive"] and not person["moved_out"] and not born_later


def age_on(birth_on: dt.date | None, day: dt.date) -> int | None:
    """Completed years; one born on 29 February is a year older on 1 March of common years."""
    if birth_on is None:
        return None
    before_birthday = (day.month, day.day) < (birth_on.month, birth_on.day)
    return day.year - birth_on.year - before_birthday


def months_back(month: dt.date, as_of: dt.date) -> int:
    """How many whole months before the date's month; 0 is the date's own month."""
    return (as_of.year - month.year) * 12 + as_of.month - month.month


def parameter(name: str, table: Yearly, region: str, year: int) -> int:
    """The value in fen of the longest region prefix that has one for the year."""
    for length in range(len(region), 0, -1):
        if year in table.get(region[:length], {}):
            return table[region[:length]][year] * 100
    raise MissingParameter(f"{name} of region {region} for {year}")


class Judged:
    """The quantities of one household on a date, under the standard's own names."""

    def __init__(self, household: Household, as_of: dt.date, lines: Yearly) -> None:
        self.household, self.as_of = household, as_of
        self.id: str = household.row["household_id"]
        self.region: str = household.row["region"]
        self.ever_registered: bool = household.row["ever_registered"]
        self.size = len(household.members)
        self.line_fen = parameter("monitoring_line", lines, self.region, as_of.year)
        self.rural_income_fen = parameter(
            "rural_disposable_income", RURAL_INCOME, self.region, as_of.year - 1
        )
        self.wage_fen = self.income("wage", 1, 12)
        self.gross_fen = sum(
            self.income(kind, 1, 12) for kind in ("wage", "business", "property", "transfer")
        )
        self.net_fen = self.net(1, 12)
        self.previous_net_fen = self.net(13, 24)
        self.net_per_head_fen = self.net_fen // self.size
        self.k = self.n = 0

    def income(self, kind: str, nearest: int, farthest: int) -> int:
        return sum(
            row["amount_fen"]
            for row in self.household.of("income")
            if row["kind"] == kind and nearest <= months_back(row["month"], self.as_of) <= farthest
        )

    def net(self, nearest: int, farthest: int) -> int:
        earned = ("wage", "business", "property", "transfer")
        cost = self.income("business_cost", nearest, farthest)
        return sum(self.income(kind, nearest, farthest) for kind in earned) - cost

    def business_net(self, nearest: int, farthest: int) -> int:
        cost = self.income("business_cost", nearest, farthest)
        return self.income("business", nearest, farthest) - cost

    def in_last(self, days: int, day: dt.date | None) -> bool:
        """After D - n days, up to and including D."""
        start = self.as_of - dt.timedelta(days=days)
        return day is not None and start < day <= self.as_of

    def recent(self, table: str, day: str, days: int, kinds: Iterable[str]) -> list[Row]:
        return [
            row
            for row in self.household.of(table)
            if row["kind"] in kinds and self.in_last(days, row[day])
        ]

    def spent(self, kind: str) -> int:
        return sum(r["amount_fen"] for r in self.recent("spending", "spent_on", 365, (kind,)))

    def paid_out(self) -> int:
        rows = self.recent("payouts", "paid_on", 365, ("insurance", "relief"))
        return sum(row["amount_fen"] for row in rows)

    def events(self, days: int, *kinds: str) -> list[Row]:
        return self.recent("events", "happened_on", days, kinds)

    def latest(self, table: str, day: str) -> list[Row]:
        """The rows of the latest day on or before D."""
        past = [row for row in self.household.of(table) if row[day] <= self.as_of]
        last = max((row[day] for row in past), default=None)
        return [row for row in past if row[day] == last]

    def near_the_line(self) -> bool:
        return self.net_fen * 2 < self.line_fen * self.size * 3

    def show(self, *names: str) -> Evidence:
        return {name: getattr(self, name) for name in names}

    def clues(self) -> list[Row]:
        fired = {
            name: evidence
            for name, (_, rule) in RULES.items()
            if (evidence := rule(self)) is not None
        }
        category = self.proposed_category(set(fired))
        return [self.clue(name, evidence, category) for name, evidence in fired.items()]

    def clue(self, rule: str, evidence: Evidence, category: str) -> Row:
        return {
            **{"household_id": self.id, "region": self.region, "rule": rule},
            **{"severity": RULES[rule][0], "proposed_category": category},
            **{"as_of": self.as_of, "evidence": evidence},
        }

    def proposed_category(self, fired: set[str]) -> str:
        if fired & {"income_below_line", "rigid_spending"}:
            return "unstable" if self.ever_registered else "marginal"
        return "sudden"


def _place_in_village(screened: list[Judged]) -> None:
    size = Counter(judged.region for judged in screened)
    for judged in screened:
        judged.n = size[judged.region]
        judged.k = sum(
            other.region == judged.region and other.net_per_head_fen < judged.net_per_head_fen
            for other in screened
        )


def income_below_line(h: Judged) -> Evidence | None:
    if h.net_fen < h.line_fen * h.size:
        return h.show("net_fen", "size", "line_fen")
    return None


def income_drop(h: Judged) -> Evidence | None:
    fell = h.previous_net_fen > 0 and h.net_fen * 10 <= h.previous_net_fen * 7
    if fell and h.near_the_line():
        return h.show("net_fen", "previous_net_fen", "size", "line_fen")
    return None


def medical_burden(h: Judged) -> Evidence | None:
    paid: Counter[str] = Counter()
    members = {person["person_id"] for person in h.household.members}
    for row in h.recent("spending", "spent_on", 365, ("medical_own",)):
        if row["person_id"] in members:
            paid[row["person_id"]] += row["amount_fen"]
    share, most = 50 if h.ever_registered else 100, max(paid.values(), default=0)
    if most * 100 > share * h.rural_income_fen:
        return {"medical_own_max_fen": most, "share": share, **h.show("rural_income_fen")}
    return None


def rigid_spending(h: Judged) -> Evidence | None:
    payouts, medical, education = h.paid_out(), h.spent("medical_own"), h.spent("education_own")
    left = h.net_fen + payouts - medical - education
    if income_below_line(h) is None and left < h.line_fen * h.size:
        return {
            **{"payouts_fen": payouts, "medical_own_fen": medical},
            **{"education_own_fen": education, **h.show("net_fen", "size", "line_fen")},
        }
    return None


def school_dropout(h: Judged) -> Evidence | None:
    ages = [age_on(p["birth_on"], h.as_of) for p in h.household.members if p["schooling"] == "none"]
    dropouts = sum(age is not None and 6 <= age <= 15 for age in ages)
    return {"dropouts": dropouts} if dropouts else None


def education_burden(h: Judged) -> Evidence | None:
    paid = h.spent("education_own")
    return {"education_own_fen": paid} if paid > 1_000_000 else None


def unsafe_house(h: Judged) -> Evidence | None:
    rows = h.latest("housing", "assessed_on")
    worst = max((row["grade"] for row in rows), default="A")
    if worst in "CD":
        return {"house_grade": worst, "assessed_on": rows[0]["assessed_on"].isoformat()}
    return None


def unsafe_water(h: Judged) -> Evidence | None:
    rows = h.latest("water", "observed_on")
    if any(not row["safe"] for row in rows):
        return {"observed_on": rows[0]["observed_on"].isoformat()}
    return None


def labour_lost(h: Judged) -> Evidence | None:
    workers = [p for p in h.household.members if p["labour"] in ("able", "skilled")]
    ages = [age_on(p["birth_on"], h.as_of) for p in h.household.members]
    dependants = sum(age is not None and (age < 16 or age >= 60) for age in ages)
    events = h.events(365, "death", "accident", "prison")
    if not workers and events and dependants:
        return {"dependants": dependants, "event_on": last_day(events)}
    return None


def severe_disability(h: Judged) -> Evidence | None:
    persons = sum(
        p["disability_grade"] in (1, 2) and h.in_last(365, p["disability_on"])
        for p in h.household.members
    )
    return {"persons": persons} if persons else None


def disaster_loss(h: Judged) -> Evidence | None:
    events = h.events(180, "disaster", "crop_loss", "livestock_loss")
    loss = sum(row["loss_fen"] or 0 for row in events)
    if loss > 0 and (h.net_fen <= 0 or loss * 100 >= 30 * h.net_fen):
        return {"loss_fen": loss, **h.show("net_fen")}
    return None


def job_lost(h: Judged) -> Evidence | None:
    events = h.events(180, "job_lost")
    if events and h.gross_fen > 0 and h.wage_fen * 2 >= h.gross_fen:
        return {**h.show("wage_fen", "gross_fen"), "event_on": last_day(events)}
    return None


def production_failed(h: Judged) -> Evidence | None:
    now, before = h.business_net(1, 12), h.business_net(13, 24)
    if before > 0 and before * 100 >= 30 * h.previous_net_fen and now * 2 <= before:
        return {"business_net_fen": now, "previous_business_net_fen": before}
    return None


def sales_shortfall(h: Judged) -> Evidence | None:
    rows = [r for r in h.household.of("sales") if 1 <= months_back(r["month"], h.as_of) <= 3]
    contracted = sum(row["contracted_fen"] for row in rows)
    delivered = sum(row["delivered_fen"] for row in rows)
    if contracted > 0 and delivered * 2 < contracted:
        return {"contracted_fen": contracted, "delivered_fen": delivered}
    return None


def allowance_stopped(h: Judged) -> Evidence | None:
    events = h.events(90, "allowance_ended", "allowance_refused")
    if events and h.near_the_line():
        return {"event_on": last_day(events), **h.show("net_fen", "size", "line_fen")}
    return None


def village_bottom(h: Judged) -> Evidence | None:
    if h.k * 20 < h.n and h.net_per_head_fen * 2 < h.line_fen * 3:
        return h.show("k", "n", "net_per_head_fen", "line_fen")
    return None


def last_day(events: list[Row]) -> str:
    """The standard names one `event_on`; where several qualify this reading takes the latest."""
    return max(row["happened_on"] for row in events).isoformat()


RULES: dict[str, tuple[int, Callable[[Judged], Evidence | None]]] = {
    "income_below_line": (3, income_below_line),
    "income_drop": (2, income_drop),
    "medical_burden": (3, medical_burden),
    "rigid_spending": (2, rigid_spending),
    "school_dropout": (3, school_dropout),
    "education_burden": (1, education_burden),
    "unsafe_house": (3, unsafe_house),
    "unsafe_water": (2, unsafe_water),
    "labour_lost": (3, labour_lost),
    "severe_disability": (2, severe_disability),
    "disaster_loss": (2, disaster_loss),
    "job_lost": (2, job_lost),
    "production_failed": (2, production_failed),
    "sales_shortfall": (1, sales_shortfall),
    "allowance_stopped": (2, allowance_stopped),
    "village_bottom": (1, village_bottom),
}
