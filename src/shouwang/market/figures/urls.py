"""Addresses of this room."""

from django.urls import path

from shouwang.market.figures.views import page

urlpatterns = [
    path("figures/", page.figures, name="figures"),
    path("figures/units/<uuid:unit>/", page.name_unit, name="name_unit"),
]
