"""Addresses of the room."""

from django.urls import path

from shouwang.watch.pairing import views

urlpatterns = [
    path("pairing/", views.pairing_page, name="pairing"),
    path("pairing/export/", views.export_helpers, name="pairing_export"),
    path("pairing/helpers/new/", views.new_helper, name="pairing_helper_new"),
    path("pairing/helpers/paste/", views.paste_helpers, name="pairing_paste"),
    path("pairing/helpers/<int:number>/", views.helper_page, name="pairing_helper"),
    path("pairing/helpers/<int:number>/edit/", views.correct_helper, name="pairing_helper_edit"),
    path("pairing/waiting/", views.waiting_page, name="pairing_waiting"),
    path("pairing/waiting/export/", views.export_waiting, name="pairing_waiting_export"),
    path("pairing/plans/", views.plans_page, name="pairing_plans"),
    path("pairing/plans/<uuid:number>/", views.plan_page, name="pairing_plan"),
    path(
        "pairing/plans/<uuid:number>/apply/",
        views.decide_plan,
        {"what": "apply"},
        name="pairing_apply",
    ),
    path(
        "pairing/plans/<uuid:number>/undo/",
        views.decide_plan,
        {"what": "undo"},
        name="pairing_undo",
    ),
    path("pairing/roll/", views.roll_page, name="pairing_roll"),
    path("households/<str:number>/helper/", views.household_helper, name="household_helper"),
]
