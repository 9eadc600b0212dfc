"""The end of a number, by which a person is found."""

TAIL = 4  # digits at the end of an identity or telephone number


def tail(number: str | None) -> str:
    """The last digits of an identity or telephone number; "" when there is none."""
    return (number or "")[-TAIL:]
