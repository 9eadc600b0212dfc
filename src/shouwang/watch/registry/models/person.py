"""The people of a household; what changes with time is a state over days."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import BlindIndexField, EncryptedTextField
from shouwang.kernel.crypto.masking import mask_identity, mask_telephone
from shouwang.watch.registry.models.household import Household


class Sex(models.IntegerChoices):
    """GB/T 2261.1."""

    UNKNOWN = 0, _("未知")
    MALE = 1, _("男")
    FEMALE = 2, _("女")
    UNSPECIFIED = 9, _("未说明")


class Marital(models.IntegerChoices):
    """GB/T 2261.2."""

    SINGLE = 10, _("未婚")
    MARRIED = 20, _("已婚")
    WIDOWED = 30, _("丧偶")
    DIVORCED = 40, _("离婚")
    UNSPECIFIED = 90, _("未说明")


class Schooling(models.TextChoices):
    """Where a person is at school (facts standard, `persons.schooling`)."""

    NONE = "none", _("不在学")
    PRESCHOOL = "preschool", _("学前")
    PRIMARY = "primary", _("小学")
    JUNIOR = "junior", _("初中")
    SENIOR = "senior", _("高中")
    VOCATIONAL = "vocational", _("中职技工")
    COLLEGE = "college", _("大专及以上")
    FINISHED = "finished", _("已毕业")


class Labour(models.TextChoices):
    """What work a person can do (facts standard, `persons.labour`)."""

    ABLE = "able", _("普通劳动力")
    SKILLED = "skilled", _("技能劳动力")
    WEAK = "weak", _("弱劳动力或半劳动力")
    LOST = "lost", _("丧失劳动力")
    NONE = "none", _("无劳动力")


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["identity", "identity_index", "telephone", "disability_number"],
)
class Person(models.Model):
    """A member of a household, now or once. Identity and telephone are encrypted at rest."""

    number = models.CharField(_("人员编号"), max_length=40, unique=True)
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="members", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    name = models.CharField(_("姓名"), max_length=40)
    relation = models.CharField(_("与户主关系"), max_length=20)
    sex = models.PositiveSmallIntegerField(_("性别"), choices=Sex.choices, default=Sex.UNKNOWN)
    birth_on = models.DateField(_("出生日期"), null=True, blank=True)
    ethnicity = models.CharField(_("民族"), max_length=20, blank=True)
    education = models.CharField(_("文化程度"), max_length=20, blank=True)
    marital = models.PositiveSmallIntegerField(
        _("婚姻状况"), choices=Marital.choices, null=True, blank=True
    )
    identity = EncryptedTextField(_("证件号码"), null=True)
    identity_index = BlindIndexField(of="identity", null=True)
    telephone = EncryptedTextField(_("联系电话"), null=True)
    # the last four digits, which pages show anyway: enough to find, too little to call
    identity_tail = models.CharField(_("证件号码后四位"), max_length=4, blank=True, db_default="")
    telephone_tail = models.CharField(_("联系电话后四位"), max_length=4, blank=True, db_default="")
    name_initials = models.CharField(_("姓名拼音首字母"), max_length=20, blank=True, db_default="")
    disability_number = EncryptedTextField(_("残疾证号"), null=True)
    joined_on = models.DateField(_("转入日期"), null=True, blank=True)
    died_on = models.DateField(_("死亡日期"), null=True, blank=True)
    moved_out_on = models.DateField(_("转出日期"), null=True, blank=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("家庭成员")
        constraints = [
            models.UniqueConstraint(fields=["id", "region_code"], name="person_with_place"),
        ]
        indexes = [
            # Plain trees: row security lets an index be used for comparisons, not for patterns.
            # The place beside the name: a surname asked for in one township is found in the tree.
            models.Index(fields=["name", "region_code"], name="person_name_place"),
            models.Index(fields=["name_initials", "region_code"], name="person_initials_place"),
            models.Index(fields=["identity_tail"], name="person_identity_tail"),
            models.Index(fields=["telephone_tail"], name="person_telephone_tail"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def identity_masked(self) -> str:
        """The identity number as pages show it; "" when there is none."""
        return mask_identity(self.identity) if self.identity else ""

    @property
    def telephone_masked(self) -> str:
        """The telephone number as pages show it; "" when there is none."""
        return mask_telephone(self.telephone) if self.telephone else ""


class PersonState(models.Model):
    """Schooling, labour, health and disability of a person over half-open days."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="states", db_constraint=False)
    region_code = models.CharField(max_length=12)
    during = DateRangeField()
    schooling = models.CharField(max_length=12, choices=Schooling.choices)
    labour = models.CharField(max_length=8, choices=Labour.choices)
    health = models.CharField(_("健康状况"), max_length=20, blank=True)
    disability_grade = models.PositiveSmallIntegerField(_("残疾等级"), default=0)
    disability_on = models.DateField(_("残疾评定日期"), null=True, blank=True)
    insured_medical = models.BooleanField(_("参加基本医疗保险"), null=True)
    insured_pension = models.BooleanField(_("参加基本养老保险"), null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("成员状况")
        constraints = [
            ExclusionConstraint(
                name="one_state_a_day",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(disability_grade__lte=4), name="disability_grade_0_to_4"
            ),
        ]
