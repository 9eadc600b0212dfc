"""A visit at home: what was found, by whom, signed by whom; drafts; what the dossier should say."""

import json
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField
from shouwang.procedures.models import Case
from shouwang.watch.papers.models import Paper
from shouwang.watch.registry.models import Household, Person


class FormVersion(models.Model):
    """A form as it was asked; never changed. `digest` is the SHA-256 of `text`, which is JSON."""

    form = models.CharField(_("走访表"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    title = models.CharField(_("名称"), max_length=100)
    text = models.TextField(_("表样全文"))
    first_used_at = models.DateTimeField(_("首次使用"))

    class Meta:
        verbose_name = _("走访表版本")

    def __str__(self) -> str:
        return self.title


class HomeVisit(models.Model):
    """One visit at a home; the client makes its id, so that sending it twice has one effect.

    Rows are added and never changed: a mistake is put right by a successor that `corrects` it.
    `content` is JSON: the answers, what was known when they were given, and all as it was sent.
    `outcome` is the answer to the question in which the form says its outcome.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="visits", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    form = models.CharField(_("走访表"), max_length=60)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", db_index=False)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="corrected_by", verbose_name=_("更正")
    )
    visited_on = models.DateField(_("走访日期"))
    visitors = ArrayField(models.BigIntegerField(), verbose_name=_("入户人员"))
    content = EncryptedTextField(_("走访内容"))
    outcome = models.CharField(_("结论"), max_length=20, blank=True, db_default="")
    unsigned_reason = EncryptedTextField(_("农户未签名的原因"), null=True)
    spot = EncryptedTextField(_("地点"), null=True)  # only where somebody wants to note it
    signed_paper = models.ForeignKey(
        Paper, models.PROTECT, null=True, related_name="+", db_index=False
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("提交时间"))

    class Meta:
        verbose_name = _("走访")
        constraints = [
            models.UniqueConstraint(fields=["id", "region_code"], name="homevisit_with_place"),
            models.CheckConstraint(
                condition=models.Q(visitors__len__gte=1), name="homevisit_has_visitors"
            ),
            models.CheckConstraint(
                condition=models.Q(corrects=None) | ~models.Q(corrects=models.F("id")),
                name="homevisit_corrects_another",
            ),
        ]
        indexes = [
            models.Index(fields=["household", "-at"], name="homevisit_newest"),
            models.Index(fields=["case"], name="homevisit_case", condition=~models.Q(case=None)),
            models.Index(fields=["region_code", "-visited_on"], name="homevisit_place"),
        ]

    @property
    def told(self) -> dict[str, Any]:
        """The content as a mapping: answers, known, sent."""
        told: dict[str, Any] = json.loads(self.content)
        return told


class Role(models.TextChoices):
    """As what somebody signs."""

    VISITOR = "visitor", _("入户人员")
    HOUSEHOLD = "household", _("农户")


class Signature(models.Model):
    """A signature drawn on the glass: strokes as the data of an SVG path, encrypted."""

    visit = models.ForeignKey(
        HomeVisit, models.PROTECT, related_name="signatures", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    role = models.CharField(_("身份"), max_length=10, choices=Role.choices)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    name = EncryptedTextField(_("姓名"))
    ink = EncryptedTextField(_("笔迹"))

    class Meta:
        verbose_name = _("签名")
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "role", "account"],
                nulls_distinct=False,
                name="signature_once_a_signer",
            ),
            models.CheckConstraint(
                condition=models.Q(role="visitor", account__isnull=False)
                | models.Q(role="household", account=None),
                name="signature_of_account_or_household",
            ),
        ]


class Proposal(models.Model):
    """An answer that is not what the dossier said: what it should say, and what came of it.

    `field` is the dossier's field; "" where the dossier has none that a visit may change, and the
    difference stands in the comparison of the three sources or is for the department to settle.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("待写入档案")
        APPLIED = "applied", _("已写入档案")
        NOTED = "noted", _("已转核对")

    visit = models.ForeignKey(
        HomeVisit, models.PROTECT, related_name="proposals", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    question = models.CharField(max_length=60)
    field = models.CharField(max_length=60, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    before = EncryptedTextField(_("原登记"), null=True)
    after = EncryptedTextField(_("走访发现"))
    state = models.CharField(_("状态"), max_length=8, choices=State.choices)
    refusal = EncryptedTextField(_("没有写入的原因"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("写入时间"), null=True)

    class Meta:
        verbose_name = _("建议更改")
        constraints = [
            models.UniqueConstraint(fields=["visit", "question"], name="proposal_once_a_question"),
            models.CheckConstraint(
                condition=models.Q(state__in=["proposed", "noted"], by=None, at=None)
                | models.Q(state="applied", by__isnull=False, at__isnull=False),
                name="proposal_applied_by_somebody",
            ),
        ]


class Draft(models.Model):
    """A visit that is being written down; its id becomes that of the visit."""

    id = models.UUIDField(primary_key=True, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", db_constraint=False)
    region_code = models.CharField(max_length=12)
    form = models.CharField(max_length=60)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", db_index=False)
    content = EncryptedTextField(_("草稿"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(_("保存时间"))

    class Meta:
        verbose_name = _("走访草稿")
        indexes = [models.Index(fields=["by", "-saved_at"], name="visitdraft_own")]

    @property
    def told(self) -> dict[str, Any]:
        """The fields of the page as they were last."""
        told: dict[str, Any] = json.loads(self.content)
        return told
