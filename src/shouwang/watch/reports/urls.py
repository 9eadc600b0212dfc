"""Addresses of the room; those under `report/` are open without an account."""

from django.urls import path

from shouwang.watch.reports import views

urlpatterns = [
    path("report/", views.report_public, name="report_public"),
    path("report/status/", views.report_status, name="report_status"),
    path("report/answers/", views.report_answers, name="report_answers"),
    path("report/answers/beside/", views.report_beside, name="report_beside"),
    path("reports/", views.reports_page, name="reports"),
    path("reports/export/", views.export_reports, name="reports_export"),
    path("reports/new/", views.report_new, name="report_new"),
    path("reports/hotline/", views.hotline_page, name="report_hotline"),
    path("reports/posters/", views.posters_page, name="report_posters"),
    path("reports/<uuid:number>/", views.report_page, name="report"),
    path("reports/<uuid:number>/take-up/", views.report_take_up, name="report_take_up"),
    path("reports/<uuid:number>/proceed/", views.report_proceed, name="report_proceed"),
    path("reports/<uuid:number>/link/", views.report_link, name="report_link"),
]
