"""The household, its category through the eras, and why it was poor."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class SubjectCategory(models.TextChoices):
    """What a household is to the policy of a date (facts standard, `households.category`)."""

    NONE = "none", _("一般农户")
    REGISTERED_POOR = "registered_poor", _("建档立卡贫困户")
    UNSTABLE = "unstable", _("脱贫不稳定户")
    MARGINAL = "marginal", _("边缘易致贫户")
    SUDDEN = "sudden", _("突发严重困难户")
    WATCHED = "watched", _("防止返贫致贫对象")


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Household(models.Model):
    """One household, one dossier. `number` is its public id in facts, pages and papers.

    `ended_on` is the day from which nobody lives under this number any more: merged into another
    (its number is `merged_into`, "" for none) or died out. `revision` counts amendments: who saves
    over a newer one is shown it first.
    """

    number = models.CharField(_("户编号"), max_length=32, unique=True)
    region_code = models.CharField(_("所在村"), max_length=12)
    group = models.CharField(_("村民小组"), max_length=40, blank=True)
    address = models.CharField(_("住址"), max_length=200, blank=True)
    head_name = models.CharField(_("户主"), max_length=40)
    head_initials = models.CharField(_("户主拼音首字母"), max_length=20, blank=True)
    size = models.PositiveSmallIntegerField(_("家庭人口"), default=0)
    registered_on = models.DateField(_("建档日期"), null=True, blank=True)
    lifted_on = models.DateField(_("脱贫日期"), null=True, blank=True)
    ended_on = models.DateField(_("销户日期"), null=True, blank=True)
    merged_into = models.CharField(
        _("并入的户"), max_length=32, blank=True, default="", db_default=""
    )
    revision = models.PositiveIntegerField(_("修订次数"), default=0, db_default=0)
    recorded_at = models.DateTimeField(_("录入时间"), db_default=Now())

    class Meta:
        verbose_name = _("户")
        indexes = [
            models.Index(fields=["region_code", "number"], name="household_place"),
            # Plain trees: row security lets an index be used for comparisons, not for patterns.
            models.Index(fields=["head_initials"], name="household_initials"),
            models.Index(fields=["head_name"], name="household_head_name"),
            models.Index(
                fields=["merged_into"],
                name="household_merged_into",
                condition=~models.Q(merged_into=""),
            ),
            # Who was ever registered is a seventh of a county: rooms that are about them read this.
            models.Index(
                fields=["region_code", "number"],
                include=["id", "registered_on", "lifted_on", "ended_on"],
                name="household_registered",
                condition=models.Q(registered_on__isnull=False),
            ),
        ]
        constraints = [
            # What belongs to a household refers to (id, region_code): its place is always the same.
            models.UniqueConstraint(fields=["id", "region_code"], name="household_with_place"),
            models.CheckConstraint(
                condition=models.Q(region_code__regex=r"^\d{12}$"),
                name="household_region_12_digits",
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_on__isnull=True)
                | models.Q(registered_on__isnull=False, lifted_on__gte=models.F("registered_on")),
                name="household_lifted_after_registered",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CategoryPeriod(models.Model):
    """A household's category over half-open days; outside every period it is `none`."""

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="categories", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    category = models.CharField(max_length=20, choices=SubjectCategory.choices)
    during = DateRangeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("户类别")
        constraints = [
            ExclusionConstraint(
                name="one_category_a_day",
                expressions=[
                    ("household", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(during__isempty=False), name="category_period_not_empty"
            ),
            models.CheckConstraint(
                condition=models.Q(category__in=SubjectCategory.values), name="category_known"
            ),
        ]


class Cause(models.Model):
    """Why the household was poor: one main cause (rank 1) and at most two further."""

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="causes", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    cause = models.CharField(max_length=40)
    rank = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("致贫原因")
        constraints = [
            models.UniqueConstraint(fields=["household", "rank"], name="cause_rank_once"),
            models.UniqueConstraint(fields=["household", "cause"], name="cause_once"),
            models.CheckConstraint(
                condition=models.Q(rank__gte=1, rank__lte=3), name="cause_rank_one_to_three"
            ),
        ]


class RegisteredCount(models.Model):
    """How many persons of a household were registered poor at a year's end.

    The published totals of 2014–2018 are sums over this table.
    """

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="registered_counts", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    persons = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("年末建档人口")
        constraints = [
            models.UniqueConstraint(fields=["household", "year"], name="registered_count_once"),
            models.CheckConstraint(
                condition=models.Q(persons__gt=0), name="registered_persons_positive"
            ),
        ]
        indexes = [models.Index(fields=["year"], name="registered_count_year")]
