"""Pictures of products: public files that never change under their name."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from shouwang.market.catalogue import pictures

_FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def picture(request: HttpRequest, digest: str, width: int) -> FileResponse:
    """A picture by the digest of what was uploaded, at one of its widths."""
    try:
        file = pictures.path(digest, width).open("rb")
    except OSError as error:
        raise Http404 from error
    answer = FileResponse(file, content_type="image/webp")
    answer.headers["Cache-Control"] = _FOR_EVER
    return answer
