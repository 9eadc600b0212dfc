"""Divisions of the country by scheme and day, the loads they came from, and county outlines."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateRangeField,
    DateTimeRangeField,
    RangeOperators,
)
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import BigIntegerField, Func, Q, TextField
from django.db.models.functions import Cast

from shouwang.kernel.regioncode import Level, RegionCode, Scheme

CODE_DIGITS = 12


class NeighbouringCharacters(Func):
    """The pairs of neighbouring characters of a text: 象湖镇 gives {象, 象湖, 湖镇, 镇}.

    What an index needs to find two Chinese characters anywhere in a name. A trigram index cannot:
    two characters make no trigram, and pg_trgm sees no letters in Chinese where LC_CTYPE is C.
    """

    template = "string_to_array(regexp_replace(%(expressions)s, '(.)', '\\1,\\1', 'g'), ',')"
    output_field = ArrayField(TextField())


class Division(models.Model):
    """A place of the administrative or statistical division, as one scheme knew it for a while.

    Public reference data: the same for every account, so row security does not apply.
    """

    class SchemeChoice(models.TextChoices):
        NBS = Scheme.NBS.value, "统计用区划代码"
        MCA = Scheme.MCA.value, "民政部区划代码"

    class LevelChoice(models.IntegerChoices):
        PROVINCE = Level.PROVINCE.value, "省级"
        PREFECTURE = Level.PREFECTURE.value, "地级"
        COUNTY = Level.COUNTY.value, "县级"
        TOWNSHIP = Level.TOWNSHIP.value, "乡级"
        VILLAGE = Level.VILLAGE.value, "村级"

    scheme = models.CharField("编码方案", max_length=3, choices=SchemeChoice.choices)
    code = models.CharField("区划代码", max_length=CODE_DIGITS)
    name = models.CharField("名称", max_length=100)
    short_name = models.CharField("简称", max_length=100)
    initials = models.CharField("拼音首字母", max_length=100, blank=True)
    level = models.PositiveSmallIntegerField("级别", choices=LevelChoice.choices)
    parent_code = models.CharField("上级代码", max_length=CODE_DIGITS, blank=True)
    urban_rural = models.CharField("城乡分类代码", max_length=3, blank=True)
    during = DateRangeField("有效期")
    source = models.CharField("来源", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "区划"
        constraints = [
            models.CheckConstraint(
                name="division_code_digits", condition=Q(code__regex=r"^\d{12}$")
            ),
            models.CheckConstraint(name="division_level_known", condition=Q(level__range=(1, 5))),
            models.CheckConstraint(name="division_valid_a_day", condition=Q(during__isempty=False)),
            models.CheckConstraint(
                name="division_name_given", condition=~Q(name="") & ~Q(short_name="")
            ),
            ExclusionConstraint(
                name="division_one_a_day",
                expressions=[
                    (Cast("code", BigIntegerField()), RangeOperators.EQUAL),
                    ("scheme", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            models.Index(
                fields=["code"], opclasses=["text_pattern_ops"], name="division_code_prefix"
            ),
            models.Index(fields=["parent_code"], name="division_parent"),
            models.Index(
                fields=["initials"], opclasses=["text_pattern_ops"], name="division_initials"
            ),
            models.Index(
                fields=["short_name"], opclasses=["text_pattern_ops"], name="division_short_name"
            ),
            GinIndex(NeighbouringCharacters("short_name"), name="division_name_inside"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def region_code(self) -> RegionCode:
        """The code as a value, with scheme."""
        return RegionCode(self.code, Scheme(self.scheme))


class Edition(models.Model):
    """One load of a list of divisions; the newest number tells caches whether they are stale."""

    scheme = models.CharField("编码方案", max_length=3, choices=Division.SchemeChoice.choices)
    source = models.CharField("来源", max_length=60)
    prefix = models.CharField("范围", max_length=CODE_DIGITS, blank=True)
    valid_from = models.DateField("生效日期", null=True, blank=True)
    loaded_at = models.DateTimeField("载入时间")
    opened = models.PositiveIntegerField("新增")
    closed = models.PositiveIntegerField("失效")

    class Meta:
        verbose_name = verbose_name_plural = "区划版本"

    def __str__(self) -> str:
        return f"{self.source} {self.prefix or '全国'}"


class Boundary(models.Model):
    """The outline of a county as its office uploaded it, valid until the next takes its place.

    `restores` is set where an earlier outline was put back: undoing never deletes.
    """

    region_code = models.CharField("区划代码", max_length=CODE_DIGITS)
    geometry = models.JSONField("边界", help_text="GeoJSON MultiPolygon，经纬度")
    source = models.CharField("来源", max_length=200)
    licence = models.CharField("使用许可", max_length=200, blank=True)
    approval_number = models.CharField("审图号", max_length=60, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="上传人",
    )
    uploaded_at = models.DateTimeField("上传时间")
    during = DateTimeRangeField("有效期")
    restores = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "边界"
        constraints = [
            models.CheckConstraint(
                name="boundary_of_a_county", condition=Q(region_code__regex=r"^\d{6}000000$")
            ),
            models.CheckConstraint(
                name="boundary_valid_a_moment", condition=Q(during__isempty=False)
            ),
            models.CheckConstraint(
                name="boundary_multipolygon", condition=Q(geometry__type="MultiPolygon")
            ),
            ExclusionConstraint(
                name="boundary_one_at_a_time",
                expressions=[
                    ("region_code", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.source}"
