"""A pair as pages show it: both records side by side, masked, the hidden one as a sentence."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.regions import queries as regions
from shouwang.watch.linkage.models import Candidate
from shouwang.watch.registry.models import Person


@dataclass(frozen=True, slots=True)
class Side:
    """One record of a pair; `person` None when another township keeps it."""

    person: Person | None
    place: str
    note: str

    @property
    def name(self) -> str:
        """The name, or where the record is kept."""
        return self.person.name if self.person else _("登记在其他乡镇")

    @property
    def href(self) -> str:
        """The dossier of the household, when one may open it."""
        return reverse("household", args=[self.person.household.number]) if self.person else ""

    @property
    def lines(self) -> list[tuple[str, Any]]:
        """What is compared, label by label."""
        one = self.person
        if one is None:
            return []
        return [
            (_("姓名"), one.name),
            (_("证件号码"), one.identity_masked),
            (_("性别"), one.get_sex_display()),
            (_("出生日期"), _day(one.birth_on)),
            (_("联系电话"), one.telephone_masked),
            (_("与户主关系"), one.relation),
            (_("户主"), f"{one.household.head_name}（{one.household.number}）"),
            (_("住址"), f"{self.place} {one.household.group}".strip()),
            (_("转入日期"), _day(one.joined_on)),
            (_("录入日期"), _day(timezone.localdate(one.recorded_at))),
        ]


def _day(day: date | None) -> str:
    """A day as tables write it."""
    return day.isoformat() if day else ""


def sides(pair: Candidate, records: dict[int, Person], places: dict[str, str]) -> tuple[Side, Side]:
    """Both records; the one outside the scope is a sentence and nothing else."""
    return (
        _side(records.get(pair.left_id), places),
        _side(records.get(pair.right_id), places),
    )


def _side(person: Person | None, places: dict[str, str]) -> Side:
    if person is None:
        return Side(None, "", _("由上级办公室核对"))
    place = places.get(person.region_code, person.region_code)
    return Side(person, place, " · ".join(part for part in (person.identity_masked, place) if part))


def place_names(records: dict[int, Person]) -> dict[str, str]:
    """The short names of the villages with their townships before them; one statement."""
    villages = {person.region_code for person in records.values()}
    townships = {code: f"{code[:9]}000" for code in villages}
    found = regions.names(villages | set(townships.values()), on=timezone.localdate())
    return {
        code: " ".join(dict.fromkeys(found.get(one, one) for one in (townships[code], code)))
        for code in villages
    }
