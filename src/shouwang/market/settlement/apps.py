from django.apps import AppConfig


class SettlementConfig(AppConfig):
    """Escrow released by rule, attribution to households, payouts."""

    name = "shouwang.market.settlement"
    label = "settlement"
