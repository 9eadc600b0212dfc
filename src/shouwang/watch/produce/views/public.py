"""A product on notice: for anybody who has the address, without session or cookie."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from shouwang.regions import queries as regions
from shouwang.watch.monitoring.views.frame import language
from shouwang.watch.produce.queries import desk

_KEPT = "public, max-age=60"


@require_safe
def notice_page(request: HttpRequest, number: UUID) -> HttpResponse:
    """What is on notice while it is; afterwards that there is nothing.

    The request is not given to the template, so that no session is opened.
    """
    today = timezone.localdate()
    found = desk.public_notice(number, today)
    place, level = "", ""
    if found is not None:
        level = desk.step_name(found, today, language())
        code = found["region_code"]
        place = regions.names([code], on=today).get(code, code)
    context = {"notice": found, "place": place, "level": level}
    answer = HttpResponse(
        render_to_string("produce/notice.html", context), status=200 if found else 404
    )
    answer.headers["Cache-Control"] = _KEPT if found else "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer
