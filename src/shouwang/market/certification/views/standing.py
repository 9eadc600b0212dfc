"""Where applications stand, and certificates that anybody can check."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwang.bridge.models import Application, Certificate
from shouwang.kernel.lazily import lazily
from shouwang.market.certification import queries
from shouwang.market.certification.models import Draft
from shouwang.market.suppliers.guards import for_staff
from shouwang.market.suppliers.models import Supplier
from shouwang.market.suppliers.places import place_names
from shouwang.market.suppliers.rules import WORK

if TYPE_CHECKING:
    import segno
else:
    segno = lazily("segno")


@for_staff(WORK)
@require_safe
def certification(request: HttpRequest, supplier: Supplier) -> HttpResponseBase:
    """Drafts, applications with their steps, and certificates."""
    today = timezone.localdate()
    standing = queries.standing_of(supplier)
    again = queries.follow_ups([one.application.pk for one in standing])
    is_returned = request.GET.get("state") == "returned"
    if is_returned:
        standing = [one for one in standing if _to_put_right(one.application, again)]
    rows = [
        {
            "application": one.application,
            "again": again.get(one.application.pk),
            "new_id": uuid4(),
            "certificate": one.certificate,
            "steps": _steps(one.application),
            "is_valid": one.certificate is not None and queries.is_valid(one.certificate.pk, today),
        }
        for one in standing
    ]
    drafts = [
        {"draft": one, "said": queries.said_in(one)} for one in queries.drafts_of(supplier)[:50]
    ]
    given = {
        "rows": rows,
        "drafts": [] if is_returned else drafts,
        "new_id": uuid4(),
        "is_returned": is_returned,
    }
    return TemplateResponse(request, "certification/certification.html", given)


def _to_put_right(application: Application, again: Mapping[UUID, Draft]) -> bool:
    """Whether it came back and was not sent in again."""
    draft = again.get(application.pk)
    return application.state == Application.State.RETURNED and not (draft and draft.submitted_at)


def _steps(application: Application) -> list[dict[str, str]]:
    """The way of an application, as far as the applicant is told."""
    passed = {"submitted": 1, "under_way": 2, "returned": 2, "certified": 4, "refused": 4}
    words = {"certified": _("已认定"), "refused": _("不予认定")}
    labels = [
        _("已提交"),
        _("乡镇、部门和县里审核"),
        _("县乡村公示"),
        words.get(application.state, _("认定")),
    ]
    done = passed[application.state]

    def state(number: int) -> str:
        if application.state == "returned" and number == 1:
            return "returned"
        if number < done:
            return "done"
        return "current" if number == done and application.state != "certified" else "todo"

    return [{"label": label, "state": state(number)} for number, label in enumerate(labels)]


@require_safe
def certificate(request: HttpRequest, number: str) -> HttpResponseBase:
    """A certificate as it holds today, with a QR code that leads back here."""
    today = timezone.localdate()
    found = queries.certificate_of(number)
    if found is None:
        refused = {"typed": number[:40], "error": _("没有这个编号的证书，请核对每一位。")}
        return TemplateResponse(request, "certification/check.html", refused, status=404)
    one, checks = found
    address = request.build_absolute_uri(reverse("certificate", args=[one.number]))
    qr = segno.make(address, error="m", micro=False).svg_inline(scale=4, border=2, omitsize=True)
    given: dict[str, Any] = {
        "certificate": one,
        "checks": checks,
        "is_valid": queries.is_valid(one.pk, today),
        "standing": _standing(one),
        "today": today,
        "place": place_names([one.region_code], on=today).get(one.region_code, ""),
        "qr": mark_safe(qr),
    }
    return TemplateResponse(request, "certification/certificate.html", given)


def _standing(one: Certificate) -> str:
    today = timezone.localdate()
    if one.ended_on is not None and one.ended_on <= today:
        return _("已取消")
    if one.suspended_on is not None and one.suspended_on <= today:
        return _("已暂停")
    if one.valid_until <= today:
        return _("已到期")
    return _("还没生效") if one.valid_from > today else _("有效")


@require_safe
def certificate_check(request: HttpRequest) -> HttpResponseBase:
    """Ask for a certificate by its number."""
    typed = request.GET.get("number", "").strip()
    if typed and "/" not in typed:
        return redirect("certificate", typed[:32])
    return TemplateResponse(request, "certification/check.html", {"typed": "", "error": ""})
