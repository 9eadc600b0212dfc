"""The kernel as a Django app: it owns the journal and the functions of row security."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The ground floor."""

    name = "shouwang.kernel"
    label = "kernel"
    verbose_name = "内核"
