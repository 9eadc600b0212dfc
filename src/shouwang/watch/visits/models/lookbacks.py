"""Look-back checks: the draw that nobody can change, who checks by when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwang.procedures.models import Case
from shouwang.watch.registry.models import Household
from shouwang.watch.visits.models.visits import HomeVisit


class LookBack(models.Model):
    """One draw: from which cases, with which seed, how many of how many. Never changed.

    `frame_digest` is the SHA-256 of the sorted numbers of the households drawn from, so that a
    repeated draw shows whether it began with the same list.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    region_code = models.CharField(_("范围"), max_length=12)
    title = models.CharField(_("名称"), max_length=80)
    procedure = models.CharField(_("程序"), max_length=60)
    outcome = models.CharField(_("结果"), max_length=60, blank=True)
    since = models.DateField(_("办结自"))
    until = models.DateField(_("办结至"))
    seed = models.CharField(_("种子"), max_length=80)
    method = models.TextField(_("抽取方法"))
    frame = models.PositiveIntegerField(_("范围内户数"))
    frame_digest = models.CharField(_("范围名单摘要"), max_length=64)
    size = models.PositiveIntegerField(_("抽取户数"))
    due_on = models.DateField(_("完成期限"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("抽取时间"))

    class Meta:
        verbose_name = _("回头看")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("since")), name="lookback_days_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(size__gte=1, size__lte=models.F("frame")),
                name="lookback_draws_some_of_the_frame",
            ),
            models.CheckConstraint(
                condition=models.Q(region_code__regex=r"^\d{12}$"), name="lookback_region_shape"
            ),
            models.CheckConstraint(condition=~models.Q(seed=""), name="lookback_has_seed"),
        ]
        indexes = [models.Index(fields=["region_code", "-at"], name="lookback_newest")]

    def __str__(self) -> str:
        return self.title


class Drawn(models.Model):
    """A household that was drawn, with its lot. Never changed."""

    look_back = models.ForeignKey(LookBack, models.PROTECT, related_name="drawn")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", db_constraint=False)
    region_code = models.CharField(max_length=12)
    rank = models.PositiveIntegerField(_("序号"))
    lot = models.CharField(_("散列值"), max_length=64)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("抽中农户")
        constraints = [
            models.UniqueConstraint(fields=["id", "region_code"], name="drawn_with_place"),
            models.UniqueConstraint(fields=["look_back", "rank"], name="drawn_rank_once"),
            models.UniqueConstraint(fields=["look_back", "household"], name="drawn_once"),
        ]


class Assignment(models.Model):
    """Who checks a drawn household by when, and the visit that did."""

    drawn = models.OneToOneField(
        Drawn, models.PROTECT, related_name="assignment", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    due_on = models.DateField(_("完成期限"))
    visit = models.OneToOneField(HomeVisit, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("回头看分工")
