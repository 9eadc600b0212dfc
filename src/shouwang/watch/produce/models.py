"""Certificates drawn at random to be checked, so that anybody can draw them again."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwang.bridge.models import Certificate


class Draw(models.Model):
    """A random draw among the certificates of a place: the seed and what was drawn from.

    `frame_digest` is over the numbers of all certificates that were valid on the day, in order.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    region_code = models.CharField(_("地区"), max_length=12)
    seed = models.CharField(_("随机种子"), max_length=64)
    on = models.DateField(_("抽取日期"))
    frame = models.PositiveIntegerField(_("证书总数"))
    frame_digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("抽取时间"))

    class Meta:
        verbose_name = _("证书抽检")
        indexes = [models.Index(fields=["region_code", "-at"], name="producedraw_place_newest")]


class Drawn(models.Model):
    """A certificate that was drawn; the check that it led to has the same id on the bridge."""

    id = models.UUIDField(primary_key=True, editable=False)
    draw = models.ForeignKey(Draw, models.PROTECT, related_name="drawn", db_constraint=False)
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, related_name="+", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    rank = models.PositiveIntegerField(_("顺序"))

    class Meta:
        verbose_name = _("抽中的证书")
        constraints = [
            models.UniqueConstraint(fields=["draw", "certificate"], name="producedrawn_once")
        ]
