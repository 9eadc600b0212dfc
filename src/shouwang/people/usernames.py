"""A user name proposed for a person: what the office may change before the account is made."""

import re
from typing import TYPE_CHECKING

from shouwang.kernel.lazily import lazily
from shouwang.people.models import Account

if TYPE_CHECKING:
    import pypinyin
else:
    pypinyin = lazily("pypinyin")

_LETTERS = re.compile(r"[^a-z0-9]")
_LONGEST = 28


def suggested(display_name: str) -> str:
    """The name in pinyin, with a number behind it when it is taken; empty when it has no letters.

    李华 is lihua, the second lihua2.
    """
    style = pypinyin.Style.NORMAL
    spelt = "".join(pypinyin.lazy_pinyin(display_name, style=style, errors="default")).lower()
    name = _LETTERS.sub("", spelt).lstrip("0123456789")[:_LONGEST]
    if len(name) < 2:
        return ""
    taken = set(
        Account.objects.filter(username__startswith=name).values_list("username", flat=True)
    )
    numbered = (f"{name}{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (name, *numbered) if one not in taken)
