"""Files that come with an act: kept as papers of the household before anything is decided."""

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.people.views.shown import signed_in
from shouwang.procedures.models import Case
from shouwang.watch.casework.forms import ActForm
from shouwang.watch.casework.queries import wording
from shouwang.watch.papers import checking, vault
from shouwang.watch.papers import operations as keeping
from shouwang.watch.papers.errors import PaperAlreadyThere, PapersError
from shouwang.watch.papers.models import Paper, PaperKind
from shouwang.watch.papers.queries import household
from shouwang.watch.papers.views.gallery import limits
from shouwang.watch.registry.models import Household
from shouwang.watch.registry.queries import brought_to


def keep(request: HttpRequest, case: Case, form: ActForm) -> bool:
    """Keep the files of the form; their numbers go into the form, and stay with a refusal.

    Returns whether all of them could be kept; of the others the form says why.
    """
    home = household(case.subject_id) if case.subject_kind == "household" else None
    for kind in form.way.evidence:
        _own_only(form, home, kind)
        file = form.cleaned_data.get(f"{kind}-file")
        if not file or form.cleaned_data.get(f"{kind}-ref"):
            continue
        if home is None:
            form.add_error(f"{kind}-file", _("这件事不属于哪一户，不能附文件；请写明内容。"))
            continue
        paper, refusal = _kept(request, home, kind, file)
        if paper is None:
            form.add_error(f"{kind}-file", refusal)
            continue
        form.cleaned_data[f"{kind}-paper"] = paper.pk
        form.data[f"{kind}-paper"] = str(paper.pk)  # type: ignore[index]
    return not form.errors


def _kept(
    request: HttpRequest, home: Household, kind: str, file: UploadedFile
) -> tuple[Paper | None, str]:
    reading = checking.look(file.name or "", file.file, limits())  # type: ignore[arg-type]
    if reading.value is None:
        return None, reading.findings[0].message
    now = timezone.now()
    title = f"{wording.evidence(kind)} {timezone.localdate(now)}"
    try:
        return keeping.add_paper(
            by=signed_in(request),
            at=now,
            household=home,
            ready=reading.value,
            kind=PaperKind.VISIT.value,
            title=title,
        ), ""
    except PaperAlreadyThere as refusal:
        # the same click again, or a file that the household has: it is the paper meant
        there = _papers(home).filter(sha256=vault.digest(reading.value.file)).first()
        return there, str(refusal)
    except PapersError as refusal:
        return None, str(refusal)
    except OSError:
        return None, _("服务器磁盘写不进去（可能满了），文件没有保存。请联系管理员。")


def _papers(home: Household) -> QuerySet[Paper]:
    filed = brought_to([home.pk], timezone.localdate())
    return Paper.objects.filter(household__in=filed, removed_at=None)


def _own_only(form: ActForm, home: Household | None, kind: str) -> None:
    """A paper named in the form is one of this household, whatever was sent."""
    number = form.cleaned_data.get(f"{kind}-paper")
    if number and (home is None or not _papers(home).filter(pk=number).exists()):
        form.cleaned_data[f"{kind}-paper"] = None
        form.data[f"{kind}-paper"] = ""  # type: ignore[index]
