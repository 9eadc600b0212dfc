"""Addresses of the quality room."""

from django.urls import path

from shouwang.watch.quality import views

urlpatterns = [
    path("quality/", views.quality_page, name="quality"),
    path("quality/rules/", views.rules_page, name="quality_rules"),
    path("quality/checks/", views.checks_page, name="quality_checks"),
    path("quality/checks/now/", views.check_now, name="quality_check_now"),
    path("quality/checks/<int:number>/", views.check_page, name="quality_check"),
    path(
        "quality/checks/<int:number>/progress/",
        views.check_progress,
        name="quality_check_progress",
    ),
    path("quality/findings/", views.findings_page, name="quality_findings"),
    path("quality/findings/export/", views.export_findings, name="quality_export"),
    path("quality/findings/upload/", views.upload_page, name="quality_upload"),
    path("quality/findings/explain/", views.explain_page, name="quality_explain"),
    path("quality/findings/decide/", views.decide_page, name="quality_decide"),
    path("quality/findings/<int:number>/", views.finding_page, name="quality_finding"),
    path("quality/consistency/", views.consistency_page, name="consistency"),
    path("quality/consistency/export/", views.consistency_export, name="consistency_export"),
    path("quality/consistency/upload/", views.consistency_upload, name="consistency_upload"),
    path("quality/consistency/template/", views.consistency_template, name="consistency_template"),
    path("quality/consistency/<int:number>/", views.difference_page, name="difference"),
    path("quality/consistency/households/<str:number>/", views.statements_page, name="statements"),
]
