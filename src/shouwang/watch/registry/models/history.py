"""What was changed in a dossier, by whom, why, on which evidence; and who looked at it."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField
from shouwang.watch.registry.models.facts import Source
from shouwang.watch.registry.models.household import Household
from shouwang.watch.registry.models.person import Person


class Amendment(models.Model):
    """One act upon a dossier with both its dates: true since, and known since.

    `batch` names the import that did it, where it was not a person at a form; an act upon several
    households (a merge, a marriage) has one amendment in each, with the same `act`.
    """

    class Kind(models.TextChoices):
        CREATED = "created", _("建档")
        CORRECTED = "corrected", _("更正")
        CHANGED = "changed", _("变更")
        IMPORTED = "imported", _("导入")
        SPLIT = "split", _("分户")
        MERGED = "merged", _("并户")
        MOVED = "moved", _("迁移")
        BIRTH = "birth", _("出生")
        DEATH = "death", _("死亡")
        MARRIAGE = "marriage", _("婚嫁")
        JOINED = "joined", _("转入")
        LEFT = "left", _("转出")
        UNDONE = "undone", _("撤销")

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="amendments", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    act = models.UUIDField(_("操作号"))
    kind = models.CharField(_("类型"), max_length=12, choices=Kind.choices)
    true_since = models.DateField(_("何时起属实"))
    known_since = models.DateTimeField(_("何时录入"), db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("事由"), max_length=200)
    evidence = models.CharField(_("依据"), max_length=200, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, db_index=False)

    class Meta:
        verbose_name = _("档案变更")
        indexes = [models.Index(fields=["act"], name="amendment_act")]
        constraints = [
            models.UniqueConstraint(fields=["id", "region_code"], name="amendment_with_place"),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "created",
                        "corrected",
                        "changed",
                        "imported",
                        "split",
                        "merged",
                        "moved",
                        "birth",
                        "death",
                        "marriage",
                        "joined",
                        "left",
                        "undone",
                    ]
                ),
                name="amendment_kind_known",
            ),
        ]


class Change(models.Model):
    """One field that an amendment changed: of the household, or of the person named.

    Values are the column's own, written as text: days as 2024-06-30, flags as `true` and `false`,
    choices by their stored code, lists joined with 、 in their order. They are encrypted as every
    dossier's history is; null is nothing there. `field` is one of (`registry.queries.FIELDS`):

    - of a household (`person` null): `number` (null before: the dossier was opened), `region_code`,
      `group`, `address`, `registered_on`, `lifted_on`, `ended_on`, `merged_into` (a number),
      `causes` (the main one first), `risks` (by rank), `tags`, `land.KIND` (hundredths of a mu),
      `living.COLUMN`, `production.YEAR.PRODUCT` (quantity, a space, unit);
    - of a person: `household` (the household's number; null before: entered by this act), `name`,
      `relation`, `sex`, `birth_on`, `ethnicity`, `education`, `marital`, `identity`, `telephone`,
      `disability_number`, `joined_on`, `died_on`, `moved_out_on`;
    - of a person's state: `state.schooling`, `state.labour`, `state.health`,
      `state.disability_grade`, `state.disability_on`, `state.insured_medical`,
      `state.insured_pension`; of their work: `work.place`, `work.employer`, `work.months`,
      `work.public_welfare`.

    A new person has one row, `household` from null; a person who goes from one household to another
    has it in the amendments of both. What follows from these (size, head, initials, tails) and
    dated facts with their own source (income, spending, housing, …) have no rows.
    The dossier as of a day is the present one with later changes taken back.
    """

    amendment = models.ForeignKey(
        Amendment, models.PROTECT, related_name="changes", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    person = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False)
    field = models.CharField(_("项目"), max_length=60)
    before = EncryptedTextField(_("变更前"), null=True)
    after = EncryptedTextField(_("变更后"), null=True)

    class Meta:
        verbose_name = _("变更项目")
        indexes = [
            models.Index(
                fields=["person"],
                name="change_of_a_person",
                condition=models.Q(person__isnull=False),
            )
        ]


class Look(models.Model):
    """Somebody opened a household's dossier: what the household may ask for."""

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="looks", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("查看时间"), db_default=Now())
    page = models.CharField(_("页面"), max_length=40)

    class Meta:
        verbose_name = _("查阅记录")
        indexes = [
            models.Index(fields=["household", "-at"], name="look_newest"),
            models.Index(fields=["at"], name="look_at"),
        ]
