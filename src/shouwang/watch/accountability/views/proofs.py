"""A photo or PDF that proves an act: only for whom row security shows the act."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from shouwang.kernel import journal
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.watch.accountability.models import Statement
from shouwang.watch.papers.views.files import ENDINGS, stored

# an officer of a department sees what its duty shows of its own tasks
READERS = (Act.SEE_SUPERVISION, Act.DEPARTMENT_WORK)


@requires(*READERS)
def proof(request: HttpRequest, number: int) -> HttpResponseBase:
    """The file: a photo in the browser, a document as a download.

    That an officer of a department opened it is journalled: its duty shows it a case, not a place.
    """
    found = Statement.objects.select_related("enclosure").filter(pk=number).first()
    if found is None or found.enclosure is None:
        raise Http404
    place = RegionCode(found.region_code)
    if not any(permits(request, act, place) for act in READERS):
        raise Http404
    if not permits(request, Act.SEE_SUPERVISION, place):
        with transaction.atomic():
            journal.record(
                by=signed_in(request), act="accountability.open_proof", subject=found, region=place
            )
    kept = found.enclosure
    name = _("佐证%(number)s") % {"number": f"{number}.{ENDINGS[kept.media_type]}"}
    return stored(kept.sha256, kept.media_type, name, kept.size, shown=kept.is_photo)
