"""The colours of the tokens keep their contrast, and the two dark themes stay one."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

import shouwang

CSS = Path(shouwang.__file__).parent / "site" / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")

# words on grounds: at least 4.5 : 1
WORDS = [
    *[("text", ground) for ground in ("ground", "surface", "sunken", "accent-soft")],
    *[("text", ground) for ground in ("bad-soft", "done-soft", "note-soft")],
    *[("text-quiet", ground) for ground in ("ground", "surface", "sunken", "accent-soft")],
    *[("text-quiet", ground) for ground in ("bad-soft", "note-soft")],
    *[("accent", ground) for ground in ("ground", "surface", "bad-soft", "note-soft")],
    ("accent-text", "accent"),
    ("accent-text", "accent-strong"),
    ("accent-strong", "accent-soft"),
    ("accent-strong", "sunken"),
    *[(ink, ground) for ink in ("bad", "done", "note") for ground in ("surface", f"{ink}-soft")],
    *[(f"risk-{n}", ground) for n in (1, 2, 3) for ground in ("surface", f"risk-{n}-soft")],
    *[(f"risk-{n}-on", f"risk-{n}-fill") for n in (0, 1, 2, 3)],
]
# what is not a word but must be seen: at least 3 : 1
SIGNS = [
    ("line-strong", "surface"),
    ("accent", "surface"),
    ("accent", "ground"),
    *[(f"series-{n}", "surface") for n in (1, 3, 5)],
]


def _block(start: str) -> dict[str, str]:
    body = TOKENS[TOKENS.index(start) :].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))


LIGHT = _block(":root {")
CHOSEN_DARK = _block(':root[data-theme="dark"] {')
SYSTEM_DARK = _block(':root:not([data-theme="light"]) {')


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, definition)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, CHOSEN_DARK], ids=["light", "dark"])
def test_words_have_a_contrast_of_four_and_a_half(theme: dict[str, str]) -> None:
    found = {pair: _contrast(theme[pair[0]], theme[pair[1]]) for pair in WORDS}
    assert {pair: ratio for pair, ratio in found.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", [LIGHT, CHOSEN_DARK], ids=["light", "dark"])
def test_signs_have_a_contrast_of_three(theme: dict[str, str]) -> None:
    found = {pair: _contrast(theme[pair[0]], theme[pair[1]]) for pair in SIGNS}
    assert {pair: ratio for pair, ratio in found.items() if ratio < 3} == {}


def test_the_two_dark_themes_are_equal() -> None:
    assert SYSTEM_DARK == CHOSEN_DARK


def test_dark_changes_every_colour() -> None:
    colours = {name for name, value in LIGHT.items() if value.startswith(("#", "0 1px"))}
    assert set(CHOSEN_DARK) == colours


@pytest.mark.parametrize("theme", [LIGHT, CHOSEN_DARK], ids=["light", "dark"])
def test_steps_of_risk_differ_in_lightness(theme: dict[str, str]) -> None:
    """Told apart without hue: each step's fill lies away from its neighbours'."""
    fills = [theme[f"risk-{n}-fill"] for n in (0, 1, 2, 3)]
    ratios = [_contrast(one, other) for one, other in pairwise(fills)]
    assert [round(ratio, 2) for ratio in ratios if ratio < 1.2] == []


def test_only_the_tokens_hold_colours() -> None:
    sheets = {path.name: path.read_text(encoding="utf-8") for path in CSS.glob("*.css")}
    del sheets["tokens.css"], sheets["print.css"]
    held = {name: re.findall(r"#[0-9a-f]{3,8}\b", text) for name, text in sheets.items()}
    assert {name: colours for name, colours in held.items() if colours} == {}


def test_used_tokens_exist() -> None:
    used = {
        n for path in CSS.glob("*.css") for n in re.findall(r"var\(--([\w-]+)", path.read_text())
    }
    assert used - set(LIGHT) == set()
