"""What the ledger refuses. Each comes from the database, which is the last to be asked."""

from shouwang.kernel.errors import ShouwangError


class LedgerError(ShouwangError):
    """The books refuse it."""


class Shortfall(LedgerError):
    """Account {code} has {available} available, and {wanted} were wanted."""

    def __init__(self, *, code: str, wanted: int, available: int) -> None:
        self.code, self.wanted, self.available = code, wanted, available
        super().__init__(code=code, wanted=wanted, available=available)


class KeyReused(LedgerError):
    """The key {key} stands for another entry: a new act needs a new key."""


class AccountUnknown(LedgerError):
    """There is no account {code}: open it first."""


class AccountDiffers(LedgerError):
    """Account {code} is open with another unit, or another rule about going below zero."""


class UnitsDiffer(LedgerError):
    """{source} and {target} are kept in different units."""


class EntryUnknown(LedgerError):
    """There is no entry {key}."""


class NotPending(LedgerError):
    """Entry {key} holds nothing: it was posted at once."""


class AlreadyResolved(LedgerError):
    """Entry {key} was {how} already."""


class WingUnknown(LedgerError):
    """Whose books? A connection of neither wing names them: SET shouwang.ledger_wing."""


class TableUnfit(LedgerError):
    """{table} is not a bare temporary table with the columns that a posting needs."""


# SQLSTATE, as the functions of the database raise them
BY_STATE: dict[str, type[LedgerError]] = {
    "LG001": Shortfall,
    "LG002": KeyReused,
    "LG003": AccountUnknown,
    "LG004": AccountDiffers,
    "LG005": UnitsDiffer,
    "LG006": EntryUnknown,
    "LG007": NotPending,
    "LG008": AlreadyResolved,
    "LG009": WingUnknown,
    "LG010": TableUnfit,
}
