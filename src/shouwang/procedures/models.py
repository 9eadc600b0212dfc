"""Cases that run by a declared procedure: the version they keep, their standing, their history."""

import json
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class ProcedureVersion(models.Model):
    """A declaration with its numbers, as it held when a case began; never changed.

    `text` is JSON in the order written, which says in which order steps are shown; `digest` is its
    SHA-256, so that cases of one place and time share one version.
    """

    procedure = models.CharField(_("程序"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    title = models.CharField(_("名称"), max_length=100)
    text = models.TextField(_("规定全文"))
    first_used_at = models.DateTimeField(_("首次使用"))

    class Meta:
        verbose_name = _("程序版本")

    def __str__(self) -> str:
        return f"{self.title} {self.digest[:8]}"

    @property
    def content(self) -> dict[str, Any]:
        """The text as a mapping: head, body, numbers, what they cite, names of evidence."""
        content: dict[str, Any] = json.loads(self.text)
        return content


class Case(models.Model):
    """One matter on its way through a procedure; its number is that of the act that opened it.

    What is acted on is named by kind and id: the mechanism knows no room. Everything from `awaits`
    on is worked out from the history at each act, so that lists need no rules.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    procedure = models.CharField(_("程序"), max_length=60)
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="cases")
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    region_code = models.CharField(_("地区"), max_length=12)
    step = models.CharField(_("环节"), max_length=60)
    revision = models.PositiveIntegerField()  # how many acts there are
    opened_on = models.DateField(_("发起日期"))
    entered_on = models.DateField(_("进入本环节"))
    finished_on = models.DateField(_("办结日期"), null=True)
    # whether it ended in what the procedure is for
    effect = models.BooleanField(_("生效"), default=False)
    green = models.BooleanField(_("绿色通道"), default=False)
    owed = ArrayField(models.CharField(max_length=60), verbose_name=_("待补材料"), default=list)
    # kinds of duty: who is to act, and who learns when it is late
    awaits = models.CharField(_("待谁办理"), max_length=20, blank=True, db_default="")
    escalates = models.CharField(max_length=20, blank=True, db_default="")
    # departments that it waits or has waited for, as "kind county": they see it, and no household.
    # Kept by the database.
    departments = ArrayField(
        models.CharField(max_length=27), default=list, db_default=[], editable=False
    )
    due_on = models.DateField(_("期限"), null=True)
    ripe_on = models.DateField(_("公示期满"), null=True)

    class Meta:
        verbose_name = _("事项")
        constraints = [
            models.UniqueConstraint(
                fields=["id", "region_code"], name="procedures_case_with_place"
            ),
            models.UniqueConstraint(
                fields=["procedure", "subject_kind", "subject_id"],
                condition=models.Q(finished_on=None),
                name="one_open_case_a_subject",
            ),
            models.CheckConstraint(condition=models.Q(revision__gte=1), name="case_revision"),
            models.CheckConstraint(
                condition=models.Q(region_code__regex=r"^\d{12}$"), name="case_region_shape"
            ),
            models.CheckConstraint(
                condition=models.Q(finished_on=None, effect=False)
                | models.Q(finished_on__isnull=False, awaits="", due_on=None, ripe_on=None),
                name="case_finished_awaits_nobody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["awaits", "due_on", "id"],
                condition=models.Q(finished_on=None),
                name="case_to_do",
            ),
            # Whole lists are counted and summed from these two without looking at a row.
            models.Index(
                fields=["region_code", "step", "procedure", "awaits", "entered_on"],
                include=[
                    "due_on",
                    "owed",
                    "subject_kind",
                    "ripe_on",
                    "escalates",
                    "id",
                    "departments",
                ],
                condition=models.Q(finished_on=None),
                name="case_open_place",
            ),
            models.Index(
                fields=["step", "due_on", "id"],
                include=["region_code", "procedure", "subject_kind", "departments"],
                condition=models.Q(finished_on=None),
                name="case_open_step",
            ),
            models.Index(
                fields=["due_on", "id"],
                condition=models.Q(finished_on=None),
                name="case_open_due",
            ),
            models.Index(
                models.F("finished_on").desc(),
                "id",
                condition=models.Q(finished_on__isnull=False),
                name="case_finished",
            ),
            models.Index(fields=["subject_kind", "subject_id"], name="case_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} {self.step}"


class Act(models.Model):
    """One thing that was done in a case; the client makes its id, so that it has one effect.

    The first act opens the case and names no transition. Rows are added and never changed; the
    database refuses an act that does not follow the one before.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="acts", db_constraint=False)
    region_code = models.CharField(max_length=12)
    sequence = models.PositiveIntegerField()
    transition = models.CharField(_("办理"), max_length=60, blank=True)
    from_step = models.CharField(max_length=60, blank=True)
    to_step = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(_("身份"), max_length=60)
    signers = ArrayField(models.BigIntegerField(), verbose_name=_("共同签字人"), default=list)
    at = models.DateTimeField(_("时间"))
    on = models.DateField(_("日期"))  # the local day that clocks count by
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    # [{"kind": …, "ref": "app.model:id"}]
    evidence = models.JSONField(_("依据"), default=list)
    # heads at the meeting: members, present, agree, against, abstain, recused
    vote = models.JSONField(_("表决"), null=True)

    class Meta:
        verbose_name = _("办理经过")
        constraints = [
            models.UniqueConstraint(fields=["case", "sequence"], name="act_sequence_once"),
            models.CheckConstraint(condition=models.Q(sequence__gte=1), name="act_sequence"),
            models.CheckConstraint(
                condition=models.Q(sequence=1, transition="", from_step="")
                | (models.Q(sequence__gt=1) & ~models.Q(transition="") & ~models.Q(from_step="")),
                name="act_only_the_first_opens",
            ),
        ]
        indexes = [models.Index(fields=["transition", "case"], name="act_way")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.transition}"
