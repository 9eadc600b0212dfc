"""Addresses of the room."""

from django.urls import path

from shouwang.messaging import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/unread/", views.unread, name="inbox_unread"),
    path("inbox/read/", views.mark_all, name="inbox_read"),
    path("inbox/export/", views.export_inbox, name="inbox_export"),
    path("inbox/settings/", views.preferences, name="inbox_settings"),
    path("inbox/outgoing/", views.outbox, name="outbox"),
    path("inbox/outgoing/export/", views.export_outbox, name="outbox_export"),
    path("inbox/outgoing/<int:number>/", views.outbox_item, name="outbox_item"),
    path("inbox/<int:number>/", views.inbox_group, name="inbox_group"),
    path("inbox/<int:number>/open/", views.open_message, name="inbox_open"),
]
