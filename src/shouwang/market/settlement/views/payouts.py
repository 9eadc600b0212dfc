"""A payout: drawn up, approved by another, handed over as a file, answered by the bank."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from shouwang.kernel import excel
from shouwang.kernel.findings import Reading
from shouwang.kernel.pages import page_of
from shouwang.market.members.bodies import takes_files
from shouwang.market.members.views import signed_in
from shouwang.market.settlement import operations
from shouwang.market.settlement.forms import LARGEST, AnswersForm
from shouwang.market.settlement.models import Payout, PayoutLine
from shouwang.market.settlement.views.operator import leaves, number
from shouwang.market.suppliers import taking
from shouwang.market.suppliers.guards import for_operator
from shouwang.market.suppliers.models import Taking

PAGE = 100


@require_POST
@for_operator
def draw_up(request: HttpRequest) -> HttpResponseBase:
    """A list of everybody who is to be paid; sent twice it is one list."""
    wanted = _uuid(request.POST.get("payout", ""))
    reading = operations.draw_up(by=signed_in(request), at=timezone.now(), payout=wanted)
    if reading.value is None:
        _tell(request, reading)
        return redirect("settlement_runs")
    return redirect("payout", payout=wanted)


@require_safe
@for_operator
def payout(request: HttpRequest, payout: UUID) -> HttpResponseBase:
    """The list with its sums and what may be done with it."""
    return _shown(request, payout, AnswersForm())


@require_POST
@for_operator
def decide(request: HttpRequest, payout: UUID) -> HttpResponseBase:
    """Approve the list, or give it up."""
    act = operations.drop if request.POST.get("act") == "drop" else operations.approve
    get_object_or_404(Payout, pk=payout)
    _tell(request, act(by=signed_in(request), at=timezone.now(), payout=payout))
    return redirect("payout", payout=payout)


@takes_files(lambda: LARGEST)
@require_POST
@for_operator
def answer(request: HttpRequest, payout: UUID) -> HttpResponseBase:
    """The bank's results; the same file again changes nothing."""
    get_object_or_404(Payout, pk=payout)
    form = AnswersForm(request.POST, request.FILES)
    if form.is_valid():
        answers = form.cleaned_data["answers"]
        reading = operations.answered(at=timezone.now(), payout=payout, answers=answers)
        if reading.value is not None:
            said = ngettext("读入%(n)s笔回盘结果。", "读入%(n)s笔回盘结果。", reading.value)
            messages.success(request, said % {"n": reading.value})
            return redirect("payout", payout=payout)
        form.add_error("answers", reading.findings[0].message)
    return _shown(request, payout, form, status=422)


@require_safe
@for_operator
def payout_file(request: HttpRequest, payout: UUID, kind: str) -> HttpResponseBase:
    """The approved list for the bank, numbered, with its sum in the last row."""
    found = get_object_or_404(Payout, pk=payout, state=Payout.State.APPROVED)
    columns = [
        excel.Column("序号", excel.Cell.NUMBER, 8),
        excel.Column("收款编号", width=36),
        excel.Column("收款方", width=30),
        excel.Column("用途"),
        excel.Column("金额（元）", excel.Cell.YUAN),
        excel.Column("结果"),
        excel.Column("原因", width=30),
    ]
    lines = list(found.lines.order_by("place"))
    rows: list[tuple[object, ...]] = [
        (line.place, line.payee, line.name, line.purpose, line.fen, "", "") for line in lines
    ]
    rows.append((None, "合计", f"{len(lines)}笔", "", sum(line.fen for line in lines), "", ""))
    title = f"付款表{found}"
    remarks = [("编号", str(found)), ("复核时间", timezone.localtime(found.decided_at).isoformat())]
    written = (
        excel.write_csv(columns, rows)
        if kind == "csv"
        else excel.write(title, columns, rows, remarks)
    )
    taking.write_down(
        by=signed_in(request),
        at=timezone.now(),
        kind=Taking.Kind.PAYOUT,
        rows=len(lines),
        about=str(found),
    )
    return excel.handed_over(written, f"{title}.{kind}")


def _shown(
    request: HttpRequest, payout: UUID, form: AnswersForm, status: int = 200
) -> HttpResponse:
    found = get_object_or_404(Payout.objects.select_related("drawn_up_by", "decided_by"), pk=payout)
    page = page_of(found.lines.order_by("place"), number(request), PAGE)
    failed = Q(state=PayoutLine.State.FAILED)
    context = {
        "payout": found,
        "sums": found.lines.aggregate(
            count=Count("pk"), fen=Sum("fen"), failed=Count("pk", filter=failed)
        ),
        "page": page,
        "pages": leaves(page),
        "form": form,
        "is_own": found.drawn_up_by_id == signed_in(request).pk,
        "columns": [
            {"key": "place", "label": _("序号"), "kind": "number"},
            {"key": "payee", "label": _("收款编号")},
            {"key": "name", "label": _("收款方")},
            {"key": "purpose", "label": _("用途")},
            {"key": "fen", "label": _("金额"), "unit": _("元"), "kind": "amount"},
            {"key": "get_state_display", "label": _("状态"), "note": "reason"},
        ],
    }
    return TemplateResponse(request, "settlement/payout.html", context, status=status)


def _tell(request: HttpRequest, reading: Reading[Payout]) -> None:
    for finding in reading.findings:
        messages.error(request, finding.message)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
