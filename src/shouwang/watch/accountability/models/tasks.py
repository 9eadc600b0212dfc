"""Tasks, one row for each place or person that was given it."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shouwang.people.models import KIND_NAMES
from shouwang.people.rules import Kind
from shouwang.people.rules.duties import OFFICERS
from shouwang.procedures.models import Case

DOERS = (Kind.VILLAGE_CADRE, Kind.TOWNSHIP_CLERK, Kind.COUNTY_OFFICE, *OFFICERS)


class Task(models.Model):
    """What a place has to do by a day, from which document; its case says whether it is done.

    A task handed to many places, or to several departments of the county, is one row each, of the
    same `batch`. With `account` it is
    for that person, else for whoever holds the duty there.
    """

    batch = models.UUIDField(editable=False)
    case = models.OneToOneField(Case, models.PROTECT, related_name="+", db_constraint=False)
    region_code = models.CharField(_("承办单位"), max_length=12)
    duty = models.CharField(
        _("由谁办"), max_length=20, choices=[(kind.value, KIND_NAMES[kind]) for kind in DOERS]
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    title = models.CharField(_("任务"), max_length=100)
    what = models.CharField(_("要求"), max_length=500, blank=True)
    document = models.CharField(_("依据文号"), max_length=100, blank=True)
    due_on = models.DateField(_("办结期限"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("任务")
        indexes = [models.Index(fields=["region_code", "due_on"], name="task_place_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "region_code", "duty"], name="task_handed_out_once"
            ),
            models.CheckConstraint(
                condition=models.Q(region_code__regex=r"^\d{12}$"), name="task_region_shape"
            ),
            models.CheckConstraint(
                condition=models.Q(duty__in=[kind.value for kind in DOERS]), name="task_duty_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_of_department(self) -> bool:
        """Whether an officer of a department does it, by duty and not by place."""
        return self.duty in OFFICERS
