"""What people wrote when they moved a case: grounds, proof, conclusions."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField
from shouwang.procedures.models import Case
from shouwang.watch.papers.models import Enclosure


class Statement(models.Model):
    """The words of one act, as evidence of their kind, with a photo or PDF; only added.

    `act` is the act's own id.
    """

    act = models.UUIDField(unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_constraint=False)
    region_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=60)
    text = EncryptedTextField(_("内容"))
    enclosure = models.ForeignKey(
        Enclosure, models.PROTECT, null=True, related_name="+", db_index=False
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("办理说明")
        indexes = [
            models.Index(
                fields=["enclosure"],
                condition=models.Q(enclosure__isnull=False),
                name="statement_of_enclosure",
            )
        ]
