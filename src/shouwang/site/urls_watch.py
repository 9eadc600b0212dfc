"""The watch site's addresses, room by room."""

from django.conf import settings
from django.urls import include, path

from shouwang.site import views

urlpatterns = [
    path("", include("shouwang.watch.monitoring.urls")),
    path("", include("shouwang.watch.registry.urls")),
    path("", include("shouwang.watch.linkage.urls")),
    path("", include("shouwang.watch.papers.urls")),
    path("", include("shouwang.watch.intake.urls")),
    path("", include("shouwang.watch.quality.urls")),
    path("", include("shouwang.watch.privacy.urls")),
    path("", include("shouwang.watch.pairing.urls")),
    path("", include("shouwang.watch.visits.urls")),
    path("", include("shouwang.watch.reports.urls")),
    path("", include("shouwang.watch.casework.urls")),
    path("", include("shouwang.watch.reviews.urls")),
    path("", include("shouwang.watch.exits.urls")),
    path("", include("shouwang.watch.assistance.urls")),
    path("", include("shouwang.watch.produce.urls")),
    path("", include("shouwang.watch.accountability.urls")),
    path("", include("shouwang.messaging.urls")),
    path("", include("shouwang.people.urls")),
    path("", include("shouwang.regions.urls")),
    path("journal/", views.journal_page, name="journal"),
    path("journal/export/", views.export_journal, name="journal_export"),
    path("journal/verify/", views.verify_journal, name="journal_verify"),
    path("help/", views.help_page, name="help"),
    path("language/", include("django.conf.urls.i18n")),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", include("shouwang.site.styleguide")))
