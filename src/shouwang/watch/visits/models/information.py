"""A family's written authorisation, what departments are asked under it, and their answers."""

import json

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField
from shouwang.procedures.models import Case
from shouwang.watch.papers.models import Paper
from shouwang.watch.registry.models import Household
from shouwang.watch.visits.models.visits import HomeVisit


class Authorisation(models.Model):
    """A family lets its information be checked, in writing, until a day; never changed."""

    id = models.UUIDField(primary_key=True, editable=False)
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="authorisations", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    visit = models.ForeignKey(
        HomeVisit, models.PROTECT, null=True, related_name="authorisations", db_index=False
    )
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", db_index=False)
    signer = EncryptedTextField(_("授权人"))
    ink = EncryptedTextField(_("笔迹"), null=True)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+", db_index=False)
    signed_on = models.DateField(_("签署日期"))
    ends_on = models.DateField(_("有效至"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("家庭信息核对授权书")
        constraints = [
            models.UniqueConstraint(fields=["id", "region_code"], name="authorisation_with_place"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("signed_on")),
                name="authorisation_ends_later",
            ),
            models.CheckConstraint(
                condition=models.Q(ink__isnull=False) | models.Q(paper__isnull=False),
                name="authorisation_signed",
            ),
        ]
        indexes = [models.Index(fields=["household", "-signed_on"], name="authorisation_newest")]


class Withdrawal(models.Model):
    """A family takes its authorisation back: from `withdrawn_on` nobody may ask under it."""

    authorisation = models.OneToOneField(
        Authorisation,
        models.PROTECT,
        related_name="withdrawal",
        primary_key=True,
        db_constraint=False,
    )
    region_code = models.CharField(max_length=12)
    withdrawn_on = models.DateField(_("撤回日期"))
    reason = EncryptedTextField(_("农户的说法"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("撤回信息核对授权")


class InformationCheck(models.Model):
    """Departments asked about a family under its authorisation; complete when all answered."""

    id = models.UUIDField(primary_key=True, editable=False)
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="information_checks", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    authorisation = models.ForeignKey(
        Authorisation, models.PROTECT, related_name="checks", db_index=False
    )
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", db_index=False)
    due_on = models.DateField(_("答复期限"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("发起时间"))

    class Meta:
        verbose_name = _("部门信息核对")
        constraints = [
            models.UniqueConstraint(
                fields=["id", "region_code"], name="informationcheck_with_place"
            ),
        ]
        indexes = [models.Index(fields=["household", "-at"], name="informationcheck_newest")]


class Answer(models.TextChoices):
    """What a department found."""

    FOUND = "found", _("有相关记录")
    NOTHING = "nothing", _("无相关记录")
    UNABLE = "unable", _("无法核对")


class InformationQuestion(models.Model):
    """One question to one duty. Its officer sees this row and nothing else of the family.

    `persons` is JSON: name and identity number of whom the question is about.
    """

    check_of = models.ForeignKey(
        InformationCheck, models.PROTECT, related_name="questions", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    question = models.CharField(_("核对内容"), max_length=40)
    duty = models.CharField(_("答复部门"), max_length=24)
    persons = EncryptedTextField(_("核对对象"))
    due_on = models.DateField(_("答复期限"))
    answer = models.CharField(
        _("答复"), max_length=8, choices=Answer.choices, blank=True, db_default=""
    )
    note = EncryptedTextField(_("说明"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    class Meta:
        verbose_name = _("部门信息核对问题")
        constraints = [
            models.UniqueConstraint(
                fields=["check_of", "question"], name="information_question_once"
            ),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at=None, answered_by=None)
                | models.Q(
                    answer__in=["found", "nothing", "unable"],
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                ),
                name="information_answered_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["duty", "due_on"], name="information_open",
                         condition=models.Q(answer="")),
        ]  # fmt: skip

    @property
    def of_whom(self) -> list[dict[str, str]]:
        """Name and identity number of each person asked about."""
        persons: list[dict[str, str]] = json.loads(self.persons)
        return persons
