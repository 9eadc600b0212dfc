"""The forms of what happens to a family, by the name in their address."""

from shouwang.watch.registry.forms.base import ActForm
from shouwang.watch.registry.forms.households import MergeForm, MoveForm, SplitForm
from shouwang.watch.registry.forms.people import (
    BirthForm,
    DeathForm,
    JoinForm,
    LeaveForm,
    MarriageInForm,
    MarriageOutForm,
)

ACTS: dict[str, type[ActForm]] = {
    "birth": BirthForm,
    "death": DeathForm,
    "marriage-in": MarriageInForm,
    "marriage-out": MarriageOutForm,
    "join": JoinForm,
    "leave": LeaveForm,
    "split": SplitForm,
    "merge": MergeForm,
    "move": MoveForm,
}
RESTRUCTURING = ("split", "merge", "move")
