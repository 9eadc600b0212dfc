"""Suppliers as the watch knows them, and the pseudonyms under which households supply."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

PLACE = r"^\d{12}$"


class SupplierCard(models.Model):
    """A supplier as everybody may know it. The market writes it; `id` is the supplier's number."""

    id = models.UUIDField(primary_key=True, editable=False)
    name = models.CharField(_("名称"), max_length=100)
    kind = models.CharField(_("类型"), max_length=20)
    region_code = models.CharField(_("所在地"), max_length=12)
    is_active = models.BooleanField(_("在营"), default=True, db_default=True)

    class Meta:
        verbose_name = _("供货主体")
        indexes = [models.Index(fields=["region_code", "name"], name="suppliercard_place")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(region_code__regex=PLACE), name="suppliercard_region_12_digits"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """That some household of a village agreed to supply through a supplier; which one is not said.

    The market knows a household by nothing else. `number` is printed for the household, with a
    pass of which only a salted digest is kept. `withdrawn_on` is the last day that counts: what
    was ordered until then still belongs to the household, what is ordered later does not.
    `may_honour`: the household agreed to be thanked by name on public pages.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    number = models.CharField(_("链接编号"), max_length=12, unique=True)
    supplier = models.ForeignKey(SupplierCard, models.PROTECT, related_name="links")
    region_code = models.CharField(_("所在村"), max_length=12)
    agreed_on = models.DateField(_("同意日期"))
    withdrawn_on = models.DateField(_("撤回日期"), null=True)
    may_honour = models.BooleanField(_("同意署名致谢"), default=False, db_default=False)
    pass_digest = models.CharField(max_length=128)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("供货链接")
        indexes = [models.Index(fields=["region_code", "agreed_on"], name="link_place")]
        constraints = [
            models.UniqueConstraint(fields=["id", "region_code"], name="link_with_place"),
            models.CheckConstraint(
                condition=models.Q(region_code__regex=PLACE), name="link_region_12_digits"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_on__isnull=True)
                | models.Q(withdrawn_on__gte=models.F("agreed_on")),
                name="link_withdrawn_after_agreed",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Holder(models.Model):
    """Which household a link belongs to. The market has no right on this table at all.

    `household` is the number of the dossier. A household has one live link to a supplier.
    """

    link = models.OneToOneField(
        Link, models.PROTECT, primary_key=True, related_name="holder", db_constraint=False
    )
    supplier = models.ForeignKey(
        SupplierCard, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    household = models.CharField(_("户编号"), max_length=32)
    region_code = models.CharField(max_length=12)
    is_ended = models.BooleanField(default=False, db_default=False)

    class Meta:
        verbose_name = _("链接所属农户")
        indexes = [models.Index(fields=["household"], name="holder_household")]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "supplier"],
                condition=models.Q(is_ended=False),
                name="holder_one_live_link",
            )
        ]
