"""Model fields: encrypted text, and the blind index beside it."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from shouwang.kernel.crypto import sealing
from shouwang.kernel.errors import ShouwangError


class EncryptedLookupRefused(ShouwangError):
    """{field} is encrypted and cannot be searched: search its blind index instead."""


class Secret(str):
    """A decrypted text whose `repr` is masked, so that logs and error pages do not show it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "Secret(***)"


class EncryptedTextField(models.Field):  # type: ignore[type-arg]  # no generic at run time
    """Text that is stored encrypted (bytea) and read as `Secret`.

    It can be compared with NULL and nothing else; put a BlindIndexField beside it for look-ups.
    """

    description = "encrypted text"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """The column type."""
        return "bytea"

    @property
    def place(self) -> str:
        """What the ciphertext is bound to."""
        return place_of(self)

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt on the way to the database."""
        return None if value is None else sealing.seal(str(value), self.place)

    def from_db_value(
        self, value: bytes | None, expression: object, connection: BaseDatabaseWrapper
    ) -> Secret | None:
        """Decrypt on the way from the database."""
        return None if value is None else Secret(sealing.unseal(bytes(value), self.place))

    def to_python(self, value: Any) -> Secret | None:
        """Any text given to the model is kept from logs as well."""
        return None if value is None else Secret(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """Only `isnull`: equal texts have different ciphertexts."""
        if lookup_name != "isnull":
            raise EncryptedLookupRefused(field=self.place)
        return super().get_lookup(lookup_name)


class BlindIndexField(models.BinaryField):  # type: ignore[type-arg]  # as above
    """The keyed digest of the encrypted field named `of`, kept by `save` and by look-ups.

    `Person.objects.filter(identity_blind=some_text)` finds by the text itself. Indexed.
    """

    description = "blind index"

    def __init__(self, of: str = "", **options: Any) -> None:
        self.of = of
        options.setdefault("db_index", True)
        options.setdefault("editable", False)
        super().__init__(**options)

    def deconstruct(self) -> Any:
        """For migrations."""
        name, path, args, kwargs = super().deconstruct()
        kwargs |= {"of": self.of, "db_index": bool(kwargs.get("db_index", False))}
        return name, path, args, kwargs

    @property
    def place(self) -> str:
        """What the digest is bound to: the encrypted column."""
        return place_of(self.model._meta.get_field(self.of))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Follow the encrypted field."""
        text = getattr(model_instance, self.of)
        digest = None if text is None else sealing.blind(str(text), self.place)
        setattr(model_instance, self.attname, digest)
        return digest

    def get_prep_value(self, value: Any) -> Any:
        """A text is digested; a digest stays as it is."""
        return sealing.blind(value, self.place) if isinstance(value, str) else value


def place_of(field: Any) -> str:
    """The name of the column, "table.column", that sealing binds to."""
    return f"{field.model._meta.db_table}.{field.column}"
