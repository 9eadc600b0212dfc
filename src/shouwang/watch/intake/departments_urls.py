"""Addresses of the departments' lists and of the exclusion checks."""

from django.urls import path

from shouwang.watch.intake.views import departments, exclusions, exports

urlpatterns = [
    path("departments/", departments.departments_page, name="departments"),
    path("departments/export/", exports.export_departments, name="departments_export"),
    path(
        "departments/timeliness/export/",
        exports.export_timeliness,
        name="departments_timeliness_export",
    ),
    path("departments/<slug:name>/", departments.list_page, name="departments_list"),
    path("departments/<slug:name>/export/", exports.export_files, name="departments_list_export"),
    path(
        "departments/unmatched/<int:number>/",
        departments.unmatched_file,
        name="departments_unmatched",
    ),
    path("exclusions/", exclusions.exclusions_page, name="exclusions"),
    path("exclusions/export/", exports.export_exclusions, name="exclusions_export"),
    path("exclusions/<int:number>/", exclusions.exclusion_page, name="exclusion"),
    path("exclusions/<int:number>/answer/", exclusions.answer, name="exclusion_answer"),
    path("exclusions/<int:number>/decide/", exclusions.decide, name="exclusion_decide"),
    path("exclusions/<int:number>/reopen/", exclusions.reopen, name="exclusion_reopen"),
]
