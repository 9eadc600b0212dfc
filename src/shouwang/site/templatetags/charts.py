"""Charts: the server writes figures, table and definition; js/charts.js only draws."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import template

from shouwang.site.templatetags.figures import MISSING, number

register = template.Library()


@register.inclusion_tag("components/chart.html")
def chart(
    id: str,
    title: str,
    categories: Sequence[Any],
    series: Sequence[dict[str, Any]],
    kind: str = "bar",
    unit: str = "",
    digits: int = 0,
    subtitle: str = "",
    definition: str = "",
    heading: str = "",
) -> dict:
    """A figure whose title says the finding; its table is one click away, its definition under it.

    `kind` is bar, line, stacked, ranked (bars lying, longest on top) or pyramid (two series).
    Each series is {name, values, level?}: one value (or None) for each category; `level` 1–3
    takes the colour of risk. `digits` are the decimals shown, `heading` the first column of the
    table.
    """
    return {
        "id": id,
        "data_id": f"{id}-data",
        "title": title,
        "subtitle": subtitle,
        "definition": definition,
        "unit": unit,
        "heading": heading,
        "series": series,
        "rows": [
            (category, [_written(one["values"][place], digits) for one in series])
            for place, category in enumerate(categories)
        ],
        "data": {
            "kind": kind,
            "unit": unit,
            "digits": digits,
            "categories": [str(category) for category in categories],
            "series": [_drawn(one) for one in series],
        },
    }


def _written(value: Any, digits: int) -> str:
    return MISSING if value is None else number(value, digits)


def _drawn(series: dict[str, Any]) -> dict[str, Any]:
    """A series for the drawing script. Drawing may round; the table keeps the exact values."""
    values = [float(value) if isinstance(value, Decimal) else value for value in series["values"]]
    return {"name": str(series["name"]), "values": values, "level": series.get("level", 0)}
