"""Fields of a dossier put right or brought up to date."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel.regioncode import RegionCode
from shouwang.people.permits import forbidden, permits, requires
from shouwang.people.rules import Act
from shouwang.watch.registry import operations
from shouwang.watch.registry.forms import GROUPS, MEMBER_GROUPS, EditForm, ProduceForm
from shouwang.watch.registry.models import Amendment, Household, Person
from shouwang.watch.registry.operations import Grounds
from shouwang.watch.registry.operations.storing import store_of
from shouwang.watch.registry.queries import field_named
from shouwang.watch.registry.views import frame

PRODUCTION = "production"


@requires(Act.EDIT_DOSSIER)
def edit_page(request: HttpRequest, number: str, group: str) -> HttpResponseBase:
    """A group of fields of the household, or of the member that `member=` names."""
    home = frame.household_or_404(number)
    if not permits(request, Act.EDIT_DOSSIER, RegionCode(home.region_code)):
        return forbidden(request)
    if group == PRODUCTION:
        return _produce(request, home)
    if group not in GROUPS:
        raise Http404
    person = _member(request, home) if group in MEMBER_GROUPS else None
    form = EditForm(
        request.POST or None,
        group=group,
        values=_values(home, person, group),
        person=person.number if person else "",
        seen={home.number: home.revision},
    )

    def run(grounds: Grounds) -> Amendment | None:
        corrects = form.cleaned_data["kind"] == Amendment.Kind.CORRECTED
        operate = operations.correct if corrects else operations.change
        return operate(household=home.number, edits=form.edits(), grounds=grounds)

    title = str(GROUPS[group][0])
    return frame.answer(request, form, run, _context(home, title, person), _("已保存"))


def _produce(request: HttpRequest, home: Household) -> HttpResponseBase:
    form = ProduceForm(request.POST or None, seen={home.number: home.revision})

    def run(grounds: Grounds) -> Amendment | None:
        return operations.change(household=home.number, edits=form.edits(), grounds=grounds)

    return frame.answer(request, form, run, _context(home, _("生产"), None), _("已保存"))


def _member(request: HttpRequest, home: Household) -> Person:
    number = request.GET.get("member", "")
    person = Person.objects.filter(household=home, number=number).first()
    if person is None:
        raise Http404
    return person


def _values(home: Household, person: Person | None, group: str) -> dict[str, str | None]:
    """What is known today, as history writes it."""
    subject, today = person or home, timezone.localdate()
    fields = [field_named(name) for name in GROUPS[group][1]]
    return {one.name: store_of(one.table).read(subject, one, today) for one in fields}


def _context(home: Household, title: str, person: Person | None) -> dict[str, Any]:
    return {
        "title": f"{title} · {person.name}" if person else title,
        "lead": _("{head}户　{number}").format(head=home.head_name, number=home.number),
        "number": home.number,
        "cancel": frame.back(home.number),
        "region_path": frame.region_path(home),
        "save": _("保存"),
    }
