"""What is written down about the work of a person or a unit: recognition and accountability."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField
from shouwang.procedures.models import Case
from shouwang.watch.accountability.models.findings import Finding


class ConductRecord(models.Model):
    """One recognition or measure, by people and never by a computation; its case says if it counts.

    Without `account` it is about the unit of the place.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="+", db_constraint=False)
    region_code = models.CharField(_("单位"), max_length=12)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    kind = models.CharField(_("种类"), max_length=20)
    document = models.CharField(_("依据文号"), max_length=100)
    finding = models.ForeignKey(
        Finding, models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    reason = EncryptedTextField(_("事由"))
    on = models.DateField(_("日期"))
    counts_until = models.DateField(_("影响期至"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("表彰与问责记录")
        indexes = [models.Index(fields=["region_code", "-on"], name="conduct_place_on")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(region_code__regex=r"^\d{12}$"), name="conduct_region_shape"
            ),
            models.CheckConstraint(condition=~models.Q(document=""), name="conduct_has_ground"),
            models.CheckConstraint(
                condition=models.Q(counts_until=None) | models.Q(counts_until__gte=models.F("on")),
                name="conduct_counts_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
