"""Addresses of this room."""

from django.urls import path

from shouwang.market.suppliers import member_views, taking_views, views

urlpatterns = [
    path("suppliers/new/", views.supplier_new, name="supplier_new"),
    path("suppliers/home/", views.supplier_home, name="supplier_home"),
    path("suppliers/home/staff/", views.staff_add, name="supplier_staff_add"),
    path("suppliers/home/staff/<int:staff>/end/", views.staff_end, name="supplier_staff_end"),
    path("suppliers/home/share/", views.share_add, name="supplier_share"),
    path("operator/", views.operator, name="operator"),
    path("operator/members/", member_views.members, name="operator_members"),
    path("operator/members/<int:number>/", member_views.member, name="operator_member"),
    path("operator/takings/", taking_views.operator_takings, name="operator_takings"),
    path("operator/suppliers/<uuid:number>/", views.supplier_decide, name="supplier_decide"),
]
