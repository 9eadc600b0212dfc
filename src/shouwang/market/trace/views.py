"""The public page of a batch, asked for by its code, and the QR code that leads to it."""

import io

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwang.kernel.lazily import lazily
from shouwang.market.supply.rules import read_code
from shouwang.market.trace import queries

segno = lazily("segno")
PICTURES = {"svg": "image/svg+xml", "png": "image/png"}


@require_safe
def trace_search(request: HttpRequest) -> HttpResponseBase:
    """Ask for a batch by the code on its box."""
    typed = request.GET.get("code", "").strip()
    code = read_code(typed) if typed else None
    if code is not None:
        return redirect("trace", code)
    error = _("这不是批次码。请照着箱子上的11位再输一次。") if typed else ""
    given = {"typed": typed[:40], "error": error}
    return TemplateResponse(request, "trace/search.html", given, status=422 if error else 200)


@require_safe
def trace_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """Where a batch is from and what was done to it."""
    found = queries.trace(code, on=timezone.localdate())
    if found is None:
        given = {"typed": code[:40], "error": _("没有这个批次码。请照着箱子上的11位再输一次。")}
        return TemplateResponse(request, "trace/search.html", given, status=404)
    return TemplateResponse(request, "trace/trace.html", {"trace": found})


@require_safe
def trace_qr(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    """The QR code of the page, to print: SVG for any size, PNG for programs that take no SVG."""
    read = read_code(code)
    if read is None:
        raise Http404
    target = io.BytesIO()
    address = request.build_absolute_uri(reverse("trace", args=[read]))
    segno.make(address, error="m", micro=False).save(target, kind=kind, scale=8, border=2)
    answer = HttpResponse(target.getvalue(), content_type=PICTURES[kind])
    answer["Content-Disposition"] = f'inline; filename="{read}.{kind}"'
    return answer
