from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """The packaged policy packs, and the values a county enters over them."""

    name = "shouwang.policies"
    label = "policies"
