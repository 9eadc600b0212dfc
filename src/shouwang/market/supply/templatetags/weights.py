"""Weights as pages write them."""

from django import template
from django.utils.translation import gettext as _

from shouwang.market.supply.rules import KG, kilograms

register = template.Library()


@register.filter
def kg(grams: int) -> str:
    """Grams as kilograms, with no more decimals than are needed."""
    return kilograms(grams)


@register.filter
def kilos(grams: int) -> str:
    """A weight as people say it: whole grams below a kilogram, kilograms from one on."""
    if grams < KG:
        return _("%(grams)s 克") % {"grams": grams}
    return _("%(kilograms)s 千克") % {"kilograms": kilograms(grams)}
