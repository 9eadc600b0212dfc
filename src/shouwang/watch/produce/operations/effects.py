"""What a finished case of certification does: the certificate, and the answer to the applicant."""

from django.contrib.auth.base_user import AbstractBaseUser

from shouwang.bridge import operations as bridge
from shouwang.bridge.models import Application, Certificate
from shouwang.policies.queries import current_pack
from shouwang.procedures.effects import Ended
from shouwang.procedures.models import Act, Case
from shouwang.watch.casework.models import Record
from shouwang.watch.produce.operations.desk import PROCEDURE
from shouwang.watch.produce.rules import certificate_number, years_later

VALID_YEARS = "certificate_valid_years"
_ANSWERS = {
    "certified": Application.State.CERTIFIED,
    "returned": Application.State.RETURNED,
    "refused": Application.State.REFUSED,
}


def follow(ended: Ended, *, by: AbstractBaseUser) -> None:
    """Give the certificate or tell the applicant why not, in the transaction of the act."""
    for case, act in ended:
        if case.procedure == PROCEDURE and act.to_step in _ANSWERS:
            _end(case, act)


def _end(case: Case, act: Act) -> None:
    application = Application.objects.get(pk=case.subject_id)
    state = _ANSWERS[act.to_step]
    if state == Application.State.CERTIFIED:
        _certify(application, act)
    bridge.answer(application.pk, state=state, words=_words(act))


def _certify(application: Application, act: Act) -> None:
    """From the day of the act for the years of the policy. Raises CertificateOverlaps."""
    pack = current_pack(application.region_code)
    years = int(pack.resolve(VALID_YEARS, application.region_code, act.on).value)
    bridge.certify(
        Certificate(
            # the application's number: whoever sends the act again gives no second certificate
            id=application.pk,
            number=certificate_number(application.region_code[:6], act.on, application.pk),
            application=application,
            supplier_id=application.supplier_id,
            region_code=application.region_code,
            product=application.product,
            category=application.category,
            valid_from=act.on,
            valid_until=years_later(act.on, years),
        )
    )


def _words(act: Act) -> str:
    """What the desk wrote with the act, as reason or as evidence."""
    if act.reason:
        return act.reason
    refs = [one["ref"].rpartition(":")[2] for one in act.evidence]
    found = Record.objects.filter(pk__in=refs).order_by("kind").first() if refs else None
    return str(found.text) if found is not None else ""
