"""Numbers and passes that are printed for a household."""

import secrets

# without letters and digits that are read for one another on paper
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
NUMBER_LENGTH, PASS_LENGTH = 8, 8


def new_number() -> str:
    """A link's number as it is printed, for example `L7KQ2MXR4`; forty random bits."""
    return "L" + _drawn(NUMBER_LENGTH)


def new_pass() -> str:
    """A pass of forty random bits, shown once."""
    return _drawn(PASS_LENGTH)


def typed(text: str) -> str:
    """A number or a pass as a person typed it: without blanks and hyphens, in capitals."""
    return "".join(one for one in text.upper() if one.isalnum())


def _drawn(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _one in range(length))
