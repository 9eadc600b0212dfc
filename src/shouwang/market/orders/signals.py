"""What rooms above must do in the same transaction as an act of orders."""

from django.dispatch import Signal

# Before money for lines that arrived leaves escrow: settlement brings back there what it settled.
# Arguments: `lines` (mapping of line id → fen), `key` (once), `at`.
giving_back = Signal()
# The freight of a part that was sent, refused and cancelled is its supplier's; settlement pays it.
# Arguments: `part`, `supplier`, `fen`, `at`.
freight_earned = Signal()
