"""Forms of the dossier: one field or a group of them, and what happens to a family."""

from shouwang.watch.registry.forms.acts import ACTS, RESTRUCTURING
from shouwang.watch.registry.forms.base import ActForm
from shouwang.watch.registry.forms.edits import GROUPS, MEMBER_GROUPS, EditForm, ProduceForm
from shouwang.watch.registry.forms.grounds import GroundsForm
from shouwang.watch.registry.forms.households import OpenForm

__all__ = [
    "ACTS",
    "GROUPS",
    "MEMBER_GROUPS",
    "RESTRUCTURING",
    "ActForm",
    "EditForm",
    "GroundsForm",
    "OpenForm",
    "ProduceForm",
]
