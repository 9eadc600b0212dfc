"""What proves a delivery: a paper of the household that is there, or one that is uploaded now."""

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.findings import Reading, refused
from shouwang.people.views.shown import signed_in
from shouwang.watch.papers import checking, vault
from shouwang.watch.papers.models import Paper
from shouwang.watch.papers.operations import add_paper
from shouwang.watch.papers.views.gallery import limits
from shouwang.watch.registry.models import Household

MOST = 30  # the newest papers that can be chosen


def choices(home: Household) -> list[tuple[int, str]]:
    """The newest papers of the household by number and title."""
    papers = Paper.objects.filter(household=home, removed_at=None).order_by("-at", "-pk")[:MOST]
    return [(one.pk, f"{one.title}（{one.get_kind_display()}）") for one in papers]


def proof_of(request: HttpRequest, home: Household, form: forms.Form) -> Reading[Paper]:
    """The paper chosen or uploaded; neither is a reading without findings and without a value.

    A file that the household has already is that paper.
    """
    chosen, upload = form.cleaned_data["paper"], form.cleaned_data["upload"]
    if chosen:
        return Reading(Paper.objects.filter(household=home, pk=chosen, removed_at=None).first())
    if upload is None:
        return Reading(None)
    ready = checking.look(upload.name or "", upload.file, limits())
    if ready.value is None:
        return Reading(None, ready.findings)
    digest = vault.digest(ready.value.file)
    known = Paper.objects.filter(household=home, sha256=digest, removed_at=None).first()
    if known is not None:
        return Reading(known)
    day = timezone.localdate()
    try:
        paper = add_paper(
            by=signed_in(request),
            at=timezone.now(),
            household=home,
            ready=ready.value,
            kind="other",
            title=_("帮扶落实凭证 %(day)s") % {"day": day},
            taken_on=form.cleaned_data["on"],
        )
    except OSError:
        return refused(
            "disk_full", _("服务器磁盘写不进去（可能满了），凭证没有保存。请联系管理员。")
        )
    return Reading(paper)
