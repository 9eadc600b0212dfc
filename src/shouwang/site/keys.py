"""Rotating the keys of every encrypted value: model fields, one-time codes, papers, lists.

The models are found by looking at their fields, so that a new one cannot be forgotten.
"""

from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Model

from shouwang.bridge import vault as crossing
from shouwang.kernel.crypto import keyring, rotation, sealing
from shouwang.kernel.crypto.fields import EncryptedTextField
from shouwang.kernel.errors import ShouwangError
from shouwang.watch.intake import keeping
from shouwang.watch.papers import vault

Show = Callable[[str, int], None]


class ListsWaiting(ShouwangError):
    """{waiting} lists wait to be merged: merge or send them back, then drop the old keys."""


def encrypted_models() -> list[type[Model]]:
    """Every model with its own table and an encrypted field."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy
        and any(isinstance(field, EncryptedTextField) for field in model._meta.concrete_fields)
    ]


def put_in_front(data: Path) -> int:
    """Make a new current key in the key file and use it from now on; returns its number."""
    ring = keyring.load(data / "keys.json").with_new_key()
    keyring.save(data / "keys.json", ring)
    settings.SHOUWANG_KEYS = ring
    return ring.current


def renew(show: Show) -> Iterator[tuple[str, int]]:
    """Re-encrypt what another key or cipher made; yields each table with its number of values."""
    for model in encrypted_models():
        name = model._meta.db_table

        def progress(done: int, name: str = name) -> None:
            show(name, done)

        yield name, rotation.rotate(model, progress=progress)
    yield Authenticator._meta.db_table, _renew_second_factors()
    yield "files of papers", vault.renew()
    yield "papers of applications", crossing.renew()
    yield "lists as they came", keeping.renew()


def drop_old(data: Path) -> list[int]:
    """Forget every key but the current one. Call it after `renew`; returns their numbers.

    Raises ListsWaiting: the rows of a list that is not merged yet would not open any more.

    The file with them stays beside as `keys.before-rotation.json`, for backups made before.
    """
    if waiting := keeping.waiting():
        raise ListsWaiting(waiting=waiting)
    file = data / "keys.json"
    ring = keyring.load(file)
    old = [number for number in ring.keys if number != ring.current]
    if not old:
        return []
    keyring.save(data / "keys.before-rotation.json", ring)
    for number in old:
        ring = ring.without(number)
    keyring.save(file, ring)
    settings.SHOUWANG_KEYS = ring
    return old


def _renew_second_factors() -> int:
    with transaction.atomic():
        changed = 0
        for authenticator in Authenticator.objects.select_for_update().order_by("pk"):
            renewed, count = _renewed(authenticator.data)
            if count:
                authenticator.data = renewed
                authenticator.save(update_fields=["data"])
                changed += count
    return changed


def _renewed(value: Any) -> tuple[Any, int]:
    """The same document with its sealed texts sealed anew, and how many there were."""
    if isinstance(value, dict):
        pairs = {key: _renewed(inner) for key, inner in value.items()}
        renewed = {key: inner for key, (inner, _) in pairs.items()}
        return renewed, sum(count for _, count in pairs.values())
    if isinstance(value, list):
        parts = [_renewed(inner) for inner in value]
        return [inner for inner, _ in parts], sum(count for _, count in parts)
    if not _is_stale(value):
        return value, 0
    adapter = get_adapter()
    return adapter.encrypt(adapter.decrypt(value)), 1


def _is_stale(value: Any) -> bool:
    """Whether this is a sealed text of another key or cipher; everything else stays."""
    if not isinstance(value, str):
        return False
    try:
        header = b64decode(value, validate=True)[:4]
    except ValueError:
        return False
    return header[:1] == bytes((sealing.FORMAT,)) and header != sealing.current_header()
