"""Weights as pages write them."""

from django import template

from shouwang.market.supply.rules import kilograms

register = template.Library()


@register.filter
def kg(grams: int) -> str:
    """Grams as kilograms, with no more decimals than are needed."""
    return kilograms(grams)
