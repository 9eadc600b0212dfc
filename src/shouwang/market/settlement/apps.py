from django.apps import AppConfig
from django.utils.module_loading import import_string


class SettlementConfig(AppConfig):
    """Escrow released by rule, attribution to households, payouts."""

    name = "shouwang.market.settlement"
    label = "settlement"

    def ready(self) -> None:
        """Orders ask before money for settled lines leaves escrow; they do not know whom."""
        import_string("shouwang.market.settlement.operations.connect")()
