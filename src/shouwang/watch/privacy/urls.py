"""Addresses of the room; `privacy/self/` alone is open without an account."""

from django.urls import path

from shouwang.watch.privacy import views

urlpatterns = [
    path("privacy/", views.protection_page, name="privacy_protection"),
    path("privacy/record/export/", views.export_record, name="privacy_record_export"),
    path("privacy/retain/export/", views.export_retention, name="privacy_retention_export"),
    path("privacy/retain/", views.retain_now, name="privacy_retain"),
    path("privacy/export/", views.export_person, name="privacy_export"),
    path("privacy/breach/", views.breach_page, name="privacy_breach"),
    path("privacy/counter/", views.counter, name="privacy_counter"),
    path(
        "privacy/counter/<str:number>/", views.counter_household, name="privacy_counter_household"
    ),
    path(
        "privacy/counter/<str:number>/request/",
        views.counter_request,
        name="privacy_counter_request",
    ),
    path("privacy/counter/<str:number>/code/", views.code_slip, name="privacy_code"),
    path("privacy/corrections/", views.corrections_page, name="privacy_corrections"),
    path(
        "privacy/corrections/export/",
        views.export_corrections,
        name="privacy_corrections_export",
    ),
    path("privacy/corrections/<int:number>/", views.answer_page, name="privacy_correction"),
    path(
        "privacy/lookers/<str:number>/export/",
        views.export_lookers,
        name="lookers_export",
    ),
    path("privacy/lookers/<str:number>/", views.household_lookers, name="household_lookers"),
    path("privacy/self/", views.visit, name="privacy_visit"),
    path("privacy/self/send/", views.send, name="privacy_send"),
    path("privacy/self/held/", views.visit_household, name="privacy_visit_household"),
    path("privacy/self/request/", views.visit_request, name="privacy_visit_request"),
    path("privacy/self/leave/", views.leave, name="privacy_leave"),
]
