"""How a household lives and produces: land, produce, work, conditions, risks."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.watch.registry.models.facts import Fact
from shouwang.watch.registry.models.household import Household
from shouwang.watch.registry.models.person import Person


def _not_empty(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=models.Q(during__isempty=False), name=name)


class LandKind(models.TextChoices):
    """What the land is used as."""

    ARABLE = "arable", _("耕地")
    FOREST = "forest", _("林地")
    ORCHARD = "orchard", _("林果地")
    GRASS = "grass", _("牧草地")
    WATER = "water", _("水面")
    RETURNED = "returned", _("退耕还林地")


class Land(Fact):
    """Land of one kind over half-open days, in hundredths of a mu."""

    kind = models.CharField(_("地类"), max_length=12, choices=LandKind.choices)
    area_centimu = models.PositiveIntegerField(_("面积（百分之一亩）"))
    during = DateRangeField()

    class Meta:
        verbose_name = _("土地")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=LandKind.values), name="land_kind_known"
            ),
            ExclusionConstraint(
                name="one_area_of_a_kind_a_day",
                expressions=[
                    ("household", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            _not_empty("land_period_not_empty"),
        ]


class Production(Fact):
    """What a household grew, raised or made in a year."""

    year = models.PositiveSmallIntegerField(_("年度"))
    product = models.CharField(_("品种"), max_length=40)
    quantity = models.DecimalField(_("规模"), max_digits=12, decimal_places=2)
    unit = models.CharField(_("单位"), max_length=10)

    class Meta:
        verbose_name = _("生产")
        constraints = [
            models.UniqueConstraint(
                fields=["household", "year", "product"], name="production_once_a_year"
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=0), name="production_not_negative"
            ),
        ]


class WorkPlace(models.TextChoices):
    """Where a person works, seen from home."""

    TOWNSHIP = "township", _("乡（镇）内")
    COUNTY = "county", _("乡外县内")
    PROVINCE = "province", _("县外省内")
    ELSEWHERE = "elsewhere", _("省外")
    OTHER = "other", _("其他")


class Work(Fact):
    """A person's work over half-open days; `months` is how many of a year."""

    person = models.ForeignKey(Person, models.PROTECT)
    place = models.CharField(_("务工地"), max_length=12, choices=WorkPlace.choices)
    employer = models.CharField(_("务工单位"), max_length=100, blank=True)
    public_welfare = models.BooleanField(_("公益性岗位"), default=False)
    months = models.PositiveSmallIntegerField(_("务工月数"), null=True)
    during = DateRangeField()

    class Meta:
        verbose_name = _("务工")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(place__in=WorkPlace.values), name="work_place_known"
            ),
            models.CheckConstraint(
                condition=models.Q(months__lte=12), name="work_months_of_a_year"
            ),
            _not_empty("work_period_not_empty"),
        ]


class Living(Fact):
    """Conditions of the home as they were seen on a day; null is not known."""

    observed_on = models.DateField(_("核查日期"))
    house_area_m2 = models.PositiveSmallIntegerField(_("住房面积"), null=True)
    road = models.CharField(_("入户路类型"), max_length=20, blank=True)
    road_distance_m = models.PositiveIntegerField(_("与村主干路距离（米）"), null=True)
    fuel = models.CharField(_("主要燃料"), max_length=20, blank=True)
    tap_water = models.BooleanField(_("通自来水"), null=True)
    electricity = models.BooleanField(_("通生活用电"), null=True)
    broadcast = models.BooleanField(_("通广播电视"), null=True)
    sanitary_toilet = models.BooleanField(_("卫生厕所"), null=True)

    class Meta:
        verbose_name = _("生活条件")
        constraints = [
            models.UniqueConstraint(fields=["household", "observed_on"], name="living_once_a_day")
        ]


class Risk(models.Model):
    """A risk of falling back, over half-open days; at most five at a time, by rank."""

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="risks", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    kind = models.CharField(_("风险类型"), max_length=20)
    rank = models.PositiveSmallIntegerField()
    during = DateRangeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("返贫致贫风险")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rank__gte=1, rank__lte=5), name="risk_rank_one_to_five"
            ),
            _not_empty("risk_period_not_empty"),
            *(
                ExclusionConstraint(
                    name=f"one_risk_of_a_{column}_a_day",
                    expressions=[
                        ("household", RangeOperators.EQUAL),
                        (column, RangeOperators.EQUAL),
                        ("during", RangeOperators.OVERLAPS),
                    ],
                )
                for column in ("rank", "kind")
            ),
        ]


class Tag(models.Model):
    """A word that an office puts on a household to find it again."""

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="tags", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    word = models.CharField(_("标签"), max_length=20)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("标签")
        constraints = [models.UniqueConstraint(fields=["household", "word"], name="tag_once")]
        indexes = [models.Index(fields=["word"], name="tag_word")]
