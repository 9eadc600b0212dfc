"""What pickers ask for: never more than lies in the scope of the account that asks."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwang.kernel.regioncode import Level, RegionCode, RegionCodeInvalid
from shouwang.kernel.scope import current
from shouwang.regions import queries


@login_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Suggestions for `q` (or the field that `name` names): options for HTMX, else JSON."""
    words = request.GET.get("q") or request.GET.get(request.GET.get("name", ""), "")
    found = queries.search(words, scope=current(), on=timezone.localdate())
    levels = {int(level) for level in request.GET.getlist("level") if level in set("12345")}
    found = [one for one in found if not levels or one.level in levels]
    if getattr(request, "htmx", False):
        return TemplateResponse(request, "regions/suggestions.html", {"found": found})
    return JsonResponse({"results": [_written(one) for one in found]})


def _written(one: queries.Found) -> dict[str, object]:
    path = [{"code": step.code, "name": step.name} for step in one.path]
    return {
        "code": one.code,
        "name": one.name,
        "level": one.level,
        "path": path,
        "path_text": one.path_text,
    }


@login_required
@require_safe
def children(request: HttpRequest) -> HttpResponse:
    """The divisions directly inside `of`, or the tops of the scope: options, or a page."""
    of, on, scope = request.GET.get("of", ""), timezone.localdate(), current()
    inside = queries.offered(scope, on=on)
    if not of:
        tops = _tops(scope.prefixes)
        rows = inside.filter(code__in=tops) if tops else inside.filter(level=Level.PROVINCE.value)
        context: dict[str, object] = {"children": rows.order_by("code"), "heading": _("区划")}
    else:
        context = _inside(_code(of), scope.prefixes)
    template = "options" if getattr(request, "htmx", False) else "children"
    return TemplateResponse(request, f"regions/{template}.html", context)


def _tops(prefixes: tuple[str, ...]) -> list[str]:
    return [str(RegionCode.of(prefix)) for prefix in prefixes if prefix]


def _inside(code: RegionCode, prefixes: tuple[str, ...]) -> dict[str, object]:
    on = timezone.localdate()
    rows = queries.children(code, on=on)
    inside = queries.offered(current(), on=on).filter(pk__in=rows.values("pk"))
    way = queries.path(code, on=on) if prefixes and code.code.startswith(prefixes) else ()
    steps = [
        {"code": step.code, "name": step.name, "open": step.code.startswith(prefixes)}
        for step in way
    ]
    heading = way[-1].name if way else _("区划")
    return {"children": inside.order_by("code"), "way": steps, "heading": heading}


def _code(text: str) -> RegionCode:
    try:
        return RegionCode.of(text)
    except RegionCodeInvalid as error:
        raise Http404 from error
