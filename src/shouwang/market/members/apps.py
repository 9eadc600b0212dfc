from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Who shops, sells or operates: accounts and sessions of the market."""

    name = "shouwang.market.members"
    label = "members"
