"""Dull makers of inspections, findings, tasks and records, and the people who handle them."""

from datetime import date
from typing import Any
from uuid import uuid4

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models import Account
from shouwang.people.rules import Kind
from shouwang.procedures.models import Case
from shouwang.watch.accountability import operations
from shouwang.watch.accountability.models import ConductRecord, Finding, Inspection, Task
from shouwang.watch.accountability.operations.conduct import Proposal
from shouwang.watch.accountability.operations.handing_out import Asked
from shouwang.watch.accountability.operations.inspecting import Heading
from shouwang.watch.accountability.rules import Row
from tests.factories_procedures import at, somebody
from tests.integration.people.factories import COUNTY, TOWN, VILLAGE

ON = date(2024, 7, 1)  # a Monday
WORDS = "台账照片与现场不一致，补拍照片并复核三户"


def office(name: str = "office") -> Account:
    return somebody(name, Kind.COUNTY_OFFICE)


def clerk(name: str = "clerk", region: RegionCode = TOWN) -> Account:
    return somebody(name, Kind.TOWNSHIP_CLERK, region)


def cadre(name: str = "cadre", region: RegionCode = VILLAGE) -> Account:
    return somebody(name, Kind.VILLAGE_CADRE, region)


def inspection(by: Account, on: date = ON, **given: Any) -> Inspection:
    plain = {"place": COUNTY, "title": "二季度督查", "source": "county", "on": on}
    reading = operations.record_inspection(
        by=by, at=at(on), number=uuid4(), heading=Heading(**{**plain, **given})
    )
    assert reading.value is not None
    return reading.value


def row(**given: Any) -> Row:
    plain = {
        "line": 1,
        "place": VILLAGE.code,
        "category": "data",
        "severity": 2,
        "household": "",
        "text": "三户照片与现场不一致",
    }
    return Row(**{**plain, **given})


def finding(by: Account, on: date = ON, of: Inspection | None = None, **given: Any) -> Finding:
    reading = operations.record_findings(
        by=by,
        at=at(on),
        submission=uuid4(),
        inspection=of or inspection(by, on),
        rows=[row(**given)],
    )
    assert reading.findings == ()
    assert reading.value is not None
    return reading.value[0]


def moved(by: Account, case: Case, way: str, on: date = ON, text: str = WORDS) -> Case:
    """The case after a way that must be open."""
    current = Case.objects.get(pk=case.pk)
    reading = operations.move(
        by=by,
        at=at(on),
        act_id=uuid4(),
        case=case.pk,
        revision=current.revision,
        transition=way,
        text=text,
    )
    assert reading.findings == ()
    assert reading.value is not None
    return reading.value


def refused(by: Account, case: Case, way: str, on: date = ON, text: str = WORDS) -> list[str]:
    """The codes of everything that stands against a way."""
    current = Case.objects.get(pk=case.pk)
    reading = operations.move(
        by=by,
        at=at(on),
        act_id=uuid4(),
        case=case.pk,
        revision=current.revision,
        transition=way,
        text=text,
    )
    assert reading.value is None
    return [one.code for one in reading.findings]


def task(by: Account, on: date = ON, **given: Any) -> Task:
    plain = {"title": "核对住房照片", "due_on": date(2024, 7, 10), "document": "瑞防发〔2024〕7号"}
    places = given.pop("places", [VILLAGE])
    account = given.pop("account", None)
    reading = operations.hand_out(
        by=by,
        at=at(on),
        batch=uuid4(),
        places=places,
        asked=Asked(**{**plain, **given}),
        account=account,
    )
    assert reading.findings == ()
    assert reading.value is not None
    return reading.value[0]


def record(by: Account, on: date = ON, **given: Any) -> ConductRecord:
    plain = {
        "place": VILLAGE,
        "kind": "reminder",
        "document": "瑞纪通〔2024〕3号",
        "reason": "整改逾期未报",
        "on": on,
    }
    reading = operations.propose(
        by=by, at=at(on), number=uuid4(), proposal=Proposal(**{**plain, **given})
    )
    assert reading.findings == ()
    assert reading.value is not None
    return reading.value
