"""Which passwords are good enough, and Django's validator that says the same."""

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from shouwang.kernel.findings import Finding
from shouwang.people import rules
from shouwang.people.models import Account


def refusals_for(password: str, account: Account) -> tuple[Finding, ...]:
    """Why the account may not use the password; empty when it may."""
    return rules.refusals_of_password(
        password,
        username=account.username,
        display_name=account.display_name,
        common=_is_common(password),
    )


def _is_common(password: str) -> bool:
    """Whether it is one of the 20 000 most used passwords (the list that Django carries)."""
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        return True
    return False
