"""Tries to open a household's own page with its link number and pass."""

from django.db import models


class PassTry(models.Model):
    """One try: too many wrong ones of a link, or from an address, close the page for a while."""

    at = models.DateTimeField()
    link = models.UUIDField()
    address = models.GenericIPAddressField(null=True, blank=True)
    passed = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["link", "at"], name="pass_try_link"),
            models.Index(fields=["address", "at"], name="pass_try_address"),
        ]
