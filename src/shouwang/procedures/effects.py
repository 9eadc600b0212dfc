"""What rooms above do when a case ends: called by name, in the transaction of the act.

`settings.SHOUWANG_CASE_EFFECTS` names functions that take the cases that an act has just ended,
with that act, and who acted. They are called once for all cases of a part, so that a thousand
cases are a few statements; what they raise undoes the act.
"""

from collections.abc import Sequence
from typing import Protocol

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.module_loading import import_string

from shouwang.procedures.models import Act, Case

Ended = Sequence[tuple[Case, Act]]


class Effect(Protocol):
    """What a room above offers."""

    def __call__(self, ended: Ended, *, by: AbstractBaseUser) -> None: ...


def take_effect(ended: Ended, *, by: AbstractBaseUser) -> None:
    """Let every room above know of cases that have ended, an end undone included."""
    if not ended:
        return
    for name in getattr(settings, "SHOUWANG_CASE_EFFECTS", ()):
        effect: Effect = import_string(name)
        effect(ended, by=by)
