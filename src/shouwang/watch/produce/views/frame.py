"""What pages of the room share: the place of a list, a case with the form of its ways."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwang.kernel.choosing import offer
from shouwang.kernel.deadlines import pressing
from shouwang.kernel.findings import Finding
from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import permits
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in
from shouwang.procedures.diagram import svg
from shouwang.procedures.models import Case
from shouwang.procedures.queries import declaration_of
from shouwang.procedures.rules import said
from shouwang.watch.monitoring.views import frame
from shouwang.watch.produce import operations, queries
from shouwang.watch.produce.forms import MoveForm

PAGE_SIZE = 30
asked_place = frame.asked_place
language = frame.language
address = frame.address


def buyer(kind: str) -> str:
    """The kind of a buyer in words, never who it was; one that is not known as it came."""
    names = {
        "person": _("个人"),
        "member": _("个人"),
        "group": _("团购"),
        "unit": _("单位"),
        "institution": _("单位食堂"),
    }
    return names.get(kind, kind)


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Names with the township's before a village's; one statement."""
    wanted = set(codes)
    return frame.names_of(wanted) if wanted else {}


def region_path(code: str) -> list[dict[str, str]]:
    """From the province down to a place."""
    return frame.region_path(RegionCode(code))


def may(request: HttpRequest, act: Act, code: str) -> bool:
    """Whether the account's duties permit the act there."""
    return permits(request, act, RegionCode(code))


def tabs(request: HttpRequest, place: RegionCode, here: str) -> list[dict[str, Any]]:
    """The room's lists as links."""
    offered = (
        ("produce", _("认定申请")),
        ("produce_certificates", _("认定证书")),
        ("produce_alarms", _("来源预警")),
        ("produce_draws", _("随机抽检")),
        ("produce_figures", _("产销统计")),
    )
    query = f"?place={place.code}" if request.GET.get("place") else ""
    return [
        {"href": reverse(name) + query, "label": label, "current": name == here}
        for name, label in offered
    ]


def moving(request: HttpRequest, case: Case) -> tuple[dict[str, Any], bool]:
    """Show a case with the form of its ways, or take the way that was sent; whether it was taken.

    What was written comes back with the reasons when it is refused.
    """
    account, on, words = signed_in(request), timezone.localdate(), language()
    path = queries.path_of(case, account, on, words)
    ways = [(way.key, said(way.label, way.key, words)) for way in path.ways]
    posts = any(operations.is_posting(way) for way in path.ways)
    form = MoveForm(request.POST or None, ways=ways, revision=case.revision, posts=posts)
    refusals: Sequence[Finding] = ()
    if request.method == "POST":
        # a way that is no longer open is refused by the procedure, which says who took another
        offer(form, "way", [*ways, (request.POST.get("way", ""), "")])
        if form.is_valid():
            reading = operations.move(
                by=account,
                at=timezone.now(),
                act_id=form.cleaned_data["act"],
                case=case.pk,
                revision=form.cleaned_data["revision"],
                transition=form.cleaned_data["way"],
                text=form.cleaned_data["text"],
                where=form.cleaned_data.get("where", ""),
            )
            if reading.value is not None:
                return {}, True
            refusals = reading.findings
        form = _again(request, ways, case, posts=posts)
    return {
        "case": case,
        "path": path,
        "form": form if ways else None,
        "refusals": refusals,
        "diagram": SafeString(svg(declaration_of(case.version), current=case.step, language=words)),
        "left": pressing(case.due_on, on, finished=case.finished_on is not None),
    }, False


def _again(
    request: HttpRequest, ways: list[tuple[str, str]], case: Case, *, posts: bool
) -> MoveForm:
    """The form with what was written, for the case as it stands now."""
    sent = request.POST.copy()
    sent["revision"] = str(case.revision)
    return MoveForm(sent, ways=ways, revision=case.revision, posts=posts)
