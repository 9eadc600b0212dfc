"""批量新增: people from an Excel file, tried first, then all of them or none."""

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from shouwang.people import operations, permits, roster, rules
from shouwang.people.forms import RosterForm
from shouwang.people.models import KIND_NAMES
from shouwang.people.operations import Roster
from shouwang.people.roster import RosterRow
from shouwang.people.rules import Act
from shouwang.people.views.shown import signed_in

_SALT = "shouwang.people.roster"
_AN_HOUR = 3600
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@permits.requires(Act.MANAGE_PEOPLE)
def roster_template(request: HttpRequest) -> HttpResponse:
    """The empty sheet, with the duties that the person may grant."""
    kinds = rules.grantable_kinds(permits.duties(request), timezone.localdate())
    response = HttpResponse(roster.template(kinds), content_type=_EXCEL)
    response.headers["Content-Disposition"] = 'attachment; filename="shouwang-people.xlsx"'
    return response


@permits.requires(Act.MANAGE_PEOPLE)
@sensitive_variables("made")
def engage_many(request: HttpRequest) -> HttpResponse:
    """Try a file: findings by row and nothing written; then make the accounts."""
    form = RosterForm(request.POST or None, request.FILES or None)
    if "rows" in request.POST:
        return _engage(request)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > roster.LARGEST:
            form.add_error("file", _("文件超过 2 MB，请只保留人员一张表"))
        else:
            context |= _tried(request, form, file.read())
    return TemplateResponse(request, "people/roster.html", context)


def _tried(request: HttpRequest, form: RosterForm, content: bytes) -> dict[str, object]:
    reading = roster.read(content)
    if reading.value is None:
        for finding in reading.findings:
            form.add_error("file", finding.message)
        return {}
    checked = operations.check_roster(by=signed_in(request), at=timezone.now(), rows=reading.value)
    sealed = signing.dumps([row.plain() for row in reading.value], salt=_SALT, compress=True)
    return _shown(checked) | {"total": len(reading.value), "sealed": sealed}


@sensitive_variables("made")
def _engage(request: HttpRequest) -> HttpResponse:
    try:
        sealed = signing.loads(request.POST["rows"], salt=_SALT, max_age=_AN_HOUR)
    except signing.BadSignature:
        form = RosterForm({})
        form.add_error(None, _("试读的结果已过期，请重新选择文件"))
        return TemplateResponse(request, "people/roster.html", {"form": form})
    rows = [RosterRow(*plain) for plain in sealed]
    made, checked = operations.engage_roster(by=signed_in(request), at=timezone.now(), rows=rows)
    if made:
        return TemplateResponse(request, "people/roster_done.html", {"made": made})
    context = _shown(checked) | {"form": RosterForm(), "total": len(rows)}
    return TemplateResponse(request, "people/roster.html", context)


def _shown(checked: Roster) -> dict[str, object]:
    return {
        "checked": True,
        "findings": [
            {"row": row.number, "name": row.display_name or row.username, "finding": found.message}
            for row, found in checked.findings
        ],
        "finding_columns": [
            {"key": "row", "label": _("行号")},
            {"key": "name", "label": _("姓名")},
            {"key": "finding", "label": _("问题")},
        ],
        "people": [
            {
                "name": one.row.display_name,
                "username": one.row.username.lower(),
                "kind": str(KIND_NAMES[one.wish.kind]),
                "place": one.row.place,
                "begins_on": one.wish.period.start,
            }
            for one in checked.people
        ],
        "people_columns": [
            {"key": "name", "label": _("姓名"), "note": "username"},
            {"key": "kind", "label": _("职责")},
            {"key": "place", "label": _("地区")},
            {"key": "begins_on", "label": _("起"), "kind": "date"},
        ],
    }
