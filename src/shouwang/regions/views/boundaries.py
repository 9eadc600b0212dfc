"""The page 区划与边界: the county's outline, its replacement and the way back."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwang.kernel.regioncode import LENGTH, Level, RegionCode, RegionCodeInvalid
from shouwang.kernel.scope import current
from shouwang.regions import drafts, operations, queries
from shouwang.regions.errors import NothingToUndo
from shouwang.regions.forms import BoundaryForm, SaveForm
from shouwang.regions.models import Boundary
from shouwang.regions.outlines import read_outline

View = Callable[..., HttpResponseBase]
COUNTY_DIGITS = 6


def requires_management(view: View) -> View:
    """Only for those whose duty manages places; who that is, the room of people decides.

    `SHOUWANG_REQUIRES` names a function `act -> decorator`: people stands above this room.
    """
    decorated: View = import_string(settings.SHOUWANG_REQUIRES)("manage_regions")(view)
    return decorated


@requires_management
def boundaries(request: HttpRequest) -> HttpResponse:
    """Show the outline in force; a posted file is checked and shown beside it, not saved."""
    county = _county(request)
    form = BoundaryForm(request.POST or None, request.FILES or None)
    context = _page(county) | {"form": form}
    if county and request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        reading = read_outline(content, county)
        context |= {"reading": reading}
        if reading.geometry:
            digest = drafts.keep(content, account=_account(request), county=county)
            context |= _preview(county, reading.geometry, context["name"]) | {"digest": digest}
    return TemplateResponse(request, "regions/boundaries.html", context)


@requires_management
@require_POST
def save_boundary(request: HttpRequest) -> HttpResponse:
    """Save what was previewed."""
    county, form = _county(request), SaveForm(request.POST)
    if county is None or not form.is_valid():
        raise Http404
    data = form.cleaned_data
    content = drafts.kept(data.pop("digest"), account=_account(request), county=county)
    if content is None:
        messages.error(request, _("预览已失效，请重新上传文件。"))
        return _back(county)
    by: Any = request.user
    operations.replace_boundary(by=by, at=timezone.now(), county=county, content=content, **data)
    drafts.drop(account=_account(request), county=county)
    messages.success(request, _("边界已保存。如有不妥，可以撤销。"))
    return _back(county)


@requires_management
@require_POST
def undo_boundary(request: HttpRequest) -> HttpResponse:
    """Take the current outline back."""
    county = _county(request)
    if county is None:
        raise Http404
    by: Any = request.user
    try:
        restored = operations.undo_boundary(by=by, at=timezone.now(), county=county)
    except NothingToUndo:
        messages.error(request, _("没有可以撤销的边界。"))
        return _back(county)
    said = _("已恢复上一版边界。") if restored else _("已恢复默认边界。")
    messages.success(request, said)
    return _back(county)


def _county(request: HttpRequest) -> RegionCode | None:
    """The county that is asked for, or the first that the scope holds; 404 outside the scope."""
    asked = request.POST.get("of") or request.GET.get("of") or ""
    scope = current()
    if not asked:
        held = [prefix for prefix in scope.prefixes if len(prefix) == COUNTY_DIGITS]
        return RegionCode.of(held[0]) if held else None
    try:
        county = RegionCode(asked.ljust(LENGTH, "0"))
    except RegionCodeInvalid as error:
        raise Http404 from error
    if county.level is not Level.COUNTY or not scope.contains(county):
        raise Http404
    return county


def _page(county: RegionCode | None) -> dict[str, Any]:
    if county is None:
        return {"county": None, "heading": _("区划与边界"), "name": ""}
    found = queries.names([county], on=timezone.localdate())
    name = found.get(county.code, county.county)
    outline = queries.outline(county)
    return {
        "county": county,
        "name": name,
        "heading": _("%(name)s：区划与边界") % {"name": name},
        "outline": outline,
        "features": [outline.feature(name)] if outline else [],
        "history": [_entry(row) for row in queries.boundaries_of(county)],
    }


def _preview(county: RegionCode, geometry: dict[str, Any], name: str) -> dict[str, Any]:
    properties = {"code": county.code, "name": name}
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    return {"preview": [feature], "preview_label": _("上传的边界")}


def _entry(row: Boundary) -> dict[str, Any]:
    approval = _("审图号：%(number)s") % {"number": row.approval_number}
    return {
        "at": row.uploaded_at,
        "title": _("恢复：%(source)s") % {"source": row.source} if row.restores_id else row.source,
        "text": approval if row.approval_number else _("没有审图号，仅供内部使用"),
        "by": getattr(row.uploaded_by, "display_name", str(row.uploaded_by)),
    }


def _account(request: HttpRequest) -> int:
    pk = request.user.pk
    assert pk is not None
    return int(pk)


def _back(county: RegionCode) -> HttpResponse:
    return redirect(f"{reverse('regions_boundaries')}?of={county.code}")
