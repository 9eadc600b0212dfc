"""What other pages of the market show of sales: headlines, leaders, reviews."""

from datetime import date
from typing import Any

from django.db.models import Avg, Count
from django.urls import reverse
from django.utils.translation import gettext as _

from shouwang.market.figures.models import Headline, UnitNaming
from shouwang.market.figures.queries.counting import leaders
from shouwang.market.members.models import Member
from shouwang.market.orders.models import Review, Unit

ON_THE_FRONT, NEWEST_REVIEWS = 5, 20


def front(today: date) -> dict[str, Any]:
    """For the front page: the year's headlines, as last counted, and who bought most."""
    words = {
        "households": (_("户"), _("今年带动的农户")),
        "yuan": (_("元"), _("今年分到农户的货款")),
    }
    counted = {row.name: row.value for row in Headline.objects.all()}
    shown = [
        {"value": counted[name], "unit": unit, "label": label, "href": reverse("figures")}
        for name, (unit, label) in words.items()
        if counted.get(name)
    ]
    year = date(today.year, 1, 1)
    first = leaders(year, date(today.year + 1, 1, 1), ON_THE_FRONT)
    return {"front_figures": shown, "leaders": first}


def reviews_of(product: int) -> dict[str, Any]:
    """For a product's page: its mean of stars, how many, and the newest with names as shown."""
    rows = Review.objects.filter(variant__product=product)
    summed = rows.aggregate(mean=Avg("stars"), number=Count("pk"))
    newest = rows.order_by("-at", "pk").values_list(
        "stars", "words", "at", "member__display_name", "variant__title"
    )
    names = ("stars", "words", "at", "who", "title")
    return {
        "stars": f"{summed['mean']:.1f}" if summed["number"] else "",
        "review_count": summed["number"],
        "reviews": [dict(zip(names, row, strict=True)) for row in newest[:NEWEST_REVIEWS]],
    }


def units_to_name(member: Member) -> list[tuple[Unit, bool]]:
    """The units that the member manages, and whether they agreed to be named."""
    units = list(
        Unit.objects.filter(members__member=member, members__is_manager=True).order_by("name")
    )
    named = set(
        UnitNaming.objects.filter(unit__in=units, withdrawn_at=None).values_list(
            "unit_id", flat=True
        )
    )
    return [(unit, unit.pk in named) for unit in units]
