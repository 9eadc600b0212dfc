"""Addresses of the room."""

from django.urls import path

from shouwang.watch.accountability import views

urlpatterns = [
    path("accountability/", views.front_page, name="accountability"),
    path("accountability/findings/", views.ledger_page, name="accountability_ledger"),
    path(
        "accountability/findings/export/", views.export_ledger, name="accountability_ledger_export"
    ),
    path(
        "accountability/findings/<int:number>/", views.finding_page, name="accountability_finding"
    ),
    path(
        "accountability/inspections/new/",
        views.new_inspection,
        name="accountability_inspection_new",
    ),
    path(
        "accountability/inspections/<uuid:number>/",
        views.inspection_page,
        name="accountability_inspection",
    ),
    path("accountability/tasks/", views.tasks_page, name="accountability_tasks"),
    path("accountability/tasks/export/", views.export_tasks, name="accountability_tasks_export"),
    path("accountability/tasks/new/", views.new_task, name="accountability_task_new"),
    path("accountability/tasks/<int:number>/", views.task_page, name="accountability_task"),
    path("accountability/department/", views.department_page, name="accountability_department"),
    path(
        "accountability/department/cases/<uuid:number>/",
        views.department_case_page,
        name="accountability_department_case",
    ),
    path("accountability/records/", views.conduct_page, name="accountability_records"),
    path("accountability/records/new/", views.new_record, name="accountability_record_new"),
    path("accountability/records/<int:number>/", views.record_page, name="accountability_record"),
    path("accountability/townships/", views.townships_page, name="accountability_townships"),
    path("accountability/proofs/<int:number>/", views.proof, name="accountability_proof"),
    path(
        "accountability/townships/export/",
        views.export_townships,
        name="accountability_townships_export",
    ),
]
