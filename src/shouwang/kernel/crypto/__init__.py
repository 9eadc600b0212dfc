"""Encrypted fields, blind indexes, masking and unmasking; see docs/explanation/crypto.md."""

# Settings load the keyring, so nothing here may import a model or a field.
