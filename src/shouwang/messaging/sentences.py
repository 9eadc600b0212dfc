"""The sentences that leave the house (codes/messaging.yaml), with their few places filled in."""

import re
from collections.abc import Mapping
from functools import cache

from shouwang.engine import load_pack
from shouwang.messaging.errors import TemplateRefused
from shouwang.messaging.rules import holds_number

NEW_MESSAGE = "new_message"
MOST_IN_PLACE = 60
_PLACE = re.compile(r"\{([a-z_]+)\}")


@cache
def sentences() -> Mapping[str, str]:
    """Every sentence of the packaged policy, by its code."""
    return {code: entry["zh"] for code, entry in load_pack("cn").codes["sent_sentences"].items()}


def shown(template: str, parameters: Mapping[str, str]) -> str:
    """The sentence for a page; its code where the policy knows it no more."""
    try:
        return render(template, parameters)
    except TemplateRefused:
        return template


def render(template: str, parameters: Mapping[str, str]) -> str:
    """The sentence with its places filled.

    Raises TemplateRefused when there is no such template, a place is not filled or there is none,
    or something long or like an identity or telephone number is put in.
    """
    sentence = sentences().get(template, "")
    if not sentence or set(_PLACE.findall(sentence)) != set(parameters):
        raise TemplateRefused(template=template)
    if any(len(value) > MOST_IN_PLACE or holds_number(value) for value in parameters.values()):
        raise TemplateRefused(template=template)
    return _PLACE.sub(lambda found: parameters[found[1]], sentence)
