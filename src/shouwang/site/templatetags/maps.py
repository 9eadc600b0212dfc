"""Maps as inline SVG from the server: outlines of counties, and the tile map below the county."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from shouwang.site import geometry, tilemap
from shouwang.site.templatetags.components import SEVERITY_SHAPES, SEVERITY_WORDS
from shouwang.site.templatetags.figures import number

register = template.Library()

OUTLINE_SIZE = (480, 480)
# A worse step has a larger mark, so that the scale is read by size too.
_MARK_SCALES = {1: 0.5, 2: 0.75, 3: 0.875}


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
            {
                "shape": shape,
                "place": (place := known.get(shape.code, {})),
                "here": shape.code == here,
                "mark": SEVERITY_SHAPES.get(place.get("level") or 0, ""),
                "word": SEVERITY_WORDS.get(place.get("level") or 0, ""),
            }
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
    words = {level: str(word) for level, word in SEVERITY_WORDS.items()}
    return {
        "blocks": [
            (block, SafeString("".join(_tile(t, unit, words) for t in block.tiles)))
            for block in blocks
        ],
        "label": label or gettext("乡镇和村的方块图"),
        "unit": unit,
        "legend": legend_steps(unknown=any(t.place.level is None for b in blocks for t in b.tiles)),
    }


def _tile(tile: tilemap.Tile, unit: str, words: dict[int, str]) -> str:
    """One square with its mark. Written here, not in a template: a county has hundreds of them."""
    place = tile.place
    level = "none" if place.level is None else int(place.level)
    name, count = escape(place.name), f"{number(place.value)}{escape(unit)}"
    if place.level:
        count += f" {words[place.level]}"
    return (
        f'<a href="{escape(place.href)}" aria-label="{name} {count}">'
        f"<title>{name} · {count}</title>"
        f'<rect class="tile level-{level}" x="{tile.x}" y="{tile.y}" width="{tilemap.TILE}" '
        f'height="{tilemap.TILE}" rx="3"/>{_mark(tile)}</a>'
    )


def _mark(tile: tilemap.Tile) -> str:
    """The shape of the step of risk, on a field of 16, in the middle of the square."""
    level = tile.place.level
    if not level:
        return ""
    scale = _MARK_SCALES[level]
    inset = (tilemap.TILE - 16 * scale) / 2
    move = f"translate({tile.x + inset:g} {tile.y + inset:g}) scale({scale:g})"
    return f'<path class="mark mark-{level}" transform="{move}" d="{SEVERITY_SHAPES[level]}"/>'


@register.inclusion_tag("components/legend.html")
def risk_legend() -> dict:
    """What the colours and marks of a map mean."""
    return {"legend": legend_steps()}


def legend_steps(unknown: bool = False) -> list[dict[str, Any]]:
    """No clue and the steps of risk, each with word and shape; last, if asked, what is unknown."""
    steps: list[dict[str, Any]] = [{"level": 0, "word": gettext("无线索"), "shape": ""}]
    steps += [
        {"level": level, "word": SEVERITY_WORDS[level], "shape": SEVERITY_SHAPES[level]}
        for level in (1, 2, 3)
    ]
    return steps + (
        [{"level": "none", "word": gettext("没有数据"), "shape": ""}] if unknown else []
    )


@register.inclusion_tag("components/place_list.html")
def place_list(places: Iterable[Any], unit: str = "", label: str = "") -> dict:
    """The same information as the map, for those who do not see maps, with a bar for size."""
    listed = list(places)
    most = max((place["value"] or 0 for place in listed), default=0)
    return {"places": listed, "most": most, "unit": unit, "label": label or gettext("各地情况列表")}
