"""Maps as inline SVG from the server: outlines of counties, and the tile map below the county."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.translation import gettext

from shouwang.site import geometry, tilemap
from shouwang.site.templatetags.components import SEVERITY_SHAPES, SEVERITY_WORDS

register = template.Library()

OUTLINE_SIZE = (480, 480)


@register.inclusion_tag("components/outline.html")
def outline_map(
    features: Sequence[dict[str, Any]], places: Any = (), here: str = "", label: str = ""
) -> dict:
    """Outlines from GeoJSON features, coloured and linked by places.

    A place is {code, name, href?, level?, value?}; `here` is the code of the page's own place.
    """
    known = {place["code"]: place for place in places}
    drawing = geometry.draw(features, *OUTLINE_SIZE)
    return {
        "width": drawing.width,
        "height": drawing.height,
        "label": label or gettext("区域轮廓图"),
        "shapes": [
            {"shape": shape, "place": known.get(shape.code, {}), "here": shape.code == here}
            for shape in drawing.shapes
        ],
        "named": len(drawing.shapes) > 1,
    }


@register.inclusion_tag("components/tile_map.html")
def tile_map(places: Iterable[Any], label: str = "", unit: str = "") -> dict:
    """Townships and villages as tiles coloured by risk.

    Places {code, name, parent, level 0–3 or None, value, href}: townships are those that other
    places name as parent. A level None means "not known", which is not the same as 0.
    """
    blocks = tilemap.lay_out([tilemap.Place.of(place) for place in places])
    return {
        "blocks": blocks,
        "label": label or gettext("乡镇和村的方块图"),
        "unit": unit,
        "legend": legend_steps(),
        "shapes": SEVERITY_SHAPES,
    }


@register.inclusion_tag("components/legend.html")
def risk_legend() -> dict:
    """What the colours and marks of a map mean."""
    return {"legend": legend_steps()}


def legend_steps() -> list[dict[str, Any]]:
    """None, and the three steps of risk, each with its word and its shape."""
    steps: list[dict[str, Any]] = [{"level": 0, "word": gettext("无线索"), "shape": ""}]
    return steps + [
        {"level": level, "word": SEVERITY_WORDS[level], "shape": SEVERITY_SHAPES[level]}
        for level in (1, 2, 3)
    ]


@register.inclusion_tag("components/place_list.html")
def place_list(places: Iterable[Any], unit: str = "", label: str = "") -> dict:
    """The same information as the map, for those who do not see maps, with a bar for size."""
    listed = list(places)
    most = max((place["value"] or 0 for place in listed), default=0)
    return {"places": listed, "most": most, "unit": unit, "label": label or gettext("各地情况列表")}
