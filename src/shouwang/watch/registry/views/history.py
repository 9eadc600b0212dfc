"""The history of a dossier, and taking an act back."""

from dataclasses import asdict

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.people.views.taking import taken
from shouwang.watch.registry import operations, queries
from shouwang.watch.registry.forms import GroundsForm
from shouwang.watch.registry.models import Amendment
from shouwang.watch.registry.operations import Grounds
from shouwang.watch.registry.views import frame

ACTS_ON_A_PAGE = 30
MOST_EXPORTED = 10_000  # acts; no dossier has so many
_BIG = {Amendment.Kind.SPLIT, Amendment.Kind.MERGED, Amendment.Kind.MOVED}


@requires(Act.SEE_HOUSEHOLDS)
def history_page(request: HttpRequest, number: str) -> HttpResponseBase:
    """Everything that was done to the dossier, the newest first."""
    home = frame.household_or_404(number)
    before = request.GET.get("before", "")
    known = int(before) if before.isascii() and before.isdecimal() and len(before) < 18 else None
    acts = queries.history(home, most=ACTS_ON_A_PAGE, before=known)
    return TemplateResponse(
        request,
        "registry/history.html",
        {
            "household": home,
            "acts": acts,
            "older": acts[-1].number if len(acts) == ACTS_ON_A_PAGE else None,
            "may_undo": permits(request, Act.EDIT_DOSSIER, RegionCode(home.region_code)),
            "back": frame.back(number),
            "region_path": frame.region_path(home),
        },
    )


@requires(Act.EXPORT)
def export_history(request: HttpRequest, number: str) -> HttpResponseBase:
    """All of it as an Excel file, a row for each field; sensitive numbers stay masked."""
    home = frame.household_or_404(number)
    place = RegionCode(home.region_code)
    if not permits(request, Act.EXPORT, place):
        return forbidden(request)
    acts = queries.history(home, most=MOST_EXPORTED)
    return taken(
        request,
        _("变更记录"),
        [
            {"key": "known_since", "label": _("何时录入")},
            {"key": "by", "label": _("谁")},
            {"key": "kind", "label": _("类型")},
            {"key": "true_since", "label": _("何时起属实"), "kind": "date"},
            {"key": "person", "label": _("姓名")},
            {"key": "label", "label": _("项目")},
            {"key": "before", "label": _("变更前")},
            {"key": "after", "label": _("变更后")},
            {"key": "reason", "label": _("事由")},
            {"key": "evidence", "label": _("依据")},
        ],
        ({**asdict(act), "kind": act.label, **asdict(line)} for act in acts for line in act.lines),
        act="registry.history_exported",
        region=place,
        subject=home,
    )


@requires(Act.EDIT_DOSSIER)
def undo_page(request: HttpRequest, number: str, amendment: int) -> HttpResponseBase:
    """Take an act back: says what will be undone and asks why."""
    home = frame.household_or_404(number)
    one = Amendment.objects.filter(pk=amendment, household=home).first()
    if one is None:
        raise Http404
    needed = Act.RESTRUCTURE if one.kind in _BIG else Act.EDIT_DOSSIER
    if not permits(request, needed, RegionCode(home.region_code)):
        return forbidden(request)
    concerned = Amendment.objects.filter(act=one.act).values_list(
        "household__number", "household__revision"
    )
    form = GroundsForm(request.POST or None, seen=dict(concerned))
    form.initial |= {"true_since": one.true_since, "reason": _("录入错误")}  # type: ignore[operator]
    form.fields["true_since"].disabled = True

    def run(grounds: Grounds) -> list[Amendment]:
        return operations.undo(amendment=one.pk, grounds=grounds)

    context = {
        "title": _("撤销：{kind}").format(kind=one.get_kind_display()),
        "lead": _("{head}户　{number}").format(head=home.head_name, number=home.number),
        "hint": _("撤销后恢复到办理以前的样子，两次都留在变更记录里。"),
        "acts": queries.history(home, most=1, before=one.pk + 1),
        "number": home.number,
        "cancel": frame.back(home.number),
        "region_path": frame.region_path(home),
        "save": _("撤销"),
        "danger": True,
    }
    return frame.answer(request, form, run, context, _("已撤销"))
