"""What the rooms of places refuse."""

from shouwang.kernel.errors import ShouwangError


class RegionsError(ShouwangError):
    """Something about divisions or their outlines cannot be done."""


class DivisionUnknown(RegionsError):
    """There is no division {code} in the scheme {scheme} on {on}."""


class ListRefused(RegionsError):
    """The list of divisions cannot be loaded: {reason}."""


class EditionOlder(RegionsError):
    """The list is valid from {valid_from}, but division {code} is already known from {known_from}: load older releases first."""  # noqa: E501


class BoundaryRefused(RegionsError):
    """The outline cannot be used: {reason}"""


class NothingToUndo(RegionsError):
    """No outline of {code} has been uploaded that could be taken back."""
