from django.apps import AppConfig


class TraceConfig(AppConfig):
    """The public page of a batch."""

    name = "shouwang.market.trace"
    label = "trace"
