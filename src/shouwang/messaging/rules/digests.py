"""The words of a digest."""

from collections.abc import Sequence

from shouwang.messaging.rules.texts import MOST_CHARACTERS

MOST_LINES = 20


def digest_text(lines: Sequence[str], more: str) -> str:
    """The lines one under the other; `more` ({n} of them) stands for those that do not fit."""
    kept: list[str] = []
    room = MOST_CHARACTERS - len(more) - 8
    for line in lines[:MOST_LINES]:
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    left = len(lines) - len(kept)
    return "\n".join([*kept, more.format(n=left)] if left else kept)
