"""What pages of the room share."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.findings import Finding
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import permits
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.procedures.models import Case
from shouwang.regions import queries as regions
from shouwang.watch.papers import checking
from shouwang.watch.papers.errors import PaperAlreadyThere
from shouwang.watch.papers.models import Paper, PaperKind
from shouwang.watch.papers.operations import add_paper
from shouwang.watch.papers.rules import Limits
from shouwang.watch.papers.vault import digest
from shouwang.watch.papers.views.frame import dossier_href, household_or_404, region_path
from shouwang.watch.registry.models import Household
from shouwang.watch.registry.operations import record_look

__all__ = ["dossier_href", "region_path"]


def home_for(request: HttpRequest, number: str, act: Act) -> Household:
    """The household of an address, where the person may do the act there; else 404."""
    home = household_or_404(number)
    if not permits(request, act, RegionCode(home.region_code)):
        raise Http404
    return home


def note_look(request: HttpRequest, home: Household) -> None:
    """Write down who opened the visits of a household: it may ask."""
    record_look(by=signed_in(request), at=timezone.now(), household=home, page="visits")


def case_of(text: str, home: Household) -> Case | None:
    """The case of an address where it is about the household; None otherwise."""
    try:
        number = UUID(text)
    except ValueError:
        return None
    return Case.objects.filter(pk=number, subject_kind="household", subject_id=home.number).first()


def address(name: str, *args: Any) -> str:
    """An address of another room; "" while the room has none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def after(number: UUID | None, home: Household, case: UUID | None) -> str:
    """Where a saved visit leads: to its case, else to itself, else to the household's visits."""
    if case and (found := address("casework_case", case)):
        return found
    if number:
        return reverse("visit", args=[number])
    return reverse("household_visits", args=[home.number])


def place_names(codes: Iterable[str]) -> dict[str, str]:
    """The names of villages."""
    return regions.names(set(codes), on=timezone.localdate())


# What stands against a whole submission, and the field at which a person puts it right.
_BESIDE = {
    "household_unsigned": "signer",
    "too_few_visitors": "companion_1",
    "in_the_future": "visited_on",
    "withdrawn_when": "withdrawn_on",
    "unsigned": "paper",
    "signer_missing": "signer",
    "note_missing": "note",
    "days_reversed": "until",
}


def add_findings(form: forms.Form, findings: Iterable[Finding], prefix: str = "") -> None:
    """Put what stands against it beside the field that it is about, else on top."""
    for one in findings:
        name = f"{prefix}{one.clause}" if one.clause else _BESIDE.get(one.code, "")
        if name in form.fields:  # beside its field and in the sum its name stands already
            label = f"“{form.fields[name].label}”："
            form.add_error(name, one.message.removeprefix(label))
        else:
            form.add_error(None, one.message)


def kept_photo(
    request: HttpRequest, home: Household, file: UploadedFile, title: str
) -> tuple[Paper | None, str]:
    """A photograph kept among the papers of the household, or why not.

    One that the household has already is the one meant.
    """
    megabytes, megapixels = settings.SHOUWANG_PAPER_MB, settings.SHOUWANG_PAPER_MEGAPIXELS
    limits = Limits(int(str(megabytes)) << 20, int(str(megapixels)) * 1_000_000)
    reading = checking.look(file.name or "", file.file, limits)  # type: ignore[arg-type]
    if reading.value is None:
        return None, reading.findings[0].message
    ready, now = reading.value, timezone.now()
    try:
        made = add_paper(
            by=signed_in(request),
            at=now,
            household=home,
            ready=ready,
            kind=PaperKind.VISIT,
            title=f"{title} {timezone.localdate(now)}"[:80],
        )
    except PaperAlreadyThere:
        same = Paper.objects.filter(sha256=digest(ready.file), removed_at=None)
        return same.filter(household=home).first(), ""
    except OSError:
        return None, _("服务器磁盘写不进去（可能满了），文件没有保存。请联系管理员。")
    return made, ""
