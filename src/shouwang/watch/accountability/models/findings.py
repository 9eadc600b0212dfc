"""Inspections and what they found."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField
from shouwang.procedures.models import Case
from shouwang.watch.registry.models import Household


class Severity(models.IntegerChoices):
    """How grave a finding is, on the one scale of three steps."""

    ATTENTION = 1, _("关注")
    SERIOUS = 2, _("严重")
    URGENT = 3, _("紧急")


class Inspection(models.Model):
    """Who looked, when, where and at what; the browser makes its id."""

    id = models.UUIDField(primary_key=True, editable=False)
    region_code = models.CharField(_("督查范围"), max_length=12)
    title = models.CharField(_("督查事项"), max_length=100)
    source = models.CharField(_("来源"), max_length=20)
    document = models.CharField(_("文号"), max_length=100, blank=True)
    inspectors = models.CharField(_("督查人员"), max_length=200, blank=True)
    on = models.DateField(_("督查日期"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("督查")
        indexes = [models.Index(fields=["region_code", "-on"], name="inspection_place_on")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(region_code__regex=r"^\d{12}$"), name="inspection_region_shape"
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="inspection_titled"),
        ]

    def __str__(self) -> str:
        return self.title


class Finding(models.Model):
    """One thing that an inspection found in a place; where it stands says its case.

    Source, document and day stand here too: the place that must answer sees its own findings and
    not an inspection of the whole county. `submission` and `line` make every row that is sent
    have one effect.
    """

    submission = models.UUIDField(editable=False)
    line = models.PositiveIntegerField()
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, null=True, related_name="findings", db_constraint=False
    )
    case = models.OneToOneField(Case, models.PROTECT, related_name="+", db_constraint=False)
    region_code = models.CharField(_("责任单位"), max_length=12)
    category = models.CharField(_("类别"), max_length=20)
    severity = models.PositiveSmallIntegerField(_("程度"), choices=Severity.choices)
    source = models.CharField(_("来源"), max_length=20)
    document = models.CharField(_("文号"), max_length=100, blank=True)
    found_on = models.DateField(_("发现日期"))
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    text = EncryptedTextField(_("问题"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("督查问题")
        indexes = [models.Index(fields=["region_code", "-id"], name="finding_place")]
        constraints = [
            models.UniqueConstraint(fields=["submission", "line"], name="finding_sent_once"),
            models.CheckConstraint(
                condition=models.Q(region_code__regex=r"^\d{12}$"), name="finding_region_shape"
            ),
            models.CheckConstraint(
                condition=models.Q(severity__gte=1, severity__lte=3), name="finding_severity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
