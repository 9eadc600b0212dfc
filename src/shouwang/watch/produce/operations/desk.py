"""Applications taken up, and moved by the declared procedure `certification`."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from shouwang.bridge import operations as bridge
from shouwang.bridge.models import Application
from shouwang.kernel.findings import Finding, Reading
from shouwang.kernel.journal import Subject
from shouwang.procedures import operations as procedures
from shouwang.procedures import queries as cases
from shouwang.procedures.models import Case
from shouwang.procedures.rules import Transition
from shouwang.procedures.rules.declaration import WITH_REASON
from shouwang.watch.casework import operations as casework
from shouwang.watch.casework.operations import Written
from shouwang.watch.produce.errors import NotHere

PROCEDURE, SUBJECT = "certification", "application"
POSTED = frozenset({"notice_village", "notice_township", "notice_county"})
_STATES = Application.State


def is_posting(way: Transition | None) -> bool:
    """Whether the way posts a notice: what proves it is the notice where it hangs."""
    return way is not None and any(kind in POSTED for kind in way.evidence)


@transaction.atomic
def take_application_up(
    *, by: AbstractBaseUser, at: datetime, act_id: UUID, application: UUID
) -> Reading[Case]:
    """Open the case of an application; the same click again gives the same case. Raises NotHere."""
    found = Application.objects.filter(pk=application).first()
    if found is None:
        raise NotHere
    reading = procedures.open_case(
        by=by,
        at=at,
        act_id=act_id,
        procedure=PROCEDURE,
        subject=Subject(SUBJECT, str(application)),
        region_code=found.region_code,
    )
    if reading.value is not None and found.state == _STATES.SUBMITTED:
        bridge.answer(application, state=_STATES.UNDER_WAY)
    return reading


@transaction.atomic
def move(
    *,
    by: AbstractBaseUser,
    at: datetime,
    act_id: UUID,
    case: UUID,
    revision: int,
    transition: str,
    text: str = "",
    where: str = "",
) -> Reading[Case]:
    """Take a way; the words are each kind of evidence that the way asks for, or the reason.

    A way that posts a notice says besides `where` it hangs; it hangs from the day of the act.

    What ends the case reaches the application by `operations.effects`, in the same transaction.
    """
    way = cases.declaration_of(cases.case(case).version).transitions.get(transition)
    words = text.strip()
    if is_posting(way):
        if not where.strip():
            return Reading(None, (Finding("where_missing", "请写明张贴在哪里。"),))
        words = f"张贴于{where.strip()}。{words}"
    says_why = way is not None and way.kind in WITH_REASON
    if way is not None and not words and (way.evidence or says_why):
        return Reading(None, (Finding("words_missing", "请写明依据或理由：申请主体会看到。"),))
    written = [Written(kind, words) for kind in way.evidence] if way is not None else []
    return casework.act(
        by=by,
        at=at,
        act_id=act_id,
        case=case,
        revision=revision,
        transition=transition,
        reason=words if says_why or not written else "",
        written=written,
    )
