"""Whether a printed paper is genuine: for anybody who holds it, without logging in."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from shouwang.watch.papers import queries
from shouwang.watch.papers.forms import CodeForm
from shouwang.watch.papers.rules import read_code


@require_safe
def paper_verify(request: HttpRequest, code: str = "") -> HttpResponseBase:
    """Kind, date and office of the paper with the code; nothing about anybody."""
    typed = read_code(request.GET.get("code", ""))
    if typed and not code:
        return redirect("paper_verify", typed[:40])
    found = queries.verification(read_code(code))
    context = {"code": code, "found": found, "form": CodeForm(initial={"code": code})}
    status = 200 if found or not code else 404
    return TemplateResponse(request, "papers/verify.html", context, status=status)
