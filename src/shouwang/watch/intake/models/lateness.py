"""Lists that a department owes."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class LateList(models.Model):
    """A department's list of a month that had not come when it was due."""

    region_code = models.CharField(max_length=12)
    list = models.CharField(_("清单"), max_length=20)
    period = models.DateField(_("所属月份"))
    due_on = models.DateField(_("应报日期"))
    marked_at = models.DateTimeField(_("催办时间"), db_default=Now())
    settled_at = models.DateTimeField(_("补报时间"), null=True)

    class Meta:
        verbose_name = _("迟报清单")
        constraints = [
            models.UniqueConstraint(
                fields=["region_code", "list", "period"], name="late_list_once"
            ),
            models.CheckConstraint(
                condition=models.Q(period__day=1), name="late_list_period_first_day"
            ),
        ]
