"""A posted notice on the web: for whoever holds its code, without session, cookie or index."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from shouwang.watch.papers.rules import read_code
from shouwang.watch.reviews import queries, rules

# An address that is opened by a whole village at once is answered once a minute.
_KEPT = "public, max-age=60"


@require_safe
def public_page(request: HttpRequest, code: str) -> HttpResponse:
    """The list while it is on notice; afterwards that it is over, and nothing else.

    One statement; the request itself is not given to the template, so that no session is opened.
    """
    typed = read_code(code)
    known = len(typed) == rules.CODE_LETTERS
    found = queries.public_notice(typed, timezone.localdate()) if known else None
    context = {"notice": found, "announcing": found is not None and found.kind == "announcement"}
    answer = HttpResponse(
        render_to_string("reviews/public.html", context), status=200 if found else 404
    )
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = _KEPT if found else "no-store"
    return answer
