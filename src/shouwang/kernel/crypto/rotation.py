"""Re-encrypting stored values with the current key and cipher."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import Model

from shouwang.kernel.crypto import sealing
from shouwang.kernel.crypto.fields import EncryptedTextField, place_of
from shouwang.kernel.scope import Scope, entered

BATCH = 5000
EVERYWHERE = Scope.everywhere()


def rotate(
    model: type[Model],
    *,
    scope: Scope = EVERYWHERE,
    batch: int = BATCH,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Re-encrypt every value of the model that another key or cipher made; returns how many.

    Each batch is one transaction and one UPDATE, in the scope, rows locked in the order of their
    key. It can be stopped at any moment and called again: what is done is recognised by its first
    four bytes. Call it outside of a transaction.
    """
    done = 0
    for field in model._meta.concrete_fields:
        if isinstance(field, EncryptedTextField):
            last: Any = None
            while True:
                with entered(scope):
                    keys = _rotate_batch(model, field, batch, last)
                if not keys:
                    break
                done, last = done + len(keys), keys[-1]
                progress(done)
    return done


def _rotate_batch(
    model: type[Model], field: EncryptedTextField, batch: int, last: Any
) -> list[Any]:
    quote = connection.ops.quote_name
    names = {
        "table": quote(model._meta.db_table),
        "key": quote(str(model._meta.pk.column)),
        "column": quote(str(field.column)),
    }
    with connection.cursor() as cursor:
        parameters = {"header": sealing.current_header(), "last": last, "batch": batch}
        after = "" if last is None else _AFTER
        cursor.execute(_STALE.format(after=after.format(**names), **names), parameters)
        rows = cursor.fetchall()
        if rows:
            texts = sealing.unseal_many((value for _, value in rows), place_of(field))
            sealed = sealing.seal_many(texts, place_of(field))
            cursor.execute(_RENEW.format(**names), [[key for key, _ in rows], sealed])
    return [key for key, _ in rows]


_AFTER = "AND {key} > %(last)s"
_STALE = (
    "SELECT {key}, {column} FROM {table} WHERE substr({column}, 1, 4) <> %(header)s {after}"
    " ORDER BY {key} LIMIT %(batch)s FOR UPDATE"
)
_RENEW = (
    "UPDATE {table} SET {column} = renewed.value"
    " FROM unnest(%s, %s::bytea[]) AS renewed (key, value) WHERE {table}.{key} = renewed.key"
)
