"""How numbers are written by people: full-width digits, spaces, dashes, small letters."""

import re
import unicodedata

# zero-width and byte-order marks come with cells copied from web pages and Excel
_BLANK = re.compile(r"[\s\u200b-\u200f\u2060\ufeff'`]+")


def normalised(text: str) -> str:
    """Half-width, capital, without blanks, invisible marks and Excel's leading apostrophe."""
    if text.isascii() and text.isalnum():  # nearly all of them: ten times as fast
        return text.upper()
    return _BLANK.sub("", unicodedata.normalize("NFKC", text)).upper()
