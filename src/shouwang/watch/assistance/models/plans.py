"""One plan of help a household and year, its measures, and what was done to each."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField
from shouwang.watch.papers.models import Paper
from shouwang.watch.registry.models import Household

MOST_RISKS = 5


class Plan(models.Model):
    """What is to be done for a household in a year: its risks, its causes, who drew it up.

    `revision` counts what was changed in the plan or in one of its measures: who acts on an older
    one is told so. Risks and causes are kept as they were when the plan was drawn up.
    """

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="plans", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField(_("年度"))
    era = models.CharField(_("政策时期"), max_length=20)
    risks = ArrayField(models.CharField(max_length=20), verbose_name=_("风险类型"), default=list)
    causes = ArrayField(models.CharField(max_length=40), verbose_name=_("致贫原因"), default=list)
    # the case of its identification, where there is one
    case = models.UUIDField(null=True)
    revision = models.PositiveIntegerField(default=1)
    drawn_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    drawn_up_on = models.DateField(_("制定日期"))
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("帮扶计划")
        constraints = [
            models.UniqueConstraint(fields=["id", "region_code"], name="plan_with_place"),
            models.UniqueConstraint(fields=["household", "year"], name="one_plan_a_year"),
            models.CheckConstraint(
                condition=models.Q(risks__len__lte=MOST_RISKS), name="plan_at_most_five_risks"
            ),
            models.CheckConstraint(condition=models.Q(revision__gte=1), name="plan_revision"),
        ]
        indexes = [models.Index(fields=["region_code", "year"], name="plan_place_year")]

    def __str__(self) -> str:
        return f"{self.household_id} {self.year}"


class MeasureState(models.TextChoices):
    """Where a measure stands."""

    PLANNED = "planned", _("已计划")
    DELIVERED = "delivered", _("已落实")
    ENDED = "ended", _("已终止")


class Measure(models.Model):
    """One measure of a plan; its number is made by the client, so that a double click is one.

    `code` names it in the catalogue of the policy, "" for one of the county's own. Amounts are
    whole fen; effects on income are fen a year.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="measures", db_constraint=False)
    region_code = models.CharField(max_length=12)
    code = models.CharField(max_length=60, blank=True)
    kind = models.CharField(_("措施类型"), max_length=24)
    title = models.CharField(_("措施"), max_length=60)
    productive = models.BooleanField(_("开发式帮扶"))
    responsible = models.CharField(_("责任单位"), max_length=40)
    money = models.CharField(_("资金来源"), max_length=24)
    amount_fen = models.BigIntegerField(_("金额（分）"), null=True)
    because = models.CharField(_("依据"), max_length=300, blank=True)
    start_on = models.DateField(_("计划开始"))
    expected_fen = models.BigIntegerField(_("预计年增收（分）"), null=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=MeasureState.choices, default=MeasureState.PLANNED
    )
    delivered_on = models.DateField(_("落实日期"), null=True)
    paid_fen = models.BigIntegerField(_("落实金额（分）"), null=True)
    actual_fen = models.BigIntegerField(_("实际年增收（分）"), null=True)
    proof = models.ForeignKey(
        Paper, models.PROTECT, null=True, related_name="+", verbose_name=_("落实凭证")
    )
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("帮扶措施")
        constraints = [
            models.UniqueConstraint(fields=["id", "region_code"], name="measure_with_place"),
            models.CheckConstraint(
                condition=models.Q(state__in=MeasureState.values), name="measure_state_known"
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{column}__isnull": True})
                    | models.Q(**{f"{column}__gte": 0}),
                    name=f"measure_{column}_not_negative",
                )
                for column in ("amount_fen", "expected_fen", "paid_fen", "actual_fen")
            ),
            models.CheckConstraint(
                condition=~models.Q(state="delivered")
                | models.Q(delivered_on__isnull=False, proof__isnull=False),
                name="measure_delivered_with_proof",
            ),
        ]
        indexes = [models.Index(fields=["plan", "start_on"], name="measure_of_plan")]

    def __str__(self) -> str:
        return self.title


class MeasureAct(models.Model):
    """What was done to a measure, by whom, why; rows are only added."""

    class Kind(models.TextChoices):
        TAKEN = "taken", _("列入计划")
        CHANGED = "changed", _("调整")
        DELIVERED = "delivered", _("落实")
        ENDED = "ended", _("终止")

    id = models.UUIDField(primary_key=True, editable=False)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="acts", db_constraint=False)
    region_code = models.CharField(max_length=12)
    kind = models.CharField(_("操作"), max_length=10, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))
    reason = EncryptedTextField(_("理由"), null=True)
    # columns of the measure before the act, as text
    before = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("措施经过")
        indexes = [models.Index(fields=["measure", "at"], name="measureact_of_measure")]
