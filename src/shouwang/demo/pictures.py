"""Plain drawings of the demonstration's goods: no photograph of a real product is claimed.

Each kind is drawn from a seed, so that two products of one kind differ a little and the same
product always looks the same.
"""

import io
import random
from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw, ImageFilter

SIDE = 960
_SHARP = 2  # drawn at twice the size, for smooth edges
Canvas = ImageDraw.ImageDraw
Colour = tuple[int, int, int]

GROUNDS: dict[str, tuple[Colour, Colour]] = {
    "orange": ((253, 244, 228), (247, 226, 196)),
    "oil": ((245, 243, 226), (230, 226, 196)),
    "lotus": ((240, 245, 238), (218, 230, 216)),
    "vegetable": ((243, 247, 232), (222, 234, 204)),
    "egg": ((244, 244, 240), (224, 226, 220)),
    "honey": ((252, 243, 220), (244, 224, 178)),
}


def draw(kind: str, seed: int) -> bytes:
    """A square picture of a kind of goods as WebP: orange, oil, lotus, vegetable, egg, honey."""
    side = SIDE * _SHARP
    picture = _ground(side, *GROUNDS[kind])
    shadow = Image.new("L", (side, side), 0)
    chance = random.Random(seed)
    _DRAWN[kind](ImageDraw.Draw(shadow), chance, True)
    soft = shadow.filter(ImageFilter.GaussianBlur(18 * _SHARP))
    picture.paste(
        (92, 70, 44), (0, 14 * _SHARP), soft.point([value * 2 // 5 for value in range(256)])
    )
    _DRAWN[kind](ImageDraw.Draw(picture), random.Random(seed), False)
    file = io.BytesIO()
    picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(file, "WEBP", quality=82)
    return file.getvalue()


def _ground(side: int, top: Colour, bottom: Colour) -> Image.Image:
    """A table in even light, a little darker towards the front."""
    column = Image.new("RGB", (1, 64))
    for row in range(64):
        mixed = tuple(a + (b - a) * row // 63 for a, b in zip(top, bottom, strict=True))
        column.putpixel((0, row), mixed)
    return column.resize((side, side), Image.Resampling.BICUBIC)


def _disc(
    on: Canvas, x: float, y: float, rx: float, ry: float, fill: Colour | int, is_shadow: bool
) -> None:
    """An ellipse by its middle, in thousandths of the side."""
    unit = SIDE * _SHARP / 1000
    box = ((x - rx) * unit, (y - ry) * unit, (x + rx) * unit, (y + ry) * unit)
    on.ellipse(box, fill=255 if is_shadow else fill)


def _shape(
    on: Canvas, points: Sequence[tuple[float, float]], fill: Colour, is_shadow: bool
) -> None:
    unit = SIDE * _SHARP / 1000
    on.polygon([(x * unit, y * unit) for x, y in points], fill=255 if is_shadow else fill)


def _block(
    on: Canvas,
    box: tuple[float, float, float, float],
    round_by: float,
    fill: Colour,
    is_shadow: bool,
) -> None:
    unit = SIDE * _SHARP / 1000
    on.rounded_rectangle(
        [edge * unit for edge in box], round_by * unit, fill=255 if is_shadow else fill
    )


def _shaded(
    on: Canvas, x: float, y: float, r: float, colours: tuple[Colour, Colour, Colour], dark: bool
) -> None:
    """A round thing in light from the upper left: three discs one on another."""
    deep, middle, light = colours
    _disc(on, x, y, r, r * 0.97, deep, dark)
    if not dark:
        _disc(on, x - r * 0.06, y - r * 0.07, r * 0.88, r * 0.85, middle, dark)
        _disc(on, x - r * 0.22, y - r * 0.26, r * 0.5, r * 0.46, light, dark)


def _orange(on: Canvas, chance: random.Random, dark: bool) -> None:
    skin = ((222, 112, 20), (238, 134, 30), (246, 156, 60))
    for x, y, r in ((330, 560, 190), (690, 540, 180), (510, 690, 205)):
        x, y = x + chance.randint(-18, 18), y + chance.randint(-12, 12)
        _shaded(on, x, y, r, skin, dark)
        if not dark:
            _disc(on, x + r * 0.1, y + r * 0.52, r * 0.1, r * 0.07, (190, 90, 16), dark)
            _disc(on, x + r * 0.1, y + r * 0.52, r * 0.05, r * 0.035, (140, 66, 14), dark)
    _leaf(on, 610, 380, 1, dark)
    _leaf(on, 440, 395, -1, dark)


def _leaf(on: Canvas, x: float, y: float, way: int, dark: bool) -> None:
    points = [(0, 0), (60, -60), (150, -70), (215, -28), (150, 12), (64, 20)]
    _shape(on, [(x + way * dx, y + dy) for dx, dy in points], (74, 122, 58), dark)
    if not dark:
        rib = [(0, 0), (110, -28), (215, -28), (110, -22)]
        _shape(on, [(x + way * dx, y + dy) for dx, dy in rib], (120, 164, 92), dark)


def _oil(on: Canvas, chance: random.Random, dark: bool) -> None:
    x = 430 + chance.randint(-30, 30)
    _block(on, (x - 46, 190, x + 46, 330), 18, (196, 160, 52), dark)
    _block(on, (x - 58, 160, x + 58, 222), 14, (70, 56, 40), dark)
    _block(on, (x - 130, 320, x + 130, 850), 70, (206, 168, 54), dark)
    if not dark:
        _block(on, (x - 104, 352, x - 74, 800), 15, (228, 198, 102), dark)
        _block(on, (x - 130, 500, x + 130, 730), 0, (250, 246, 232), dark)
        _disc(on, x, 596, 52, 52, (170, 62, 56), dark)
        _disc(on, x, 596, 20, 20, (236, 196, 84), dark)
        _block(on, (x - 80, 676, x + 80, 690), 6, (150, 140, 116), dark)
    for dx, dy in ((250, 760), (340, 800), (292, 690)):
        _shaded(on, x + dx, dy, 62, ((104, 70, 44), (126, 88, 56), (154, 112, 76)), dark)


def _lotus(on: Canvas, chance: random.Random, dark: bool) -> None:
    _disc(on, 500, 640, 360, 210, (158, 116, 74), dark)
    if not dark:
        _disc(on, 500, 622, 330, 178, (118, 82, 50), dark)
    for row in range(6):
        for place in range(9):
            x = 250 + 62 * place + chance.randint(-14, 14)
            y = 520 + 36 * row + chance.randint(-8, 8)
            if ((x - 500) / 300) ** 2 + ((y - 606) / 140) ** 2 < 1:
                _shaded(on, x, y, 38, ((214, 204, 176), (236, 228, 206), (248, 243, 230)), dark)
                if not dark:
                    _disc(on, x, y + 10, 5, 9, (176, 160, 120), dark)


def _vegetable(on: Canvas, chance: random.Random, dark: bool) -> None:
    for base, lean in ((360, -70), (500, 0), (640, 70)):
        base += chance.randint(-12, 12)
        stem = [
            (base - 52, 840),
            (base + 52, 840),
            (base + lean + 34, 470),
            (base + lean - 34, 470),
        ]
        _shape(on, stem, (226, 234, 206), dark)
        for dx, dy, r in (
            (-70, 420, 92),
            (70, 410, 96),
            (0, 330, 112),
            (-34, 470, 70),
            (44, 480, 66),
        ):
            _disc(on, base + lean + dx, dy, r, r * 0.9, (64, 118, 52), dark)
            if not dark:
                _disc(on, base + lean + dx - 14, dy - 14, r * 0.72, r * 0.62, (86, 146, 66), dark)
    _block(on, (300, 700, 700, 742), 16, (196, 168, 110), dark)


def _egg(on: Canvas, chance: random.Random, dark: bool) -> None:
    _disc(on, 500, 700, 370, 170, (178, 140, 92), dark)
    if not dark:
        _disc(on, 500, 682, 338, 138, (140, 106, 66), dark)
    shells = ((208, 220, 214), (224, 233, 228), (240, 245, 242))
    for x, y in ((330, 620), (500, 590), (670, 620), (414, 690), (586, 690)):
        x, y = x + chance.randint(-10, 10), y + chance.randint(-8, 8)
        deep, middle, light = shells
        _disc(on, x, y, 92, 120, deep, dark)
        if not dark:
            _disc(on, x - 6, y - 8, 80, 106, middle, dark)
            _disc(on, x - 24, y - 40, 40, 50, light, dark)


def _honey(on: Canvas, chance: random.Random, dark: bool) -> None:
    x = 500 + chance.randint(-24, 24)
    _block(on, (x - 220, 330, x + 220, 850), 84, (214, 140, 24), dark)
    _block(on, (x - 206, 240, x + 206, 350), 26, (120, 84, 48), dark)
    if not dark:
        _block(on, (x - 190, 380, x - 150, 790), 20, (236, 178, 74), dark)
        _block(on, (x - 220, 500, x + 220, 730), 0, (252, 248, 236), dark)
        for dx, dy in ((0, 580), (-48, 607), (48, 607), (0, 634)):
            _hexagon(on, x + dx, dy, 28, (232, 166, 52))
        _block(on, (x - 110, 684, x + 110, 698), 6, (160, 146, 118), dark)


def _hexagon(on: Canvas, x: float, y: float, r: float, fill: Colour) -> None:
    half = r * 0.5
    points = [(x - r, y), (x - half, y - r * 0.87), (x + half, y - r * 0.87)]
    points += [(x + r, y), (x + half, y + r * 0.87), (x - half, y + r * 0.87)]
    _shape(on, points, fill, False)


_DRAWN: dict[str, Callable[[Canvas, random.Random, bool], None]] = {
    "orange": _orange,
    "oil": _oil,
    "lotus": _lotus,
    "vegetable": _vegetable,
    "egg": _egg,
    "honey": _honey,
}
