"""What the generator refuses."""

from shouwang.kernel.errors import ShouwangError


class DemoError(ShouwangError):
    """The demonstration data cannot be made."""


class OutputNotEmpty(DemoError):
    """The directory {path} already holds files: name an empty or a new one with --out."""


class UnusableRegions(DemoError):
    """The file {path} is not a usable list of villages: {reason}."""


class TooFewVillages(DemoError):
    """{households} households do not fit in {villages} villages of at most {limit}: give more."""


class WrongRequest(DemoError):
    """The request cannot be met: {reason}."""


class RegistryNotEmpty(DemoError):
    """This registry holds households of others: load the demonstration into an empty one."""
