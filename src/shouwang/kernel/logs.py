"""Log lines without anybody's number, whatever was logged: message, arguments, traceback."""

import logging
import re

from shouwang.kernel.crypto.masking import mask_identity, mask_telephone

# Unicode digits too: full-width ones are typed into forms
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXxＸｘ](?!\d)")
_TELEPHONE = re.compile(r"(?<!\d)[1１][3-9３-９]\d{9}(?!\d)")


def masked(text: str) -> str:
    """The text with identity numbers and mobile telephones masked, as pages mask them."""
    text = _IDENTITY.sub(lambda found: mask_identity(found[0]), text)
    return _TELEPHONE.sub(lambda found: mask_telephone(found[0]), text)


class MaskingFormatter(logging.Formatter):
    """Formats as its base does and masks the finished line, its traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        """The masked line."""
        return masked(super().format(record))
