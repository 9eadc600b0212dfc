"""Numbers that name a person or a body: read, check, and say in Chinese what is wrong."""

from shouwang.kernel.identity.bodies import read_credit_code
from shouwang.kernel.identity.contact import read_bank_card, read_telephone
from shouwang.kernel.identity.persons import (
    DisabilityNumber,
    IdentityNumber,
    Sex,
    read_disability,
    read_identity,
)

__all__ = [
    "DisabilityNumber",
    "IdentityNumber",
    "Sex",
    "read_bank_card",
    "read_credit_code",
    "read_disability",
    "read_identity",
    "read_telephone",
]
