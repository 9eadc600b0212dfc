"""Addresses of the room."""

from django.urls import path

from shouwang.watch.casework import views

urlpatterns = [
    path("casework/", views.todo, name="casework"),
    path("casework/export/", views.export, name="casework_export"),
    path("casework/overview/", views.overview, name="casework_overview"),
    path("casework/many/", views.many, name="casework_many"),
    path("casework/many/preview/", views.many_preview, name="casework_many_preview"),
    path("casework/many/<uuid:number>/", views.batch_page, name="casework_batch"),
    path(
        "casework/many/<uuid:number>/progress/",
        views.batch_progress,
        name="casework_batch_progress",
    ),
    path("casework/many/<uuid:number>/export/", views.batch_export, name="casework_batch_export"),
    path("casework/<uuid:number>/", views.case_page, name="casework_case"),
    path("casework/<uuid:number>/act/<slug:transition>/", views.act, name="casework_act"),
    path("households/<str:number>/cases/", views.household_cases, name="household_cases"),
    path("households/<str:number>/cases/open/", views.open_case, name="casework_open"),
]
