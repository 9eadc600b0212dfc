"""Duties: what an account does, where, and on which days."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.periods import Period
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models.accounts import Account
from shouwang.people.rules import HeldDuty, Kind

KIND_NAMES = {
    Kind.COUNTY_OFFICE: _("县级办公室"),
    Kind.TOWNSHIP_CLERK: _("乡镇经办"),
    Kind.VILLAGE_CADRE: _("村干部"),
    Kind.MEDICAL_OFFICER: _("医保经办"),
    Kind.EDUCATION_OFFICER: _("教育经办"),
    Kind.HOUSING_OFFICER: _("住建经办"),
    Kind.WATER_OFFICER: _("水利经办"),
    Kind.CIVIL_AFFAIRS_OFFICER: _("民政经办"),
    Kind.DISABILITY_OFFICER: _("残联经办"),
    Kind.EMPLOYMENT_OFFICER: _("人社经办"),
    Kind.DISASTER_OFFICER: _("应急经办"),
    Kind.SECURITY_OFFICER: _("公安经办"),
    Kind.AGRICULTURE_OFFICER: _("农业农村经办"),
    Kind.HOTLINE_OPERATOR: _("热线接线员"),
    Kind.AUDITOR: _("审计监督"),
    Kind.ADMINISTRATOR: _("系统管理员"),
}

# the days on which it counts: an early end, if there is one, stands instead of the granted end
IN_FORCE = Func(
    F("begins_on"),
    Coalesce("ended_on", "ends_on"),
    function="daterange",
    output_field=DateRangeField(),
)


class DutyQuerySet(models.QuerySet["Duty"]):
    """Verbs over sets of duties."""

    def in_force(self, on: date) -> Self:
        """Those that count on the day."""
        return self.filter(begins_on__lte=on, ends_on__gt=on).filter(
            Q(ended_on=None) | Q(ended_on__gt=on)
        )

    def inside(self, region: RegionCode) -> Self:
        """Those held in the region or in a place within it."""
        return self.filter(region_code__startswith=region.prefix)


class Duty(models.Model):
    """An account's duty in a place, from a day on and before another day."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="duties")
    kind = models.CharField(
        _("职责"), max_length=20, choices=[(kind.value, name) for kind, name in KIND_NAMES.items()]
    )
    region_code = models.CharField(_("地区"), max_length=12)
    begins_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"))
    reason = models.CharField(_("事由"), max_length=200)
    granted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(_("授予时间"))
    ended_on = models.DateField(_("提前终止日期"), null=True, blank=True)
    ended_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True, blank=True)
    ended_reason = models.CharField(_("终止原因"), max_length=200, blank=True)

    # the duty of which this one is a part lent for some days; its holder is granted_by
    lent_from = models.ForeignKey(
        "self", models.PROTECT, related_name="loans", null=True, blank=True
    )

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("职责")
        verbose_name_plural = _("职责")
        indexes = [models.Index(fields=["region_code"], name="duty_region")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="duty_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(region_code__regex=r"^\d{12}$"), name="duty_region_shape"
            ),
            models.CheckConstraint(
                condition=Q(begins_on__lt=F("ends_on")), name="duty_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(granted_by=F("account")), name="duty_not_granted_to_oneself"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_by=None)
                | Q(
                    ended_by__isnull=False,
                    ended_on__gte=F("begins_on"),
                    ended_on__lt=F("ends_on"),
                ),
                name="duty_early_end_inside_it",
            ),
            ExclusionConstraint(
                name="duty_held_once",
                expressions=[
                    (F("account"), RangeOperators.EQUAL),
                    (F("kind"), RangeOperators.EQUAL),
                    (F("region_code"), RangeOperators.EQUAL),
                    (IN_FORCE, RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.region_code}"

    @property
    def until(self) -> date:
        """The first day on which it no longer counts."""
        return self.ended_on or self.ends_on

    @property
    def region(self) -> RegionCode:
        """The place as a value."""
        return RegionCode(self.region_code)

    def counts(self, on: date) -> bool:
        """Whether it is in force on the day."""
        return self.begins_on <= on < self.until

    def held(self, lender: str = "") -> HeldDuty | None:
        """The duty as the rules see it; None when it was ended before it counted for a day.

        `lender` is the name of who lent it; without it a lent duty asks for the name.
        """
        if self.until <= self.begins_on:
            return None
        if self.lent_from_id is not None:
            lender = lender or self.granted_by.display_name
        return HeldDuty(Kind(self.kind), self.region, Period(self.begins_on, self.until), lender)
