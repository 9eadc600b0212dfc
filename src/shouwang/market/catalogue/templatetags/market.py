"""Pictures at every width, and numbers as shoppers read them."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwang.kernel.money import Money
from shouwang.kernel.regioncode import RegionCode
from shouwang.market.catalogue.models import Picture
from shouwang.market.catalogue.pictures import WIDTHS

register = template.Library()
KILOGRAM = 1000
GAP = "\u202f"  # between thousands, as everywhere


@register.simple_tag
def picture(
    shown: Picture | None, sizes: str, is_first: bool = False, is_decoration: bool = False
) -> SafeString:
    """A picture with its declared size, so that nothing jumps while it loads; or its place.

    As a decoration it is not read aloud: beside the name of what it shows.
    """
    if shown is None:
        return SafeString('<span class="no-picture" aria-hidden="true"></span>')
    sources = ", ".join(
        f"{picture_url(shown, width)} {width}w" for width in WIDTHS if width <= shown.width
    )
    return format_html(
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"{}'
        ' decoding="async" itemprop="image">',
        picture_url(shown, 480),
        sources or f"{picture_url(shown, 480)} {shown.width}w",
        sizes,
        shown.width,
        shown.height,
        "" if is_decoration else shown.alt,
        SafeString(' fetchpriority="high"' if is_first else ' loading="lazy"'),
    )


@register.simple_tag
def picture_url(shown: Picture, width: int) -> str:
    """The address of a picture at a width."""
    return reverse("picture", args=[shown.digest, width])


@register.simple_tag
def thumb(shown: Picture | str | None) -> SafeString:
    """A small picture beside the words that it belongs to; not read aloud."""
    if not isinstance(shown, Picture):  # a template's missing value is an empty string
        return SafeString('<span class="thumb no-picture" aria-hidden="true"></span>')
    return format_html(
        '<img class="thumb" src="{}" width="240" height="240" alt="" loading="lazy"'
        ' decoding="async">',
        picture_url(shown, 240),
    )


@register.filter
def of(found: Mapping[Any, Any], key: object) -> Any:
    """What stands under the key; None where nothing does."""
    return found.get(key)


@register.filter
def price(fen: int) -> SafeString:
    """An amount as shops write it, with the sign before it: ¥59.80."""
    text = Money(fen).text(thousands=GAP)
    return format_html('<span class="price"><span class="yuan">¥</span>{}</span>', text)


@register.filter
def plain_yuan(fen: int) -> str:
    """Yuan with two decimals for programs: 59.80."""
    return Money(fen).text(thousands="")


@register.filter
def weight(grams: int) -> str:
    """Kilograms from one kilogram on, grams below: 2.5 千克, 380 克."""
    if grams < KILOGRAM:
        return _("%(grams)s 克") % {"grams": grams}
    kilograms = f"{grams // KILOGRAM}.{grams % KILOGRAM:03}".rstrip("0").rstrip(".")
    return _("%(kilograms)s 千克") % {"kilograms": kilograms}


@register.filter
def stars(number: int) -> str:
    """Filled stars out of five."""
    return "★" * number + "☆" * (5 - number)


@register.filter
def prefix(code: str) -> str:
    """The digits of a place by which a list is narrowed to it."""
    return RegionCode(code).prefix
