"""What happens to a family: births, deaths, marriages, households parted, joined, moved, opened."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.watch.registry.forms import ACTS, RESTRUCTURING, OpenForm
from shouwang.watch.registry.models import Household
from shouwang.watch.registry.views import frame


@requires(Act.EDIT_DOSSIER)
def act_page(request: HttpRequest, number: str, name: str) -> HttpResponseBase:
    """The short form of one act upon the household."""
    home = frame.household_or_404(number)
    if name not in ACTS:
        raise Http404
    needed = Act.RESTRUCTURE if name in RESTRUCTURING else Act.EDIT_DOSSIER
    if not permits(request, needed, RegionCode(home.region_code)):
        return forbidden(request)
    people = list(frame.present(home))
    seen = {home.number: home.revision}
    form = ACTS[name](request.POST or None, home=home, people=people, seen=seen)
    context = {
        "title": form.title,
        "hint": form.hint,
        "lead": _("{head}户　{number}").format(head=home.head_name, number=home.number),
        "number": home.number,
        "cancel": frame.back(home.number),
        "region_path": frame.region_path(home),
        "save": _("办理"),
    }
    return frame.answer(request, form, form.run, context, _("已办理"))


@requires(Act.RESTRUCTURE)
def open_page(request: HttpRequest) -> HttpResponseBase:
    """A dossier for a household that has none yet; `place=` names its village."""
    form = OpenForm(request.POST or None, home=Household(), people=[], seen={})
    form.initial["place"] = request.GET.get("place", "")
    context = {
        "title": form.title,
        "hint": form.hint,
        "lead": "",
        "number": "",
        "cancel": "/",
        "save": _("建档"),
    }
    return frame.answer(request, form, form.run, context, _("已建档"))
