"""Jobs and public-welfare posts, and who holds them."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.watch.registry.models import Household, Person


class Post(models.Model):
    """A post of a village or an employer, with so many places over half-open days.

    The database lets it be held by no more persons at a time than it has places.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    region_code = models.CharField(_("地区"), max_length=12)
    title = models.CharField(_("岗位"), max_length=60)
    employer = models.CharField(_("用人单位"), max_length=80)
    kind = models.CharField(_("岗位类型"), max_length=20)
    public_welfare = models.BooleanField(_("公益性岗位"), default=True)
    pay_month_fen = models.BigIntegerField(_("月报酬（分）"))
    places = models.PositiveSmallIntegerField(_("名额"))
    during = DateRangeField(_("起止日期"))
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("岗位")
        constraints = [
            models.UniqueConstraint(fields=["id", "region_code"], name="post_with_place"),
            models.CheckConstraint(condition=models.Q(places__gt=0), name="post_has_places"),
            models.CheckConstraint(
                condition=models.Q(pay_month_fen__gte=0), name="post_pay_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(during__isempty=False), name="post_period_not_empty"
            ),
        ]
        indexes = [models.Index(fields=["region_code", "title"], name="post_place")]

    def __str__(self) -> str:
        return self.title


class PostHolding(models.Model):
    """A person holds a post over half-open days; a person holds one post at a time."""

    id = models.UUIDField(primary_key=True, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings", db_constraint=False)
    region_code = models.CharField(max_length=12)
    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", db_constraint=False)
    during = DateRangeField(_("在岗日期"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("在岗")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(during__isempty=False), name="postholding_period_not_empty"
            ),
            ExclusionConstraint(
                name="one_post_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]
