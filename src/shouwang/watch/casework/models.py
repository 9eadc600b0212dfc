"""What is written down in the course of a case, and one act over many cases."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwang.kernel.crypto.fields import EncryptedTextField
from shouwang.kernel.work import Work
from shouwang.procedures.models import Case
from shouwang.watch.papers.models import Paper


class Record(models.Model):
    """Evidence written in the course of a case: an opinion, a finding, what somebody said.

    Acts refer to it as "casework.record:<id>". The client makes the id; rows are only added.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="records", db_constraint=False)
    region_code = models.CharField(max_length=12)
    kind = models.CharField(_("种类"), max_length=60)
    text = EncryptedTextField(_("内容"))
    paper = models.ForeignKey(
        Paper, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("材料")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("办理记录")


class BulkAct(Work):
    """One act over many cases: which, with the revision seen, in which words, and what came of it.

    `number` is made by the client; from it come the numbers of the acts, so that a batch that was
    cut off goes on where it stopped. The acts refer to the paper that all cases share as
    "casework.bulkact:<number>"; `text` is what that paper says. `refused` gives the sentences by
    case; `handled` counts the cases that have been gone through.
    """

    number = models.UUIDField(unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))
    procedure = models.CharField(_("程序"), max_length=60)
    case_step = models.CharField(_("环节"), max_length=60)
    transition = models.CharField(_("办理"), max_length=60)
    label = models.CharField(_("办理"), max_length=100)
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    text = EncryptedTextField(_("共同材料"), null=True)
    kinds = models.JSONField(default=list)
    cases = models.JSONField()
    total = models.PositiveIntegerField(_("件数"))
    handled = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(_("已办"), default=0)
    refused = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("批量办理")
        indexes = [models.Index(fields=["by", "-at"], name="batch_newest")]
        constraints = [
            models.CheckConstraint(condition=models.Q(total__gt=0), name="batch_not_empty"),
            models.CheckConstraint(
                condition=models.Q(handled__lte=models.F("total"))
                & models.Q(done__lte=models.F("handled")),
                name="batch_counts_fit",
            ),
        ]
