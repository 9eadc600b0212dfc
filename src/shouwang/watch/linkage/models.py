"""Pairs of records that may be one person, and what was decided about them."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.watch.registry.models import Person


class State(models.TextChoices):
    """What is known of a pair; `ceased`: a later check no longer finds the two alike."""

    OPEN = "open", _("待判定")
    SAME = "same", _("同一个人")
    DIFFERENT = "different", _("不是同一人")
    CEASED = "ceased", _("不再疑似")


class FoundBy(models.TextChoices):
    """How the pair came up."""

    IDENTITY = "identity", _("证件号码相同")
    LIKENESS = "likeness", _("信息相近")


class Candidate(models.Model):
    """Two records that may be one person: seen by whoever sees one of them, decided by a person.

    Nothing is merged here. A pair has two places, both kept right by the database: it lies in the
    scope of either, and the record of the other place stays hidden.
    """

    left = models.ForeignKey(Person, models.PROTECT, related_name="+", db_constraint=False)
    left_region_code = models.CharField(max_length=12)
    right = models.ForeignKey(Person, models.PROTECT, related_name="+", db_constraint=False)
    right_region_code = models.CharField(max_length=12)
    found_by = models.CharField(_("发现方式"), max_length=8, choices=FoundBy.choices)
    probability = models.FloatField(_("同一人的概率"))
    evidence = models.JSONField(_("依据"))
    state = models.CharField(
        _("状态"), max_length=9, choices=State.choices, default=State.OPEN, db_default=State.OPEN
    )
    found_at = models.DateTimeField(_("发现时间"), db_default=Now())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("判定时间"), null=True)
    reason = models.CharField(_("判定依据"), max_length=200, blank=True, db_default="")
    # of two records of one person, the one that stops counting once the dossiers are put right
    superseded = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        verbose_name = _("疑似重复")
        indexes = [
            models.Index(fields=["left_region_code", "state"], name="candidate_left_place"),
            models.Index(fields=["right_region_code", "state"], name="candidate_right_place"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="candidate_pair_once"),
            models.CheckConstraint(
                condition=models.Q(left__lt=models.F("right")), name="candidate_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(probability__gte=0, probability__lte=1),
                name="candidate_probability",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "ceased"], decided_by=None, decided_at=None)
                | models.Q(state__in=["same", "different"], decided_at__isnull=False),
                name="candidate_decided_or_not",
            ),
            models.CheckConstraint(
                condition=models.Q(superseded=None)
                | models.Q(state="same", superseded=models.F("left"))
                | models.Q(state="same", superseded=models.F("right")),
                name="candidate_supersedes_one_of_them",
            ),
        ]

    @property
    def is_across(self) -> bool:
        """Whether the two records are kept by different townships."""
        return self.left_region_code[:9] != self.right_region_code[:9]
