"""Hits of the exclusion checks: each asks for an explanation, none rejects anybody."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.watch.registry.models import Household, Person, Source


class ExclusionHit(models.Model):
    """A household met by a check on a list, waiting for its explanation.

    The same person met by the same check on the same day is one hit, however often it is listed.
    """

    class State(models.TextChoices):
        OPEN = "open", _("待说明")
        ANSWERED = "answered", _("已说明")
        ACCEPTED = "accepted", _("说明成立")
        RETURNED = "returned", _("退回补充")
        CONFIRMED = "confirmed", _("情况属实")

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="exclusion_hits", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    person = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False)
    check_name = models.CharField(_("排查事项"), max_length=60)
    detail = models.CharField(_("具体情况"), max_length=400, blank=True)
    holder = models.CharField(_("数据来源"), max_length=100, blank=True)
    found_on = models.DateField(_("比对日期"))
    source = models.ForeignKey(Source, models.PROTECT, null=True, db_index=False)
    source_row = models.PositiveIntegerField(_("行号"), null=True)
    recorded_at = models.DateTimeField(db_default=Now())
    due_on = models.DateField(_("说明期限"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.CharField(_("说明"), max_length=400, blank=True)
    evidence = models.CharField(_("依据"), max_length=200, blank=True, db_default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("说明时间"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("认定时间"), null=True)
    note = models.CharField(_("认定意见"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("排查命中")
        indexes = [
            models.Index(fields=["region_code", "state", "due_on"], name="exclusion_hit_place")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person", "check_name", "found_on"],
                nulls_distinct=False,
                name="exclusion_hit_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["open", "answered", "accepted", "returned", "confirmed"]
                ),
                name="exclusion_hit_state_known",
            ),
        ]
