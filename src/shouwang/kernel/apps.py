"""The kernel as a Django app: it owns the journal and the functions of row security."""

from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    """The ground floor."""

    name = "shouwang.kernel"
    label = "kernel"
    verbose_name = "内核"

    def ready(self) -> None:
        """Renew the key of the scope and all rights once, after every app is migrated."""
        post_migrate.connect(_renew_rights, sender=self, dispatch_uid="kernel-rights")


def _renew_rights(**signal: object) -> None:
    # the models can only be walked once the apps are loaded
    from shouwang.kernel.scope import catalogue, signing  # noqa: PLC0415

    if connection.settings_dict["USER"] == "shouwang_owner":
        signing.provision()
        catalogue.apply_rights()
