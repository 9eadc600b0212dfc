"""Addresses of the intake."""

from django.urls import path

from shouwang.watch.intake import departments_urls, views
from shouwang.watch.intake.views import exports

urlpatterns = [
    path("intake/", views.intake_page, name="intake"),
    path("intake/export/", exports.export_batches, name="intake_export"),
    path("intake/upload/", views.upload, name="intake_upload"),
    path("intake/templates/<str:name>/", views.template, name="intake_template"),
    path("intake/<int:number>/", views.batch_page, name="intake_batch"),
    path("intake/<int:number>/progress/", views.batch_progress, name="intake_progress"),
    path("intake/<int:number>/merge/", views.merge, name="intake_merge"),
    path("intake/<int:number>/reject/", views.reject, name="intake_reject"),
    path("intake/<int:number>/take-back/", views.take_back, name="intake_take_back"),
    path("intake/<int:number>/report/", views.report, name="intake_report"),
    path(
        "intake/<int:number>/findings/export/",
        exports.export_findings,
        name="intake_findings_export",
    ),
    path(
        "intake/<int:number>/differences/export/",
        exports.export_differences,
        name="intake_differences_export",
    ),
    *departments_urls.urlpatterns,
]
