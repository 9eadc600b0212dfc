"""Addresses of pickers and of the page 区划与边界."""

from django.urls import path

from shouwang.regions import views

urlpatterns = [
    path("regions/search", views.search, name="regions_search"),
    path("regions/children", views.children, name="regions_children"),
    path("regions/boundaries/", views.boundaries, name="regions_boundaries"),
    path("regions/boundaries/save/", views.save_boundary, name="regions_boundary_save"),
    path("regions/boundaries/undo/", views.undo_boundary, name="regions_boundary_undo"),
]
