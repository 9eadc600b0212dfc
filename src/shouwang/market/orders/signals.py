"""What rooms above must do in the same transaction as an act of orders."""

from django.dispatch import Signal

# Before money for settled lines leaves escrow: settlement brings it back there.
# Arguments: `lines` (mapping of line id → fen), `key` (once), `at`.
giving_back = Signal()
