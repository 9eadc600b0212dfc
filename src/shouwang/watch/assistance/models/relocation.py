"""Resettled households, and what is followed up after the move."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.watch.papers.models import Paper
from shouwang.watch.registry.models import Household


class Resettlement(models.Model):
    """A household that was resettled: from where it moved, to which site, when."""

    household = models.OneToOneField(
        Household, models.PROTECT, related_name="resettlement", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    site = models.CharField(_("安置点"), max_length=60)
    moved_on = models.DateField(_("搬迁日期"))
    children = models.BooleanField(_("有就学子女"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("搬迁户")
        constraints = [
            models.UniqueConstraint(fields=["id", "region_code"], name="resettlement_with_place")
        ]
        indexes = [models.Index(fields=["region_code", "site"], name="resettlement_site")]


class RelocationStep(models.Model):
    """One point of the list that is settled, since when, with what shows it; rows are only added.

    The newest row of an item counts; `settled` false opens it again.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    resettlement = models.ForeignKey(
        Resettlement, models.PROTECT, related_name="steps", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    item = models.CharField(_("事项"), max_length=20)
    settled = models.BooleanField(_("已办结"))
    done_on = models.DateField(_("办结日期"))
    proof = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("后续事项")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(settled=False) | models.Q(proof__isnull=False),
                name="relocationstep_settled_with_proof",
            )
        ]
        indexes = [
            models.Index(fields=["resettlement", "item", "-at"], name="relocationstep_newest")
        ]
