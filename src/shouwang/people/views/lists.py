"""人员与职责: the list, a person, the log of log-ins."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.people import permits, queries, rules
from shouwang.people.forms import PeopleFilter
from shouwang.people.models import Account
from shouwang.people.rules import Act
from shouwang.people.views.shown import ShownDuty, shown_duties, signed_in
from shouwang.people.views.taking import taken

PAGE = 50


@permits.requires(Act.SEE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """Who holds a duty in one's places."""
    on, now = timezone.localdate(), timezone.now()
    form = PeopleFilter(request.GET)
    with queries.people_scope(queries.people_places(permits.duties(request), on)):
        page = Paginator(_found(form), PAGE).get_page(request.GET.get("page"))
        rows = _people_rows(list(page.object_list), queries.locked_accounts(now))
        waiting = queries.requests(waiting=True).count()
    return TemplateResponse(
        request,
        "people/list.html",
        {"form": form, "page": page, "rows": rows, "columns": _columns(), "waiting": waiting},
    )


@permits.requires(Act.SEE_PEOPLE)
def export_people(request: HttpRequest) -> HttpResponseBase:
    """The same people with their duties as an Excel file; who took it is journalled."""
    form = PeopleFilter(request.GET)
    seen = queries.people_places(permits.duties(request), timezone.localdate())
    name, *others = _columns()
    with queries.people_scope(seen):
        rows = _people_rows(list(_found(form)), queries.locked_accounts(timezone.now()))
        return taken(
            request,
            _("人员与职责"),
            [name, {"key": "username", "label": _("用户名")}, *others],
            rows,
            act="people.people_exported",
            region=next(iter(seen), None),
            form=form,
        )


def _found(form: PeopleFilter) -> QuerySet[Account]:
    asked = form.cleaned_data if form.is_valid() else {}
    return queries.people(
        words=asked.get("q", ""),
        kind=asked.get("kind", ""),
        past=asked.get("state") == "past",
        on=timezone.localdate(),
    )


@permits.requires(Act.SEE_PEOPLE)
def person(request: HttpRequest, username: str) -> HttpResponse:
    """One person: the duties in one's places, and what one may do about them."""
    subject, on, now = find(request, username), timezone.localdate(), timezone.now()
    own = permits.duties(request)
    held = queries.duties_of(subject)
    with queries.people_scope(queries.people_places(own, on)):
        rows = shown_duties(subject.duties.select_related("granted_by", "ended_by"), on)
    return TemplateResponse(
        request,
        "people/person.html",
        {
            "subject": subject,
            "rows": [(row, _endable(request, row)) for row in rows],
            "locked": subject.pk in queries.locked_accounts(now),
            "managed": subject.pk != signed_in(request).pk and rules.may_manage(own, held, on),
            "grants": bool(rules.grantable_kinds(own, on)) and subject.pk != request.user.pk,
        },
    )


def find(request: HttpRequest, username: str) -> Account:
    """The account of that name if it has a duty in one's places; else there is no such page."""
    places = queries.people_places(permits.duties(request), timezone.localdate())
    with queries.people_scope(places):
        subject = queries.known(username)
    if subject is None:
        raise Http404
    return subject


def _people_rows(accounts: list[Account], locked: set[int]) -> list[dict[str, object]]:
    on = timezone.localdate()
    shown = shown_duties((duty for one in accounts for duty in one.duties.all()), on)
    by_account: dict[int, list[ShownDuty]] = {}
    for one in shown:
        by_account.setdefault(one.duty.account_id, []).append(one)
    return [_people_row(account, by_account[account.pk], locked) for account in accounts]


def _people_row(account: Account, duties: list[ShownDuty], locked: set[int]) -> dict[str, object]:
    current = [one for one in duties if one.state in {"current", "coming"}]
    named = [f"{one.duty.get_kind_display()} · {one.place}" for one in current or duties]
    states = [_("已停用")] if not account.is_active else []
    states += [_("已锁定")] if account.pk in locked else []
    return {
        "name": account.display_name,
        "username": account.username,
        "href": reverse("people_person", args=[account.username]),
        "duties": "；".join(dict.fromkeys(named)),
        "last_on": max(one.last_on for one in current or duties),
        "seen_at": account.seen_at,
        "state": "、".join(states) or (_("在岗") if current else _("职责已结束")),
    }


def _columns() -> list[dict[str, str]]:
    return [
        {"key": "name", "label": _("姓名"), "href": "href", "note": "username"},
        {"key": "duties", "label": _("职责")},
        {"key": "last_on", "label": _("最后一天"), "kind": "date"},
        {"key": "seen_at", "label": _("最近使用"), "kind": "instant"},
        {"key": "state", "label": _("状态")},
    ]


def _endable(request: HttpRequest, row: ShownDuty) -> bool:
    held = row.duty.held()
    if held is None or row.state in {"over", "ended"} or row.duty.account_id == request.user.pk:
        return False
    return rules.may_end(permits.duties(request), held, timezone.localdate())
