"""Addresses of the room."""

from django.urls import path

from shouwang.watch.linkage import views

urlpatterns = [
    path("linkage/", views.pairs_page, name="linkage"),
    path("linkage/export/", views.export_pairs, name="linkage_export"),
    path("linkage/check/", views.check_now, name="linkage_check"),
    path("linkage/<int:number>/", views.pair_page, name="linkage_pair"),
    path("linkage/<int:number>/decide/", views.decide, name="linkage_decide"),
    path("linkage/<int:number>/reopen/", views.reopen, name="linkage_reopen"),
]
