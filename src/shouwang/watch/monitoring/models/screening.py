"""Screening runs, the clues they opened, refreshed and closed, and the counts pages show."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.work import Run
from shouwang.watch.registry.models import Household
from shouwang.watch.registry.models.household import SubjectCategory


class Severity(models.IntegerChoices):
    """The one scale of risk."""

    ATTENTION = 1, _("关注")
    SERIOUS = 2, _("严重")
    URGENT = 3, _("紧急")


class ScreeningRun(Run):
    """One screening of one place on one date: what went in, what came out, how long it took."""

    class Trigger(models.TextChoices):
        SCHEDULE = "schedule", _("定时")
        PERSON = "person", _("人工")
        FACT = "fact", _("单户更新")

    as_of = models.DateField(_("筛查日期"))
    trigger = models.CharField(max_length=8, choices=Trigger.choices)
    # the household of a run that screened one alone
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, related_name="+", db_index=False
    )
    policy_version = models.CharField(_("政策版本"), max_length=80, blank=True)
    facts_recorded_at = models.DateTimeField(_("数据截止"), null=True)
    households = models.PositiveIntegerField(_("筛查户数"), default=0)
    households_with_clues = models.PositiveIntegerField(_("有线索户数"), default=0)
    clues = models.PositiveIntegerField(_("线索数"), default=0)
    opened = models.PositiveIntegerField(_("新增"), default=0)
    refreshed = models.PositiveIntegerField(_("持续"), default=0)
    closed = models.PositiveIntegerField(_("关闭"), default=0)

    class Meta:
        verbose_name = _("筛查")
        indexes = [models.Index(fields=["region_code", "-id"], name="run_place_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=["region_code"],
                condition=models.Q(state__in=["queued", "running"]) & ~models.Q(trigger="fact"),
                name="one_screening_at_a_time",
            ),
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="run_percent"),
            models.CheckConstraint(
                condition=~models.Q(state="done") | models.Q(finished_at__isnull=False),
                name="run_done_has_end",
            ),
        ]


class Clue(models.Model):
    """A household in danger by one rule: opened once, refreshed while it lasts, then closed."""

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="clues", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    rule = models.CharField(_("规则"), max_length=60)
    rule_version = models.CharField(_("规则版本"), max_length=20)
    severity = models.PositiveSmallIntegerField(_("程度"), choices=Severity.choices)
    proposed_category = models.CharField(
        _("建议类别"), max_length=20, choices=SubjectCategory.choices
    )
    evidence = models.JSONField(_("依据"))
    policy_version = models.CharField(_("政策版本"), max_length=80)
    opened_on = models.DateField(_("首次发现"))
    refreshed_on = models.DateField(_("最近筛查"))
    closed_on = models.DateField(_("关闭日期"), null=True)
    opened_by = models.ForeignKey(ScreeningRun, models.PROTECT, related_name="+", db_index=False)
    refreshed_by = models.ForeignKey(ScreeningRun, models.PROTECT, related_name="+", db_index=False)
    closed_by = models.ForeignKey(
        ScreeningRun, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("线索")
        constraints = [
            models.UniqueConstraint(fields=["id", "region_code"], name="clue_with_place"),
            models.UniqueConstraint(
                fields=["household", "rule"],
                condition=models.Q(closed_on__isnull=True),
                name="one_open_clue_a_rule",
            ),
            models.CheckConstraint(
                condition=models.Q(severity__gte=1, severity__lte=3), name="clue_severity"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True)
                | models.Q(closed_on__gte=models.F("opened_on")),
                name="clue_closed_after_opened",
            ),
        ]
        indexes = [
            models.Index(
                fields=["region_code", "-severity", "id"],
                condition=models.Q(closed_on__isnull=True),
                name="clue_open_place",
            ),
            models.Index(
                fields=["-severity", "-opened_on", "id"],
                condition=models.Q(closed_on__isnull=True),
                name="clue_open_severity",
            ),
        ]


class ClueChange(models.Model):
    """What happened to a clue in a run: opened, its evidence changed, closed, or opened anew."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("发现")
        CHANGED = "changed", _("变化")
        CLOSED = "closed", _("关闭")

    clue = models.ForeignKey(Clue, models.PROTECT, related_name="changes", db_constraint=False)
    region_code = models.CharField(max_length=12)
    run = models.ForeignKey(ScreeningRun, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    on = models.DateField()
    rule_version = models.CharField(max_length=20)
    evidence = models.JSONField()

    class Meta:
        verbose_name = _("线索变化")


class VillageCount(models.Model):
    """What a run found in one village, one row a rule; the rule "" is the village as a whole.

    Pages add these up: their cost does not grow with the number of households.
    """

    run = models.ForeignKey(ScreeningRun, models.CASCADE, related_name="counts")
    region_code = models.CharField(max_length=12)
    rule = models.CharField(max_length=60, blank=True)
    severity = models.PositiveSmallIntegerField(default=0)
    households = models.PositiveIntegerField(default=0)
    persons = models.PositiveIntegerField(default=0)
    households_with_clues = models.PositiveIntegerField(default=0)
    clues = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("村级计数")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "region_code", "rule"], name="village_count_once"
            )
        ]


class DataFinding(models.Model):
    """A household that could not be screened, and why."""

    run = models.ForeignKey(ScreeningRun, models.CASCADE, related_name="findings")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", db_constraint=False)
    region_code = models.CharField(max_length=12)
    code = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("数据疑点")
