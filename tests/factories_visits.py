"""People who visit, a household to visit, and what is handed in."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from shouwang.kernel.journal import Subject
from shouwang.people.models import Account
from shouwang.procedures import operations as operations_of_cases
from shouwang.procedures.models import Case
from shouwang.watch.registry.models import Household, Living
from shouwang.watch.visits import operations
from shouwang.watch.visits.models import Authorisation, HomeVisit
from shouwang.watch.visits.operations import Submission
from shouwang.watch.visits.rules import Ink, Signed
from tests import factories, factories_procedures

ON = date(2024, 7, 1)
AT = factories_procedures.at(ON)
VILLAGE = factories_procedures.VILLAGE
INK = Ink("M10 10L20 20L30 10L40 20L50 10")
WELL = {"hardship": "none", "all_well": True}


def home(**given: Any) -> Household:
    """A household of one, of whom address and telephone are known."""
    plain = {"region_code": VILLAGE, "head_name": "赖福生", "address": "三组12号", "size": 1}
    made = factories.household(**{**plain, **given})
    factories.member(made, name=made.head_name, telephone="13800001234")
    return made


def living(of: Household, **given: Any) -> Living:
    plain = {"region_code": of.region_code, "observed_on": date(2024, 1, 5), "tap_water": False}
    return Living.objects.create(household=of, **{**plain, **given})


def signed(*visitors: Account) -> list[Signed]:
    """Every visitor has signed, and the household."""
    own = [Signed("visitor", one.pk, one.display_name, INK) for one in visitors]
    return [*own, Signed("household", None, "赖福生", INK)]


def submission(of: Household, visitors: Sequence[Account], **given: Any) -> Submission:
    """A follow-up visit on which all was well."""
    plain = {
        "id": uuid4(),
        "household": of.number,
        "form": "follow_up",
        "visited_on": ON,
        "visitors": [one.pk for one in visitors],
        "answers": WELL,
        "confirmed": frozenset({"telephone", "size"}),
        "signatures": signed(*visitors),
    }
    return Submission(**{**plain, **given})


def visit(of: Household, *visitors: Account, **given: Any) -> HomeVisit:
    reading = operations.record_visit(
        by=visitors[0], at=AT, submission=submission(of, visitors, **given)
    )
    assert reading.findings == ()
    assert reading.value is not None
    return reading.value.visit


def authorisation(of: Household, by: Account, **given: Any) -> Authorisation:
    plain = {"number": uuid4(), "signer": "赖福生", "signed_on": ON, "ink": INK.path}
    reading = operations.authorise(by=by, at=AT, household=of, **{**plain, **given})
    assert reading.value is not None
    return reading.value


def case(of: Household, by: Account, on: date = ON) -> Case:
    """An identification of the household, just opened."""
    return factories_procedures.opened(
        by, on, subject=Subject("household", of.number), region_code=of.region_code
    )


def ended(of: Household, by: Account, on: date) -> Case:
    """An identification of the household that was withdrawn on a day."""
    opened = case(of, by, on)
    reading = operations_of_cases.advance(
        by=by,
        at=factories_procedures.at(on),
        act_id=uuid4(),
        case=opened.pk,
        revision=1,
        transition="withdraw",
        reason="农户撤回",
        evidence=factories_procedures.papers("withdrawal"),
    )
    assert reading.findings == ()
    assert reading.value is not None
    return reading.value
