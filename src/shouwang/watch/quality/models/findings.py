"""What the rules of data quality found, what was said of it, and the counts that pages show."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.work import Run
from shouwang.people.models import KIND_NAMES
from shouwang.watch.registry.models import Household, Person


class Severity(models.IntegerChoices):
    """How much a finding matters, on the one scale of three steps."""

    ATTENTION = 1, _("关注")
    SERIOUS = 2, _("严重")
    URGENT = 3, _("紧急")


class State(models.TextChoices):
    """Where a finding stands. `corrected` is the end: the rule no longer finds it."""

    OPEN = "open", _("待处理")
    EXPLAINED = "explained", _("已说明，待审核")
    ACCEPTED = "accepted", _("说明已认可")
    CORRECTED = "corrected", _("已更正")


class QualityRun(Run):
    """One check of one place, or of one household at once: what went in, what came out."""

    class Trigger(models.TextChoices):
        SCHEDULE = "schedule", _("定时")
        PERSON = "person", _("人工")
        EDIT = "edit", _("单户更新")

    as_of = models.DateField(_("核查日期"))
    trigger = models.CharField(max_length=8, choices=Trigger.choices)
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, related_name="+", db_index=False
    )
    policy_version = models.CharField(_("规则版本"), max_length=80, blank=True)
    read_at = models.DateTimeField(_("数据截止"), null=True)
    # rules that could not be checked because a parameter has no value on the day
    left_out = models.JSONField(_("未核查的规则"), default=dict)
    households = models.PositiveIntegerField(_("核查户数"), default=0)
    findings = models.PositiveIntegerField(_("疑点数"), default=0)
    opened = models.PositiveIntegerField(_("新增"), default=0)
    lasted = models.PositiveIntegerField(_("持续"), default=0)
    corrected = models.PositiveIntegerField(_("已更正"), default=0)

    class Meta:
        verbose_name = _("数据核查")
        indexes = [models.Index(fields=["region_code", "-id"], name="quality_run_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=["region_code"],
                condition=models.Q(state__in=["queued", "running"]) & ~models.Q(trigger="edit"),
                name="one_check_at_a_time",
            ),
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="check_percent"),
            models.CheckConstraint(
                condition=~models.Q(state="done") | models.Q(finished_at__isnull=False),
                name="check_done_has_end",
            ),
        ]


class QualityFinding(models.Model):
    """Something doubtful in a dossier by one rule, about the household or one person of it.

    Opened once, refreshed while it lasts, corrected when it ceases. What is doubtful again later is
    a new finding. `duty` is the kind of duty that answers for it.
    """

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="quality_findings", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    rule = models.CharField(_("规则"), max_length=60)
    rule_version = models.PositiveSmallIntegerField(_("规则版本"))
    severity = models.PositiveSmallIntegerField(_("程度"), choices=Severity.choices)
    duty = models.CharField(
        _("责任人"), max_length=20, choices=[(k.value, n) for k, n in KIND_NAMES.items()]
    )
    evidence = models.JSONField(_("依据"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    first_seen = models.DateField(_("首次发现"))
    last_seen = models.DateField(_("最近核查"))
    ceased_on = models.DateField(_("更正日期"), null=True)
    explanation = models.CharField(_("说明"), max_length=300, blank=True, db_default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("说明时间"), null=True)
    # why the county sent an explanation back; "" when it did not
    returned = models.CharField(_("退回意见"), max_length=300, blank=True, db_default="")

    class Meta:
        verbose_name = _("数据疑点")
        constraints = [
            models.UniqueConstraint(
                fields=["id", "region_code"], name="quality_finding_with_place"
            ),
            models.UniqueConstraint(
                fields=["household", "person", "rule"],
                condition=~models.Q(state="corrected"),
                nulls_distinct=False,
                name="one_lasting_finding_a_rule",
            ),
            models.CheckConstraint(
                condition=models.Q(severity__gte=1, severity__lte=3), name="quality_severity"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="quality_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="corrected", ceased_on__isnull=False)
                | (~models.Q(state="corrected") & models.Q(ceased_on__isnull=True)),
                name="quality_corrected_has_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["explained", "accepted"])
                | (~models.Q(explanation="") & models.Q(at__isnull=False)),
                name="quality_explained_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["region_code", "-severity", "id"],
                condition=~models.Q(state="corrected"),
                name="quality_place",
            ),
            models.Index(
                fields=["-severity", "id"],
                condition=models.Q(state="open"),
                name="quality_open",
            ),
            models.Index(
                fields=["region_code", "-severity", "id"],
                condition=models.Q(state="open"),
                name="quality_open_place",
            ),
            models.Index(
                fields=["rule", "id"],
                condition=~models.Q(state="corrected"),
                name="quality_rule",
            ),
        ]


class FindingChange(models.Model):
    """What happened to a finding: found, changed, explained, returned, accepted, corrected."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("发现")
        CHANGED = "changed", _("变化")
        EXPLAINED = "explained", _("说明")
        RETURNED = "returned", _("退回")
        ACCEPTED = "accepted", _("认可")
        CORRECTED = "corrected", _("更正")

    finding = models.ForeignKey(
        QualityFinding, models.PROTECT, related_name="changes", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=300, blank=True, db_default="")
    evidence = models.JSONField(null=True)
    rule_version = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name = _("疑点经过")


class QualityTally(models.Model):
    """How many findings of a rule stand in which state in a village, now.

    Pages add these up: their cost does not grow with the number of findings.
    """

    region_code = models.CharField(max_length=12)
    rule = models.CharField(max_length=60)
    severity = models.PositiveSmallIntegerField()
    duty = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State.choices)
    findings = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("疑点计数")
        constraints = [
            models.UniqueConstraint(
                fields=["region_code", "rule", "severity", "duty", "state"],
                name="quality_tally_once",
            )
        ]


class QualityRate(models.Model):
    """What a check of a place left in one township: the rates over time."""

    run = models.ForeignKey(QualityRun, models.CASCADE, related_name="rates")
    region_code = models.CharField(max_length=12)
    on = models.DateField()
    households = models.PositiveIntegerField()
    doubtful = models.PositiveIntegerField()  # households with a finding that nobody accepted
    open = models.PositiveIntegerField()
    explained = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("疑点率")
        constraints = [
            models.UniqueConstraint(fields=["run", "region_code"], name="quality_rate_once")
        ]
        indexes = [models.Index(fields=["region_code", "on"], name="quality_rate_over_time")]
