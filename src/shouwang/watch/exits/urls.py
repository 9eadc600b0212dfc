"""Addresses of the room."""

from django.urls import path

from shouwang.watch.exits import views

urlpatterns = [
    path("exits/check/", views.check_page, name="exit_check"),
    path("exits/check/<uuid:number>/", views.shown_check, name="exit_check_shown"),
    path("exits/samples/", views.samples_page, name="exit_samples"),
    path("exits/samples/new/", views.new_sample, name="exit_sample_new"),
    path("exits/samples/<uuid:number>/", views.sample_page, name="exit_sample"),
    path("exits/samples/<uuid:number>/export/", views.export_sample, name="exit_sample_export"),
    path("exits/samples/drawn/<int:number>/", views.found_page, name="exit_sampled"),
    path("exits/after/", views.after_page, name="exits_after"),
    path("exits/after/export/", views.export_after, name="exits_after_export"),
]
