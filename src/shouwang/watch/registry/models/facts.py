"""Facts about a household: dated, in whole fen, each with the source it came from.

The tables mirror the facts standard, version 1; `shouwang facts export` writes them out.
"""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.watch.registry.models.household import Household
from shouwang.watch.registry.models.person import Person


class Source(models.Model):
    """A department's list, a survey or a report that facts were taken from."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", _("部门清单")
        SURVEY = "survey", _("入户采集")
        REPORT = "report", _("农户申报")
        MARKET = "market", _("市场结算")
        DEMONSTRATION = "demonstration", _("演示数据")

    region_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    title = models.CharField(_("名称"), max_length=200)
    sender = models.CharField(_("提供单位"), max_length=100)
    received_on = models.DateField(_("收到日期"))
    file_sha256 = models.CharField(max_length=64, blank=True)
    rows = models.PositiveIntegerField(_("行数"), default=0)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("来源")

    def __str__(self) -> str:
        return self.title


class Fact(models.Model):
    """What every fact has: whose it is, where, and from which row of which source."""

    household = models.ForeignKey(Household, models.PROTECT, db_constraint=False)
    region_code = models.CharField(max_length=12)
    source = models.ForeignKey(Source, models.PROTECT, null=True, db_index=False)
    source_row = models.PositiveIntegerField(_("行号"), null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True


def _one_of(column: str, choices: type[models.TextChoices], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(**{f"{column}__in": choices.values}), name=name
    )


def _not_negative(column: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=models.Q(**{f"{column}__gte": 0}), name=name)


class IncomeKind(models.TextChoices):
    WAGE = "wage", _("工资性收入")
    BUSINESS = "business", _("生产经营性收入")
    PROPERTY = "property", _("财产性收入")
    TRANSFER = "transfer", _("转移性收入")
    BUSINESS_COST = "business_cost", _("生产经营性支出")
    EXCLUDED = "excluded", _("不计入的收入")


class Income(Fact):
    """Income of one kind received in one month; `business_cost` is what production cost."""

    month = models.DateField(_("月份"))
    kind = models.CharField(max_length=16, choices=IncomeKind.choices)
    # a leaf of the income tree of the forms, for example 公益岗; "" where only the kind is known
    item = models.CharField(_("收入项目"), max_length=20, blank=True, db_default="")
    amount_fen = models.BigIntegerField(_("金额（分）"))

    class Meta:
        verbose_name = _("收入")
        indexes = [models.Index(fields=["month"], name="income_month")]
        constraints = [
            _one_of("kind", IncomeKind, "income_kind_known"),
            _not_negative("amount_fen", "income_not_negative"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="income_month_first_day"),
        ]


class SpendingKind(models.TextChoices):
    MEDICAL_OWN = "medical_own", _("医疗自付")
    EDUCATION_OWN = "education_own", _("教育自付")
    OTHER = "other", _("其他支出")


class Spending(Fact):
    """Money the household itself paid, for a person where that is known."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False)
    spent_on = models.DateField(_("支出日期"))
    kind = models.CharField(max_length=16, choices=SpendingKind.choices)
    amount_fen = models.BigIntegerField(_("金额（分）"))

    class Meta:
        verbose_name = _("支出")
        constraints = [
            _one_of("kind", SpendingKind, "spending_kind_known"),
            _not_negative("amount_fen", "spending_not_negative"),
        ]


class PayoutKind(models.TextChoices):
    INSURANCE = "insurance", _("保险理赔")
    RELIEF = "relief", _("救助发放")


class Payout(Fact):
    """Insurance or relief paid to the household."""

    paid_on = models.DateField(_("发放日期"))
    kind = models.CharField(max_length=16, choices=PayoutKind.choices)
    amount_fen = models.BigIntegerField(_("金额（分）"))

    class Meta:
        verbose_name = _("赔付救助")
        constraints = [
            _one_of("kind", PayoutKind, "payout_kind_known"),
            _not_negative("amount_fen", "payout_not_negative"),
        ]


class HousingGrade(models.TextChoices):
    A = "A", _("A级 安全")
    B = "B", _("B级 基本安全")
    C = "C", _("C级 局部危险")
    D = "D", _("D级 整幢危险")


class Housing(Fact):
    """A dwelling's safety grade as assessed on a day."""

    assessed_on = models.DateField(_("鉴定日期"))
    grade = models.CharField(max_length=1, choices=HousingGrade.choices)

    class Meta:
        verbose_name = _("住房鉴定")
        constraints = [_one_of("grade", HousingGrade, "housing_grade_known")]


class Water(Fact):
    """Whether drinking water was safe when it was looked at."""

    observed_on = models.DateField(_("核查日期"))
    safe = models.BooleanField(_("安全"))

    class Meta:
        verbose_name = _("饮水安全")


class EventKind(models.TextChoices):
    DEATH = "death", _("死亡")
    ACCIDENT = "accident", _("意外事故")
    PRISON = "prison", _("服刑")
    JOB_LOST = "job_lost", _("失业")
    RETURNED = "returned", _("返乡")
    DISASTER = "disaster", _("自然灾害")
    CROP_LOSS = "crop_loss", _("作物损失")
    LIVESTOCK_LOSS = "livestock_loss", _("畜禽损失")
    ALLOWANCE_STARTED = "allowance_started", _("新纳入低保")
    ALLOWANCE_ENDED = "allowance_ended", _("停发低保")
    ALLOWANCE_REFUSED = "allowance_refused", _("低保申请未通过")


class Event(Fact):
    """Something that happened to the household, with its loss where there was one."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False)
    happened_on = models.DateField(_("发生日期"))
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    loss_fen = models.BigIntegerField(_("损失（分）"), null=True)

    class Meta:
        verbose_name = _("事件")
        constraints = [
            _one_of("kind", EventKind, "event_kind_known"),
            _not_negative("loss_fen", "event_loss_not_negative"),
        ]


class Sale(Fact):
    """What the household was to sell in a month under contract, and what it delivered."""

    month = models.DateField(_("月份"))
    contracted_fen = models.BigIntegerField(_("合同额（分）"))
    delivered_fen = models.BigIntegerField(_("交付额（分）"))

    class Meta:
        verbose_name = _("产销")
        constraints = [
            _not_negative("contracted_fen", "sale_contracted_not_negative"),
            _not_negative("delivered_fen", "sale_delivered_not_negative"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="sale_month_first_day"),
        ]
