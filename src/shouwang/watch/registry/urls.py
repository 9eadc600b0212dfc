"""Addresses of the dossier's own pages: changing it, its history."""

from django.urls import path

from shouwang.watch.registry import views

urlpatterns = [
    path("dossiers/new/", views.open_page, name="dossier_open"),
    path("households/<str:number>/edit/<str:group>/", views.edit_page, name="dossier_edit"),
    path("households/<str:number>/act/<str:name>/", views.act_page, name="dossier_act"),
    path("households/<str:number>/history/", views.history_page, name="dossier_history"),
    path(
        "households/<str:number>/history/export/",
        views.export_history,
        name="dossier_history_export",
    ),
    path(
        "households/<str:number>/history/<int:amendment>/undo/",
        views.undo_page,
        name="dossier_undo",
    ),
]
