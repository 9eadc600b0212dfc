"""What this room refuses."""

from shouwang.kernel.errors import ShouwangError


class ProduceError(ShouwangError):
    """Something about produce that cannot be done."""


class NotHere(ProduceError):
    """它不在您的职责范围内，或者已经不在了。"""
