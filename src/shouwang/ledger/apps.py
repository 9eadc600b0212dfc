from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Double entry in yuan and grams: accounts, entries, running balances."""

    name = "shouwang.ledger"
    label = "ledger"
