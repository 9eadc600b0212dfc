"""Addresses of this room."""

from django.urls import path

from shouwang.market.certification.views import drafts, standing

urlpatterns = [
    path("certification/", standing.certification, name="certification"),
    path("certification/new/", drafts.draft_new, name="certification_new"),
    path("certification/<uuid:number>/submit/", drafts.submit, name="certification_submit"),
    path("certification/<uuid:number>/<slug:step>/", drafts.step, name="certification_step"),
    path(
        "certification/<uuid:number>/<slug:step>/kept/", drafts.step_kept, name="certification_kept"
    ),
    path("certificates/", standing.certificate_check, name="certificate_check"),
    path("certificates/<str:number>/", standing.certificate, name="certificate"),
]
