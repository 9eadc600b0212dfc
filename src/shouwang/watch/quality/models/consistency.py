"""Three sources that should agree: the handbook, the registry, what is found at home."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField
from shouwang.watch.registry.models import Household, Person


class Statement(models.Model):
    """What the handbook or a visit says of one item; the newest of each stands."""

    class Source(models.TextChoices):
        HANDBOOK = "handbook", _("帮扶手册")
        VISIT = "visit", _("入户核实")

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="statements", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    item = models.CharField(_("项目"), max_length=20)
    source = models.CharField(_("来源"), max_length=8, choices=Source.choices)
    value = EncryptedTextField(_("内容"))
    seen_on = models.DateField(_("登记或入户日期"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("录入时间"), db_default=Now())

    class Meta:
        verbose_name = _("手册与入户内容")
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person", "item", "source"],
                nulls_distinct=False,
                name="one_statement_of_a_source",
            ),
            models.CheckConstraint(
                condition=models.Q(source__in=["handbook", "visit"]), name="statement_source_known"
            ),
        ]


class Difference(models.Model):
    """An item on which the three sources do not agree, with all their values; null is not said.

    `settled` names the source that was right; the trail of a corrected registry is its amendment.
    An item that agrees by itself ends with the state `agreed`.
    """

    class State(models.TextChoices):
        OPEN = "open", _("待核对")
        SETTLED = "settled", _("已核定")
        AGREED = "agreed", _("已一致")

    class Right(models.TextChoices):
        HANDBOOK = "handbook", _("帮扶手册")
        REGISTRY = "registry", _("系统档案")
        VISIT = "visit", _("入户核实")

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="differences", db_constraint=False
    )
    region_code = models.CharField(max_length=12)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    item = models.CharField(_("项目"), max_length=20)
    handbook = EncryptedTextField(_("帮扶手册"), null=True)
    registry = EncryptedTextField(_("系统档案"), null=True)
    visit = EncryptedTextField(_("入户核实"), null=True)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.OPEN)
    found_on = models.DateField(_("发现日期"))
    right = models.CharField(
        _("以哪个为准"), max_length=8, choices=Right.choices, blank=True, db_default=""
    )
    reason = models.CharField(_("理由"), max_length=200, blank=True, db_default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("核定时间"), null=True)
    # handbooks are paper: whether somebody has corrected it after the registry or visit was right
    handbook_mended = models.BooleanField(_("手册已改"), default=False)

    class Meta:
        verbose_name = _("三者不一致")
        constraints = [
            models.UniqueConstraint(
                fields=["household", "person", "item"],
                condition=models.Q(state="open"),
                nulls_distinct=False,
                name="one_open_difference_an_item",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "settled", "agreed"]),
                name="difference_state_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="settled")
                | (~models.Q(right="") & ~models.Q(reason="") & models.Q(at__isnull=False)),
                name="difference_settled_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["region_code", "id"],
                condition=models.Q(state="open"),
                name="difference_open_place",
            )
        ]
