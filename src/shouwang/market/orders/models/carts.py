"""What somebody means to buy; before log-in it belongs to the browser's session."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Cart(models.Model):
    """A member's cart, or one that only its random id leads to."""

    id = models.UUIDField(primary_key=True, editable=False)
    member = models.OneToOneField("members.Member", models.CASCADE, related_name="cart", null=True)
    made_at = models.DateTimeField(_("建立时间"))

    class Meta:
        verbose_name = _("购物车")
        indexes = [
            models.Index(fields=["made_at"], condition=Q(member=None), name="cart_of_nobody")
        ]


class CartLine(models.Model):
    """So many of a variant; the same variant may stand twice, for two people."""

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines", db_index=False)
    variant = models.ForeignKey(
        "catalogue.Variant", models.CASCADE, related_name="+", db_constraint=False
    )
    quantity = models.PositiveIntegerField(_("数量"))
    note = models.CharField(_("留言"), max_length=60, blank=True)
    added_at = models.DateTimeField(_("加入时间"))

    class Meta:
        verbose_name = _("购物车的一行")
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant", "note"], name="cart_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=9999), name="cart_line_quantity"
            ),
        ]
