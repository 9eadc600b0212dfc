"""A supplier's lists as Excel: what is to be packed, and what was sold.

Who packs needs the receiver of what is still to be sent, and gets it for that alone. The list of
what was sold shows receivers so far only that a question about an order can be answered.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.kernel import excel
from shouwang.kernel.crypto.masking import mask_name, mask_telephone
from shouwang.market.members.models import Member
from shouwang.market.orders.models import SupplierOrder
from shouwang.market.suppliers import taking
from shouwang.market.suppliers.models import Supplier, Taking

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Taken:
    """Who takes which list of whose: what is written down beside the file."""

    supplier: Supplier
    by: Member
    kind: Taking.Kind


def packing(
    supplier: Supplier, parts: Iterable[SupplierOrder], provinces: Words, by: Member
) -> FileResponse:
    """A row for each line that still has pieces to send, with its receiver in full."""
    columns = [
        excel.Column(_("供货单号"), width=38),
        excel.Column(_("下单时间"), width=17),
        excel.Column(_("商品"), width=30),
        excel.Column(_("规格"), width=16),
        excel.Column(_("应发件数"), excel.Cell.NUMBER, 10),
        excel.Column(_("买家留言"), width=20),
        excel.Column(_("收货人"), width=12),
        excel.Column(_("电话"), width=14),
        excel.Column(_("地址"), width=44),
        excel.Column(_("状态"), width=10),
    ]
    said = [
        *_about(supplier, by),
        (_("用途"), _("收货人信息只用于本次发货，发完请删除，不要转给别人。")),
    ]
    taken = Taken(supplier, by, Taking.Kind.PACKING)
    return _sent(_("待发货清单"), columns, _to_pack(parts, provinces), said, taken)


def sold(
    supplier: Supplier,
    parts: Iterable[SupplierOrder],
    provinces: Words,
    carriers: Words,
    by: Member,
) -> FileResponse:
    """A row for each line sold, with money, state and parcels; receivers are masked."""
    columns = [
        excel.Column(_("供货单号"), width=38),
        excel.Column(_("下单时间"), width=17),
        excel.Column(_("商品"), width=30),
        excel.Column(_("规格"), width=16),
        excel.Column(_("件数"), excel.Cell.NUMBER, 8),
        excel.Column(_("单价（元）"), excel.Cell.YUAN, 12),
        excel.Column(_("货款（元）"), excel.Cell.YUAN, 12),
        excel.Column(_("已退（元）"), excel.Cell.YUAN, 12),
        excel.Column(_("已发件数"), excel.Cell.NUMBER, 10),
        excel.Column(_("已收件数"), excel.Cell.NUMBER, 10),
        excel.Column(_("状态"), width=10),
        excel.Column(_("收货省份"), width=12),
        excel.Column(_("收货人"), width=10),
        excel.Column(_("电话"), width=14),
        excel.Column(_("快递和运单号"), width=30),
    ]
    rows = _sold(parts, provinces, carriers)
    said = [*_about(supplier, by), (_("货款"), _("单价乘件数，不含运费，退款没有减去"))]
    return _sent(_("订单清单"), columns, rows, said, Taken(supplier, by, Taking.Kind.SOLD))


def _to_pack(parts: Iterable[SupplierOrder], provinces: Words) -> Iterator[list[object]]:
    for part in parts:
        order = part.order
        where = f"{provinces.get(order.province, '')} {order.address}"
        for line in part.lines.all():
            if line.to_ship:
                yield [
                    part.pk,
                    _instant(part.placed_at),
                    line.title,
                    line.variant.title,
                    line.to_ship,
                    line.note,
                    order.receiver,
                    order.telephone,
                    where,
                    part.get_state_display(),
                ]


def _sold(
    parts: Iterable[SupplierOrder], provinces: Words, carriers: Words
) -> Iterator[list[object]]:
    for part in parts:
        order = part.order
        parcels = "；".join(
            f"{carriers.get(one.carrier, one.carrier)} {one.tracking_number}"
            for one in part.parcels.all()
        )
        for line in part.lines.all():
            yield [
                part.pk,
                _instant(part.placed_at),
                line.title,
                line.variant.title,
                line.quantity,
                line.price_fen,
                line.amount_fen,
                line.refunded_fen,
                line.shipped,
                line.delivered,
                part.get_state_display(),
                provinces.get(order.province, order.province),
                mask_name(str(order.receiver)),
                mask_telephone(str(order.telephone)),
                parcels,
            ]


def _about(supplier: Supplier, by: Member) -> list[tuple[str, str]]:
    return [
        (_("商家"), supplier.name),
        (_("导出时间"), _instant(timezone.now())),
        (_("导出人"), str(by)),
    ]


def _instant(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def _sent(
    title: str,
    columns: list[excel.Column],
    rows: Iterable[list[object]],
    said: list[tuple[str, str]],
    taken: Taken,
) -> FileResponse:
    written = excel.write(title, columns, rows, said)
    taking.write_down(
        by=taken.by,
        at=timezone.now(),
        kind=taken.kind,
        rows=written.rows,
        supplier=taken.supplier,
    )
    name = f"{title}-{timezone.localdate()}.xlsx"
    answer = excel.handed_over(written, name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
