"""Visits: two cadres at a household's home, every question answered, everybody signs."""

from datetime import date
from typing import Any

from shouwang.demo.rooms.cast import Staff
from shouwang.demo.rooms.happening import at, drawn, given, ink, number
from shouwang.people.models import Account
from shouwang.procedures.models import Case
from shouwang.procedures.operations import Evidence
from shouwang.watch.registry.models import Household
from shouwang.watch.visits import operations
from shouwang.watch.visits.models import HomeVisit
from shouwang.watch.visits.operations import Submission
from shouwang.watch.visits.rules import Signed

HARDSHIPS = ("illness", "schooling", "job_lost", "disability", "accident")
WORDS = {
    "illness": "家里有人住院，发票和出院小结看过，自付负担重。",
    "schooling": "两个孩子上学，学费和生活费票据看过。",
    "job_lost": "在外务工的厂停了工，三个月没有工资。",
    "disability": "持证残疾，需要人照料，配偶不能外出务工。",
    "accident": "骑车摔伤，手术费用单据看过。",
    "none": "收入稳定，近期没有大额支出。",
}


def verified(
    staff: Staff, home: Household, case: Case, on: date, *, confirmed: bool
) -> list[Evidence]:
    """The verification of a case at home; the visit and the authorisation as evidence."""
    hardship = HARDSHIPS[drawn("hardship", home.number) % len(HARDSHIPS)] if confirmed else "none"
    visit = _recorded(
        staff, home, on, "home_verification", _answers(home, hardship, confirmed=confirmed),
        Signed("authorisation", None, home.head_name, ink(home.number, "authorisation")),
        case=case.pk,
    )  # fmt: skip
    consent = visit.authorisations.values_list("pk", flat=True).get()
    return [
        Evidence("home_visit", f"visits.homevisit:{visit.pk}"),
        Evidence("authorisation", f"visits.authorisation:{consent}"),
    ]


def followed_up(staff: Staff, home: Household, on: date) -> HomeVisit:
    """A visit of every day."""
    answers = {"hardship": "none", "all_well": True, "measures": "delivered"}
    return _recorded(staff, home, on, "follow_up", answers)


def _recorded(
    staff: Staff,
    home: Household,
    on: date,
    form: str,
    answers: dict[str, Any],
    *further: Signed,
    **more: Any,
) -> HomeVisit:
    visitors = (staff.first, staff.second)
    submission = Submission(
        id=number("visit", home.number, form),
        household=home.number,
        form=form,
        visited_on=on,
        visitors=[one.pk for one in visitors],
        answers=answers,
        signatures=[*_signed(visitors, home), *further],
        **more,
    )
    return given(
        operations.record_visit(by=staff.first, at=at(on, 16), submission=submission)
    ).visit


def _signed(visitors: tuple[Account, ...], home: Household) -> list[Signed]:
    own = [Signed("visitor", one.pk, one.display_name, ink(one.username)) for one in visitors]
    return [*own, Signed("household", None, home.head_name, ink(home.number))]


def _answers(home: Household, hardship: str, *, confirmed: bool) -> dict[str, Any]:
    """Yuan of twelve months, drawn for the household."""
    wage = 6_000 + drawn("wage", home.number) % 12 * 1_000
    ill = hardship in {"illness", "accident", "disability"}
    return {
        "food": True,
        "clothing": True,
        "not_at_school": 0,
        "uninsured": 0,
        "seriously_ill": ill,
        **({"medical_own": 18_000 + drawn("ill", home.number) % 20 * 1_000} if ill else {}),
        "grade": "B",
        "water_safe": True,
        "wage": wage if confirmed else 5 * wage,
        "business": 3_000,
        "business_cost": 1_200,
        "property": 0,
        "transfer": 1_800,
        "able": 1,
        "working": 1,
        "hardship": hardship,
        "opinion": WORDS[hardship],
        "outcome": "confirmed" if confirmed else "not_confirmed",
    }
