"""The certification desk: applications with their cases, certificates, alarms."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet

from shouwang.bridge.models import (
    Alarm,
    Application,
    ApplicationLink,
    Certificate,
    Check,
    Holder,
)
from shouwang.kernel.regioncode import RegionCode, bounds
from shouwang.policies.queries import current_pack
from shouwang.procedures.models import Case
from shouwang.procedures.queries import packaged_procedures
from shouwang.procedures.rules import said
from shouwang.watch.produce.models import Draw, Drawn
from shouwang.watch.produce.rules import Comparison, compared
from shouwang.watch.registry.models import Household

PROCEDURE, SUBJECT = "certification", "application"
TAKE_UP_DAYS = "certification_take_up_working_days"
REVIEW_MONTHS = "certificate_review_months"
TOLERANCE = "price_tolerance_percent"


@dataclass(frozen=True, slots=True)
class Helped:
    """A household that an application names: who it is is known inside one's scope only."""

    number: str  # of the link
    agreed_on: date
    withdrawn_on: date | None
    is_of_supplier: bool
    household: Household | None

    @property
    def holds(self) -> bool:
        """Whether the household agreed, to this supplier, and still does."""
        return self.is_of_supplier and self.withdrawn_on is None


def applications(place: RegionCode, state: str = "") -> QuerySet[Application]:
    """Applications of a place, those waiting longest first."""
    found = Application.objects.filter(region_code__range=bounds(place.prefix))
    return (found.filter(state=state) if state else found).order_by("submitted_at", "pk")


def application(number: UUID) -> Application | None:
    """One application in the scope."""
    return Application.objects.select_related("supplier").filter(pk=number).first()


def case_of(number: UUID) -> Case | None:
    """The latest case of an application; None before it is taken up."""
    found = Case.objects.select_related("version").filter(
        procedure=PROCEDURE, subject_kind=SUBJECT, subject_id=str(number)
    )
    return found.order_by("-opened_on", "-revision", "pk").first()


def cases_of(numbers: Collection[UUID]) -> Mapping[UUID, Case]:
    """The cases of several applications; one statement."""
    found = Case.objects.select_related("version").filter(
        procedure=PROCEDURE, subject_kind=SUBJECT, subject_id__in=[str(one) for one in numbers]
    )
    return {UUID(case.subject_id): case for case in found.order_by("opened_on", "revision")}


def helped(found: Application) -> list[Helped]:
    """The households that an application names; three statements."""
    rows = list(
        ApplicationLink.objects.filter(application=found)
        .select_related("link")
        .order_by("link__number")
    )
    held = dict(
        Holder.objects.filter(link__in=[one.link_id for one in rows]).values_list(
            "link_id", "household"
        )
    )
    homes = {one.number: one for one in Household.objects.filter(number__in=held.values())}
    return [
        Helped(
            one.link.number,
            one.link.agreed_on,
            one.link.withdrawn_on,
            one.link.supplier_id == found.supplier_id,
            homes.get(held.get(one.link_id, "")),
        )
        for one in rows
    ]


def comparison(found: Application, on: date) -> tuple[Comparison | None, int]:
    """Its price against the market's, and the tolerance in per cent."""
    pack = current_pack(found.region_code)
    tolerance = int(pack.resolve(TOLERANCE, found.region_code, on).value)
    prices = [fen for one in found.market_prices if isinstance(fen := one.get("fen"), int)]
    return compared(found.price_fen, prices, tolerance), tolerance


def certificates(place: RegionCode) -> QuerySet[Certificate]:
    """Certificates of a place, the newest first."""
    found = Certificate.objects.filter(region_code__range=bounds(place.prefix))
    return found.select_related("supplier").order_by("-valid_from", "number")


def unreviewed(place: RegionCode, since: date) -> QuerySet[Certificate]:
    """Certificates in force that were neither given nor reviewed since a day."""
    reviewed = Check.objects.filter(
        certificate=OuterRef("pk"), kind=Check.Kind.YEARLY, on__gt=since
    )
    return certificates(place).filter(~Exists(reviewed), valid_from__lte=since, ended_on=None)


def certificate(number: UUID) -> Certificate | None:
    """One certificate; anybody may see it."""
    return Certificate.objects.select_related("supplier").filter(pk=number).first()


def checks(found: Certificate) -> list[Check]:
    """Reviews and checks, the newest first."""
    return list(Check.objects.filter(certificate=found).order_by("-on", "pk"))


def alarms(place: RegionCode, *, open_only: bool = False) -> QuerySet[Alarm]:
    """Alarms of a place, those nobody answered first."""
    found = Alarm.objects.filter(region_code__range=bounds(place.prefix))
    found = found.filter(handled_at=None) if open_only else found
    return found.select_related("supplier").order_by(
        F("handled_at").asc(nulls_first=True), "-raised_at", "pk"
    )


def alarm(number: UUID) -> Alarm | None:
    """One alarm in the scope."""
    return Alarm.objects.select_related("supplier").filter(pk=number).first()


def draws(place: RegionCode) -> QuerySet[Draw]:
    """Draws of a place, the newest first."""
    found = Draw.objects.filter(region_code__range=bounds(place.prefix))
    return found.order_by("-at", "pk")


def draw(number: UUID) -> Draw | None:
    """One draw in the scope."""
    return Draw.objects.filter(pk=number).first()


def drawn(of: Draw) -> list[tuple[Drawn, Check | None]]:
    """What was drawn, in its order, with the check that it led to; two statements."""
    rows = list(
        Drawn.objects.filter(draw=of).select_related("certificate__supplier").order_by("rank")
    )
    found = Check.objects.in_bulk([one.pk for one in rows])
    return [(one, found.get(one.pk)) for one in rows]


def step_name(notice: dict[str, Any], on: date, language: str) -> str:
    """Of which level a public notice is, in words; "" for a step that is declared no more."""
    entry = packaged_procedures().resolve(PROCEDURE, notice["region_code"], on)
    step = entry.declaration.steps.get(notice["step"])
    return said(step.label, step.key, language) if step else ""


_NOTICE = "SELECT * FROM public.produce_public_notice(%s, %s)"


def public_notice(number: UUID, on: date) -> dict[str, Any] | None:
    """What anybody may read of a product on notice; None when it is not on notice."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTICE, [number, on])
        row = cursor.fetchone()
        if row is None:
            return None
        return dict(zip([one.name for one in cursor.description or ()], row, strict=True))
