"""Criteria checked one by one at a household; the county's check of exits by lot."""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField
from shouwang.procedures.models import Case
from shouwang.watch.papers.models import Paper
from shouwang.watch.registry.models import Household


class CriteriaCheck(models.Model):
    """What a person found of each criterion, beside what the registry computed; never changed.

    The client makes the id. `content` is JSON: for each criterion the numbers with their words,
    whether the policy's rule holds (null: cannot be told), what the person confirmed, on which
    grounds, and whether the household agrees. The household signs on the glass (`ink`) or on
    paper (`paper`).
    """

    id = models.UUIDField(primary_key=True, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", db_constraint=False)
    region_code = models.CharField(max_length=12)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    procedure = models.CharField(_("程序"), max_length=60)
    on = models.DateField(_("核对日期"))
    policy_version = models.CharField(_("政策版本"), max_length=80)
    content = EncryptedTextField(_("逐项核对"))
    met = models.BooleanField(_("全部达标"))
    signer = EncryptedTextField(_("签字人"))
    ink = EncryptedTextField(_("笔迹"), null=True)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("提交时间"))

    class Meta:
        verbose_name = _("逐项达标核对表")
        indexes = [models.Index(fields=["household", "-at"], name="criteriacheck_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ink__isnull=False) | models.Q(paper__isnull=False),
                name="criteriacheck_signed",
            )
        ]

    @property
    def criteria(self) -> list[dict[str, Any]]:
        """The criteria in the order of the form."""
        told: list[dict[str, Any]] = json.loads(self.content)
        return told


class Sample(models.Model):
    """A check of exits by lot: the seed on record, so that anybody can draw it again.

    `frame_digest` shows which households it was drawn from. `remaining` and `rural_population` are
    persons, as the county tells them, for the composite incidence.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    region_code = models.CharField(_("地区"), max_length=12)
    seed = models.CharField(_("随机种子"), max_length=64)
    exited_from = models.DateField(_("退出自"))
    exited_to = models.DateField(_("退出至"))  # not included
    exited_frame = models.PositiveIntegerField(_("退出农户总数"))
    others_frame = models.PositiveIntegerField(_("非建档农户总数"))
    frame_digest = models.CharField(max_length=64)
    remaining = models.PositiveIntegerField(_("剩余贫困人口"))
    rural_population = models.PositiveIntegerField(_("农业户籍人口"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("抽取时间"))

    class Meta:
        verbose_name = _("退出抽查")
        indexes = [models.Index(fields=["region_code", "-at"], name="exitsample_place_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(exited_to__gt=models.F("exited_from")),
                name="exitsample_period_not_empty",
            ),
            models.CheckConstraint(
                condition=models.Q(rural_population__gt=0), name="exitsample_population_positive"
            ),
        ]


class Sampled(models.Model):
    """A household that was drawn, and what was found there."""

    class Stratum(models.TextChoices):
        EXITED = "exited", _("退出户")
        OTHER = "other", _("非建档户")

    class Verdict(models.TextChoices):
        RIGHT = "right", _("无误")
        WRONG = "wrong", _("错退或漏评")

    sample = models.ForeignKey(
        Sample, models.PROTECT, related_name="drawn", db_constraint=False, db_index=False
    )
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", db_constraint=False)
    region_code = models.CharField(max_length=12)
    stratum = models.CharField(_("类别"), max_length=8, choices=Stratum.choices)
    rank = models.PositiveIntegerField(_("顺序"))
    persons = models.PositiveSmallIntegerField(_("人口"))
    verdict = models.CharField(_("结果"), max_length=8, choices=Verdict.choices, blank=True)
    approves = models.BooleanField(_("是否认可"), null=True)
    note = EncryptedTextField(_("说明"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("登记时间"), null=True)

    class Meta:
        verbose_name = _("被抽查农户")
        constraints = [
            models.UniqueConstraint(fields=["sample", "household"], name="sampled_once"),
            models.CheckConstraint(
                condition=models.Q(verdict="", by=None, at=None)
                | (models.Q(verdict__in=["right", "wrong"], by__isnull=False, at__isnull=False)),
                name="sampled_found_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(stratum__in=["exited", "other"]), name="sampled_stratum_known"
            ),
        ]
