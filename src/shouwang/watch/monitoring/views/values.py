"""A new dated value of a parameter: previewed by a job, saved, withdrawn."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwang.kernel.errors import ShouwangError
from shouwang.kernel.findings import Finding
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.models import Account
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.policies import operations as policies
from shouwang.policies.queries import ParameterLine, current_pack
from shouwang.watch.monitoring.forms import ValueForm
from shouwang.watch.monitoring.models import PolicyPreview
from shouwang.watch.monitoring.operations import Preview, previews
from shouwang.watch.monitoring.queries import asked, wording
from shouwang.watch.monitoring.views import frame
from shouwang.watch.monitoring.views.policy import line_or_404, place_of, value_row

IN_YUAN = "fen"


@requires(Act.CHANGE_POLICY)
def enter_value(request: HttpRequest, name: str) -> HttpResponseBase:
    """The form for a new value: first see whom it would touch, then save.

    Without a post it shows what was typed for the latest preview, and how far that is.
    """
    place = place_of(request)
    if not permits(request, Act.CHANGE_POLICY, place):
        return forbidden(request)
    line = line_or_404(place, name)
    if request.method == "POST" and "discard" in request.POST:
        previews.discard_preview(by=_account(request), parameter=name, region_code=place.code)
        return redirect("policy_enter", name)
    preview = asked.preview_of(_account(request), name, place)
    typed = request.POST or (preview.typed if preview else None)
    form = ValueForm(typed, in_yuan=line.unit == IN_YUAN)
    findings: tuple[Finding, ...] = ()
    if form.is_bound and form.is_valid():
        if "save" in request.POST:
            saved, findings = _save(request, place, line, form)
            if saved:
                return redirect("policy_parameter", name)
        elif request.method == "POST":
            _ask(request, place, line, form)
            return redirect("policy_enter", name)
        else:
            findings = policies.check_entry(_entry(place, line, form))
    context = _form_context(place, line, form) | {"findings": findings}
    return TemplateResponse(
        request, "monitoring/value_form.html", context | _preview_context(place, line, preview)
    )


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user


def _form_context(place: RegionCode, line: ParameterLine, form: ValueForm) -> dict[str, Any]:
    unit = _("元") if line.unit == IN_YUAN else wording.worded(0, line.unit).lstrip("0 \u202f")
    return {
        "place": place,
        "region_path": frame.region_path(place),
        "line": line,
        "form": form,
        "unit": unit,
        "held": value_row(line, line.in_force) if line.in_force else None,
    }


def _ask(request: HttpRequest, place: RegionCode, line: ParameterLine, form: ValueForm) -> None:
    previews.request_preview(
        by=_account(request),
        at=timezone.now(),
        parameter=line.name,
        region_code=place.code,
        value=form.cleaned_data["value"],
        typed={field: form.data.get(field, "") for field in form.fields if field != "confirmed"},
    )


def _preview_context(
    place: RegionCode, line: ParameterLine, preview: PolicyPreview | None
) -> dict[str, Any]:
    if preview is None:
        return {}
    if preview.state != PolicyPreview.State.DONE:
        return {"preview_job": _job(preview), "previewed": preview}
    found = previews.result_of(preview)
    text = wording.worded(preview.value, line.unit, frame.language())
    return {
        "preview": found,
        "previewed": preview,
        "preview_text": text,
        **_preview_rows(place, found),
    }


def _job(preview: PolicyPreview) -> dict[str, Any]:
    """A preview as the progress component shows it."""
    return {
        "label": _("试算新数值的影响"),
        "state": "failed" if preview.state == PolicyPreview.State.FAILED else "running",
        "done": preview.percent,
        "total": 100,
        "unit": "%",
        "message": preview.refusal or preview.step,
        "poll_href": reverse("policy_preview", args=[preview.pk]),
        "found_again": _("可以离开本页，回到这一页就能看到结果，填好的内容也还在。"),
    }


@requires(Act.CHANGE_POLICY)
def preview_progress(request: HttpRequest, number: int) -> HttpResponseBase:
    """The progress alone, asked for again and again; the page reloads when it is over."""
    preview = asked.preview(_account(request), number)
    if preview is None:
        raise Http404
    job = _job(preview)
    response = TemplateResponse(request, "monitoring/progress.html", {"job": job})
    if preview.state in {PolicyPreview.State.DONE, PolicyPreview.State.FAILED}:
        response.headers["HX-Refresh"] = "true"
    return response


def _entry(place: RegionCode, line: ParameterLine, form: ValueForm) -> Any:
    kept = form.cleaned_data
    return policies.Entry(
        line.name, place.code, kept["from_on"], kept["to_on"], kept["value"], line.unit,
        kept["document"], kept["clause"], kept["note"],
    )  # fmt: skip


def _save(
    request: HttpRequest, place: RegionCode, line: ParameterLine, form: ValueForm
) -> tuple[bool, tuple[Finding, ...]]:
    reading = policies.enter_value(
        by=signed_in(request),
        at=timezone.now(),
        parameter=line.name,
        region_code=place.code,
        unit=line.unit,
        **form.cleaned_data,
    )
    if reading.value is None:
        return False, reading.findings
    previews.discard_preview(by=_account(request), parameter=line.name, region_code=place.code)
    messages.success(request, _("已保存。重新筛查后，新的数值才会影响线索。"))
    return True, ()


def _preview_rows(place: RegionCode, preview: Preview) -> dict[str, Any]:
    pack, words = current_pack(place.code), frame.language()
    names = frame.names_inside(place)
    return {
        "preview_places": [
            {
                "name": names.get(one.key, one.key),
                "href": reverse("place", args=[one.key]),
                "added": one.added,
                "dropped": one.dropped,
            }
            for one in preview.townships
        ],
        "preview_rules": [
            {
                "name": wording.rule_label(pack, one.key, words),
                "added": one.added,
                "dropped": one.dropped,
            }
            for one in preview.rules
        ],
        "preview_columns": [
            {"key": "name", "label": _("乡镇"), "href": "href"},
            {"key": "added", "label": _("增加"), "unit": _("户"), "kind": "number"},
            {"key": "dropped", "label": _("减少"), "unit": _("户"), "kind": "number"},
        ],
        "preview_rule_columns": [
            {"key": "name", "label": _("规则")},
            {"key": "added", "label": _("增加"), "unit": _("条"), "kind": "number"},
            {"key": "dropped", "label": _("减少"), "unit": _("条"), "kind": "number"},
        ],
    }


@require_POST
@requires(Act.CHANGE_POLICY)
def withdraw_value(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take back a value that the county entered; earlier screenings keep naming it."""
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, _("请写明撤销的原因。"))
        return redirect("policy")
    try:
        row = policies.withdraw_value(
            by=signed_in(request),
            at=timezone.now(),
            number=number,
            reason=reason,
        )
    except ShouwangError as refusal:
        messages.error(request, str(refusal))
        return redirect("policy")
    messages.success(request, _("已撤销。重新筛查后生效。"))
    return redirect("policy_parameter", row.parameter)
