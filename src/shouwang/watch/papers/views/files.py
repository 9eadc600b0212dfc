"""Serving files out of the vault: only to whom row security shows their rows."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from shouwang.people.permits import requires
from shouwang.people.rules import Act
from shouwang.watch.papers import rules, vault
from shouwang.watch.papers.errors import PaperMissing
from shouwang.watch.papers.views import frame

# even if a browser were made to open it as a page, it could do nothing
_LOCKED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
ENDINGS = {rules.JPEG: "jpg", rules.PDF: "pdf"}


@requires(Act.SEE_HOUSEHOLDS)
def paper_file(request: HttpRequest, number: int) -> HttpResponseBase:
    """A paper itself: a photo in the browser, a document as a download."""
    paper = frame.paper_or_404(number)
    name = f"{paper.title}.{ENDINGS[paper.media_type]}"
    return stored(paper.sha256, paper.media_type, name, paper.size, shown=paper.is_photo)


@requires(Act.SEE_HOUSEHOLDS)
def paper_small(request: HttpRequest, number: int) -> HttpResponseBase:
    """The small picture of a photo."""
    paper = frame.paper_or_404(number)
    if not paper.is_photo:
        raise Http404
    return stored(paper.sha256 + vault.SMALL, rules.JPEG, "small.jpg", None, shown=True)


def stored(
    name: str, media_type: str, called: str, size: int | None, *, shown: bool
) -> HttpResponseBase:
    """A file of the vault as an answer that nobody on the way keeps."""
    try:
        content = vault.opened(name)
    except PaperMissing as missing:
        return HttpResponse(str(missing), status=410, content_type="text/plain; charset=utf-8")
    return download(content, media_type, called, size, shown=shown)


def download(
    content: Iterator[bytes], media_type: str, called: str, size: int | None, *, shown: bool = False
) -> HttpResponseBase:
    """A file as an answer: named, not guessed at, not kept on the way."""
    answer = StreamingHttpResponse(content, content_type=media_type)
    answer.headers["Content-Disposition"] = content_disposition_header(not shown, called) or ""
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = _LOCKED
    if size is not None:
        answer.headers["Content-Length"] = str(size)
    return answer
