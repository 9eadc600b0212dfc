"""Refusing what no message may hold."""

from shouwang.messaging.errors import KindUnnamed, LinkRefused, TextRefused
from shouwang.messaging.rules import holds_number, is_kind, is_own_path


def check_message(kind: str, text: str, link: str) -> None:
    """Raise KindUnnamed, TextRefused or LinkRefused: faults of the program, so loudly.

    The errors name the kind and never the text.
    """
    if not is_kind(kind):
        raise KindUnnamed(kind=kind)
    if holds_number(text):
        raise TextRefused(kind=kind)
    if not is_own_path(link):
        raise LinkRefused(kind=kind)
