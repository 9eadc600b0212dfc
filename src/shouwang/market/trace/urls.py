"""Addresses of this room."""

from django.urls import path, re_path

from shouwang.market.trace import views

urlpatterns = [
    path("trace/", views.trace_search, name="trace_search"),
    path("trace/<slug:code>/", views.trace_page, name="trace"),
    re_path(
        r"^trace/(?P<code>[0-9A-Za-z]{11})/qr\.(?P<kind>svg|png)$", views.trace_qr, name="trace_qr"
    ),
]
