"""A supplier's money and its members' earnings; one order line explained to whoever may see it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwang.kernel import excel
from shouwang.ledger import queries as ledger
from shouwang.market.members.views import signed_in
from shouwang.market.settlement import accounts, queries
from shouwang.market.settlement.views.operator import leaves, number
from shouwang.market.suppliers import taking
from shouwang.market.suppliers.guards import for_staff
from shouwang.market.suppliers.models import Role, Supplier, Taking
from shouwang.market.suppliers.queries import staff_of

MONEY = (Role.OWNER, Role.MANAGER)
STATEMENT = 30
KINDS = {
    "settlement": "结算",
    "take_back": "退款扣回",
    "keep_back": "扣还欠款",
    "payout": "付款",
    "freight": "拒收订单的运费",
}


@require_safe
@for_staff(MONEY)
def own(request: HttpRequest, supplier: Supplier) -> HttpResponseBase:
    """Where the supplier's money is, what moved, and what each member earned."""
    year = _year(request)
    page = ledger.statement(accounts.payable(supplier.pk), number(request), size=STATEMENT)
    context = {
        "supplier": supplier,
        "standing": queries.standing(supplier),
        "page": page,
        "pages": leaves(page),
        "moves": [
            {
                "at": line.at,
                "kind": KINDS.get(line.entry.kind, line.entry.kind),
                "fen": line.amount,
                "after": line.posted_after,
            }
            for line in page.rows
        ],
        "move_columns": [
            {"key": "at", "label": _("时间"), "kind": "instant"},
            {"key": "kind", "label": _("事项")},
            {"key": "fen", "label": _("变动"), "unit": _("元"), "kind": "amount"},
            {"key": "after", "label": _("余额"), "unit": _("元"), "kind": "amount"},
        ],
        "year": year,
        "earnings": queries.earnings(supplier, year),
        "earning_columns": [
            {"key": "number", "label": _("链接编号")},
            {"key": "contracted_fen", "label": _("已签约"), "unit": _("元"), "kind": "amount"},
            {"key": "delivered_fen", "label": _("货款已结算"), "unit": _("元"), "kind": "amount"},
            {"key": "wage_fen", "label": _("务工报酬"), "unit": _("元"), "kind": "amount"},
            {"key": "grams", "label": _("已售"), "unit": _("克"), "kind": "number"},
            {"key": "unpaid_fen", "label": _("未付"), "unit": _("元"), "kind": "amount"},
        ],
    }
    return TemplateResponse(request, "settlement/money.html", context)


@require_safe
@for_staff(MONEY)
def earnings_file(request: HttpRequest, supplier: Supplier) -> HttpResponseBase:
    """The members' earnings of a year as an Excel file."""
    year = _year(request)
    columns = [
        excel.Column("链接编号", width=16),
        excel.Column("已签约（元）", excel.Cell.YUAN),
        excel.Column("货款已结算（元）", excel.Cell.YUAN),
        excel.Column("务工报酬（元）", excel.Cell.YUAN),
        excel.Column("已售（克）", excel.Cell.NUMBER),
        excel.Column("未付（元）", excel.Cell.YUAN),
    ]
    rows = (
        (
            one.number,
            one.contracted_fen,
            one.delivered_fen,
            one.wage_fen,
            one.grams,
            one.unpaid_fen,
        )
        for one in queries.earnings(supplier, year)
    )
    title = f"社员所得{year}"
    written = excel.write(title, columns, rows, [("年份", str(year)), ("主体", supplier.name)])
    taking.write_down(
        by=signed_in(request),
        at=timezone.now(),
        kind=Taking.Kind.EARNINGS,
        rows=written.rows,
        supplier=supplier,
        about=str(year),
    )
    return excel.handed_over(written, f"{title}.xlsx")


@require_safe
@login_required
def line_split(request: HttpRequest, line: UUID) -> HttpResponseBase:
    """How one order line was split: for the operator, and who handles its supplier's money."""
    member = signed_in(request)
    found = queries.explained(line)
    held = staff_of(member)
    sees_money = held is not None and held.role in MONEY
    supplier = held.supplier_id if held and sees_money else None
    if found is None or not (
        member.is_operator or supplier == found.line.supplier_order.supplier_id
    ):
        raise Http404
    return TemplateResponse(request, "settlement/line.html", {"explained": found})


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("year", "")
    valid = len(asked) == 4 and asked.isascii() and asked.isdecimal() and asked > "1999"
    return int(asked) if valid else timezone.localdate().year
