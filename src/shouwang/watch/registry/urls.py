"""Addresses of the dossier's own pages: changing it, its history."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
