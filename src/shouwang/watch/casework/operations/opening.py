"""Opening a procedure for a household, with the clue that gave rise to it."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser

from shouwang.kernel.findings import Reading
from shouwang.kernel.journal import Subject
from shouwang.procedures import operations as procedures
from shouwang.procedures.models import Case
from shouwang.procedures.operations import Evidence
from shouwang.watch.registry.models import Household


def open_for(
    household: Household,
    *,
    by: AbstractBaseUser,
    at: datetime,
    act_id: UUID,
    procedure: str,
    reason: str = "",
    clue: int | None = None,
) -> Reading[Case]:
    """Begin the procedure for the household, by what holds in its village today.

    Raises what `procedures.operations.open_case` raises.
    """
    grounds = [Evidence("clue", f"monitoring.clue:{clue}")] if clue else []
    return procedures.open_case(
        by=by,
        at=at,
        act_id=act_id,
        procedure=procedure,
        subject=Subject("household", household.number),
        region_code=household.region_code,
        reason=reason,
        evidence=grounds,
    )
