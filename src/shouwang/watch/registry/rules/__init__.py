"""Rules of the dossier that need no database."""

TAIL = 4  # digits at the end of an identity or telephone number by which a person is found


def tail(number: str | None) -> str:
    """The last digits of an identity or telephone number; "" when there is none."""
    return (number or "")[-TAIL:]
