"""Values of policy parameters that a county enters over the packaged pack."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class EnteredValue(models.Model):
    """One dated value of one parameter for one place, with the document that decided it.

    Rows are never changed: a correction is a new row that names the one it replaces, and
    withdrawing is a row's end. `region_code` is the place in 12 digits; its significant digits are
    the prefix the engine resolves by.
    """

    parameter = models.CharField(_("参数"), max_length=80)
    region_code = models.CharField(_("适用地区"), max_length=12)
    from_on = models.DateField(_("自"))
    to_on = models.DateField(_("至（不含）"), null=True, blank=True)
    value = models.BigIntegerField(_("数值"))
    unit = models.CharField(_("单位"), max_length=20)
    document = models.CharField(_("文号"), max_length=120)
    clause = models.CharField(_("条款"), max_length=120, blank=True)
    note = models.CharField(_("说明"), max_length=400, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("参数取值")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True) | models.Q(to_on__gt=models.F("from_on")),
                name="entered_value_period",
            ),
            models.CheckConstraint(condition=~models.Q(document=""), name="entered_value_document"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="entered_value_withdrawn_by",
            ),
            ExclusionConstraint(
                name="entered_value_once_a_day",
                expressions=[
                    ("parameter", RangeOperators.EQUAL),
                    ("region_code", RangeOperators.EQUAL),
                    (
                        models.Func(
                            "from_on",
                            "to_on",
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=models.Q(withdrawn_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["parameter", "region_code"], name="entered_value_place")]
