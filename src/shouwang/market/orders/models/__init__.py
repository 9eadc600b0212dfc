"""Carts, orders split by supplier, payments and notices, parcels, after-sales, groups, units."""

from shouwang.market.orders.models.aftersales import AfterSale, InvoiceRequest, Review
from shouwang.market.orders.models.carts import Cart, CartLine
from shouwang.market.orders.models.orders import Line, Order, OrderEvent, SupplierOrder
from shouwang.market.orders.models.parcels import Parcel, ParcelLine, Tracking
from shouwang.market.orders.models.payments import Payment, PaymentNotice, Refund
from shouwang.market.orders.models.together import GroupBuy, Pledge, Unit, UnitMember

__all__ = [
    "AfterSale",
    "Cart",
    "CartLine",
    "GroupBuy",
    "InvoiceRequest",
    "Line",
    "Order",
    "OrderEvent",
    "Parcel",
    "ParcelLine",
    "Payment",
    "PaymentNotice",
    "Pledge",
    "Refund",
    "Review",
    "SupplierOrder",
    "Tracking",
    "Unit",
    "UnitMember",
]
