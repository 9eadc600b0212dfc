"""Addresses of carts, orders, payments and what belongs to them."""

from django.urls import path

from shouwang.market.orders.views import (
    buyer,
    carts,
    checkout,
    operator,
    paying,
    supplier,
    together,
)

urlpatterns = [
    path("cart/", carts.cart, name="cart"),
    path("cart/add/", carts.cart_add, name="cart_add"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("checkout/total/", checkout.total, name="checkout_total"),
    path("pay/<uuid:number>/", paying.pay, name="pay"),
    path("pay/testing/<uuid:payment>/", paying.pay_testing, name="pay_testing"),
    path("pay/notices/<slug:gateway>/", paying.payment_notice, name="payment_notice"),
    path("orders/", buyer.orders, name="orders"),
    path("orders/<uuid:number>/", buyer.order, name="order"),
    path("orders/<uuid:number>/receipt/", buyer.receipt, name="order_receipt"),
    path("orders/<uuid:number>/cancel/", buyer.cancel, name="order_cancel"),
    path("orders/<uuid:number>/invoice/", buyer.invoice, name="order_invoice"),
    path("orders/parts/<uuid:part>/confirm/", buyer.confirm, name="part_confirm"),
    path("orders/lines/<uuid:line>/claim/", buyer.claim, name="claim"),
    path("orders/lines/<uuid:line>/review/", buyer.review, name="review"),
    path("orders/claims/<uuid:claim>/", buyer.claim_step, name="claim_step"),
    path("groups/", together.groups, name="groups"),
    path("groups/<uuid:number>/", together.group, name="group"),
    path("units/", together.my_units, name="units"),
    path("packing/", supplier.to_pack, name="supplier_orders"),
    path("packing/slips/", supplier.slips, name="packing_slips"),
    path("packing/groups/", supplier.supplier_groups, name="supplier_groups"),
    path("packing/<uuid:part>/", supplier.part, name="supplier_part"),
    path("packing/parcels/<uuid:parcel>/delivered/", supplier.delivered, name="parcel_delivered"),
    path("packing/claims/<uuid:claim>/", supplier.answer, name="claim_answer"),
    path("packing/invoices/<uuid:number>/", supplier.issue_invoice, name="invoice_issue"),
    path("operator/refunds/", operator.refunds, name="operator_refunds"),
    path("operator/notices/", operator.notices, name="operator_notices"),
]
