"""How a command reaches the database: settings, a running server, Django."""

import contextlib
import os
from collections.abc import Iterator


@contextlib.contextmanager
def connected(role: str = "watch") -> Iterator[None]:
    """Inside the block Django is set up and its database answers as the named role."""
    os.environ["SHOUWANG_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.site.settings")
    import django
    from django.conf import settings
    from django.db import connections

    from shouwang.site import database

    with database.available(settings.PLACE):
        django.setup()
        try:
            yield
        finally:
            connections.close_all()
