"""Helpers, which household each of them has had, and plans that assign them anew."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField
from shouwang.kernel.crypto.masking import mask_telephone
from shouwang.watch.registry.models import Household


class Helper(models.Model):
    """Somebody who is sent to help households: a post, a rank and a place of work.

    `ended_on` is the day from which the post is no longer theirs. A helper need not have an
    account. `rank` is a code of the pack (`helper_ranks`), which names the quota.
    """

    name = models.CharField(_("姓名"), max_length=40)
    unit = models.CharField(_("单位"), max_length=60)
    post = models.CharField(_("职务"), max_length=40, blank=True)
    rank = models.CharField(_("级别"), max_length=30)
    telephone = EncryptedTextField(_("联系电话"), null=True)
    region_code = models.CharField(_("工作地点"), max_length=12)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_on = models.DateField(_("离任日期"), null=True)
    recorded_at = models.DateTimeField(_("录入时间"), db_default=Now())

    class Meta:
        verbose_name = _("帮扶责任人")
        indexes = [models.Index(fields=["region_code", "id"], name="helper_place")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(region_code__regex=r"^\d{12}$"), name="helper_region_12_digits"
            ),
            models.UniqueConstraint(
                fields=["name", "unit", "post", "region_code"],
                condition=models.Q(ended_on=None),
                name="helper_in_office_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def telephone_masked(self) -> str:
        """The telephone number as pages show it; "" when there is none."""
        return mask_telephone(self.telephone) if self.telephone else ""


class Plan(models.Model):
    """A fair assignment worked out for a place: looked at, applied, perhaps undone.

    It holds what it would change and nothing else: `households` get `helpers`, one to one in
    order. `basis` is the digest of the pairs and helpers it was worked out from, `outcome` that of
    what it left; a plan is applied, or undone, only while that is still how things are.
    """

    class State(models.TextChoices):
        PREVIEW = "preview", _("待确认")
        APPLIED = "applied", _("已执行")
        UNDONE = "undone", _("已撤销")

    id = models.UUIDField(primary_key=True, editable=False)
    region_code = models.CharField(_("地区"), max_length=12)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.PREVIEW)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("计算时间"))
    applied_at = models.DateTimeField(_("执行时间"), null=True)
    undone_at = models.DateTimeField(_("撤销时间"), null=True)
    basis = models.CharField(max_length=64)
    outcome = models.CharField(max_length=64, blank=True, default="")
    households = ArrayField(models.BigIntegerField(), default=list)
    helpers = ArrayField(models.BigIntegerField(), default=list)
    # counts and measures as the preview shows them (`rules.measures`), and where helpers lack
    figures = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("分派方案")
        indexes = [models.Index(fields=["region_code", "-at"], name="plan_place_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["preview", "applied", "undone"]),
                name="plan_state_known",
            ),
        ]


class Reason(models.TextChoices):
    """Why a helper was given to a household."""

    ASSIGNED = "assigned", _("统一分派")
    HANDED_OVER = "handed_over", _("岗位变动交接")
    BY_HAND = "by_hand", _("人工调整")
    UNDONE = "undone", _("撤销分派")


class Pairing(models.Model):
    """The main helper of a household over half-open instants; one at a time.

    Ended and begun, never rewritten: the database lets nothing change but an open end. What the
    helper was called, and of which unit, is kept as it was, for papers and for those to whom the
    helper's own entry, at the county, is not open. `act` is made by the client or is the plan's
    number: the same act gives a household one helper.
    """

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="pairings", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    helper = models.ForeignKey(Helper, models.PROTECT, related_name="pairings")
    helper_name = models.CharField(_("帮扶责任人"), max_length=40)
    helper_unit = models.CharField(_("单位"), max_length=60)
    helper_post = models.CharField(_("职务"), max_length=40, blank=True)
    during = DateTimeRangeField(_("起止"))
    reason = models.CharField(_("缘由"), max_length=12, choices=Reason.choices)
    note = EncryptedTextField(_("说明"), null=True)
    act = models.UUIDField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_act = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("结对")
        indexes = [
            models.Index(
                fields=["helper", "region_code"],
                condition=models.Q(during__endswith=None),
                name="pairing_now_of_helper",
            ),
            models.Index(fields=["region_code", "household"], name="pairing_place"),
        ]
        constraints = [
            ExclusionConstraint(
                name="one_helper_at_a_time",
                expressions=[
                    ("household", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.UniqueConstraint(fields=["household", "act"], name="pairing_act_once"),
            models.CheckConstraint(
                condition=models.Q(during__isempty=False), name="pairing_period_not_empty"
            ),
            models.CheckConstraint(
                condition=models.Q(reason__in=Reason.values), name="pairing_reason_known"
            ),
        ]
