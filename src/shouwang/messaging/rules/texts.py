"""What a message may say: nothing sensitive, and a link that stays on this site."""

import re

MOST_CHARACTERS = 1000
KIND = r"^[a-z][a-z0-9_.]{1,39}$"
# one slash and then no second one, for //host is another site; no backslash, which browsers turn
LINK = r"^(/([^/\\\s][^\\\s]*)?)?$"

# \d matches full-width digits too. A run of exactly 11 or 18 digits, or 17 and an X, and both as
# people part them: 138 0000 1234, 360781 19800101 123X.
_NUMBERS = re.compile(
    r"(?<!\d)(?:\d{11}|\d{17}[\dXxＸｘ]|\d{3}[ -]\d{4}[ -]\d{4}|\d{6}[ -]\d{8}[ -]\d{3}[\dXxＸｘ])"
    r"(?!\d)"
)
# In a path any long number may be a key: only what has the shape of a telephone or a birth date.
_IN_PATHS = re.compile(
    r"(?<!\d)(?:1[3-9]\d{9}|\d{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx])(?!\d)"
)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


def holds_number(text: str) -> bool:
    """Whether something in the text looks like an identity number or a telephone."""
    return bool(_NUMBERS.search(text))


def is_own_path(link: str) -> bool:
    """Whether a link is empty or a path of this site, without anybody's number in it."""
    if not re.fullmatch(LINK, link, re.ASCII) or not link.isprintable():
        return False
    return not _IN_PATHS.search(_UUID.sub("", link))


def is_kind(code: str) -> bool:
    """Whether a code has the shape of a kind of message."""
    return bool(re.fullmatch(KIND, code, re.ASCII))
