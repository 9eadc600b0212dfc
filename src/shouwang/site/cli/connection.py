"""How a command reaches the database: settings, a running server, Django."""

import contextlib
import os
from collections.abc import Iterator


@contextlib.contextmanager
def connected(role: str = "watch") -> Iterator[None]:
    """Inside the block Django is set up and its database answers as the named role."""
    os.environ["SHOUWANG_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.site.settings")
    # Django takes a second to import, and --help must not wait for it
    import django
    from django.conf import settings
    from django.db import connections

    from shouwang.site import backups, database, supervisor

    with database.available(settings.PLACE):
        if backups.is_interrupted(settings.DATA):
            with supervisor.sole_instance(settings.DATA):
                take_up_restore()
        django.setup()
        try:
            yield
        finally:
            connections.close_all()


def take_up_restore() -> None:
    """Finish a restore that was killed while it exchanged the keys. Hold the data directory."""
    from django.conf import settings

    from shouwang.kernel.crypto import keyring
    from shouwang.site import backups

    backups.finish_interrupted(settings.PLACE, settings.DATA)
    settings.SHOUWANG_KEYS = keyring.load(settings.DATA / "keys.json")
