"""What may be shown without a reason: enough to recognise, not enough to use.

Identity numbers show three digits of the place and the last four, which counter staff
compare with the card: 360***********1234.
"""

HIDDEN = "*"


def mask_identity(number: str) -> str:
    """First three and last four characters; the birth date, which lies between, is hidden."""
    return _middle(number, 3, 4)


def mask_name(name: str) -> str:
    """张三 → 张*, 欧阳建国 → 欧**国, 张建国 → 张*国."""
    if len(name) <= 2:
        return name[:1] + HIDDEN * max(len(name) - 1, 0)
    return _middle(name, 1, 1)


def mask_telephone(number: str) -> str:
    """138****1234."""
    return _middle(number, 3, 4)


def mask_bank_card(number: str) -> str:
    """Only the last four digits."""
    return _middle(number, 0, 4)


def _middle(text: str, first: int, last: int) -> str:
    """A text too short to hide anything is hidden whole."""
    if len(text) <= first + last:
        return HIDDEN * len(text)
    return text[:first] + HIDDEN * (len(text) - first - last) + text[len(text) - last :]
