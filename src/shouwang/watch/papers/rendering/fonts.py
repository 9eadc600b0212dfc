"""The Chinese fonts of this machine, by the families that official papers ask for.

GB/T 9704 asks for FangSong (body), small-standard Song (title), Hei and Kai (headings). Each falls
back to a free family of its kind; without any Chinese family nothing is printed as empty boxes.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from shouwang.kernel.lazily import lazily

if TYPE_CHECKING:
    import typst
else:
    typst = lazily("typst")

# in the order of preference; the last of each are free
FAMILIES = {
    "fang": ("FangSong_GB2312", "FangSong", "STFangsong", "FZFangSong-Z02"),
    "song": ("FZXiaoBiaoSong-B05", "FZXiaoBiaoSong-B05S", "SimSun", "STSong", "NSimSun"),
    "hei": ("SimHei", "STHeiti", "Microsoft YaHei", "PingFang SC"),
    "kai": ("KaiTi_GB2312", "KaiTi", "STKaiti"),
}
_SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN")
_SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN")
_ANY = ("SimSun", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback")
_FALL_BACK = {"fang": _SERIF + _SANS, "song": _SERIF + _SANS, "hei": _SANS + _SERIF}
# Latin and figures of the width that Chinese type stands beside
_LATIN = ("Times New Roman", "Liberation Serif", "Nimbus Roman", "Tinos")


@lru_cache(maxsize=1)
def installed() -> "typst.Fonts":
    """The fonts of this machine, looked through once in a process."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)


@lru_cache(maxsize=1)
def _families() -> frozenset[str]:
    return frozenset(installed().families())


def families() -> dict[str, list[str]]:
    """For each kind of type the families that are here, the best first."""
    found = {}
    for kind, wanted in FAMILIES.items():
        chinese = (*wanted, *_FALL_BACK.get(kind, _SERIF + _SANS), *_ANY)
        found[kind] = [name for name in chinese if name in _families()]
    return found


def latin() -> list[str]:
    """The families for Latin letters and figures that are here."""
    return [name for name in _LATIN if name in _families()]


def has_chinese() -> bool:
    """Whether papers can be set here at all."""
    return all(families().values())
