"""How much may be sent to a page: a longer body is refused by its announced length, unread.

The protection against forged requests reads the whole body to find its token, so the length is
looked at before. A body of no announced length is not read at all.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

View = Callable[..., HttpResponseBase]
MEGABYTE = 1 << 20
BESIDE_FILES = MEGABYTE  # a form without its files


def takes_files(most: Callable[[], int]) -> Callable[[View], View]:
    """The view reads files of so many bytes together, asked when somebody sends them."""

    def marked(view: View) -> View:
        view.most_of_files = most  # type: ignore[attr-defined]
        return view

    return marked


class BoundedBodies:
    """Middleware that stands before everything that reads a body."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing but what `process_view` does."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """413 with the limit in words, or go on."""
        files = getattr(view, "most_of_files", int)()
        announced = str(request.META.get("CONTENT_LENGTH") or "0")
        if not announced.isdecimal() or int(announced) <= files + BESIDE_FILES:
            return None
        most = {"megabytes": max(files, BESIDE_FILES) // MEGABYTE}
        refused = TemplateResponse(
            request, "market/too_large.html", most, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        )
        return refused.render()
