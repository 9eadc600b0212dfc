"""The watch site's addresses, room by room."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

ROOMS = ("shouwang.watch.monitoring.urls", "shouwang.people.urls", "shouwang.regions.urls")

urlpatterns = [path("", include(room)) for room in ROOMS if find_spec(room)]
if settings.DEBUG and find_spec("shouwang.site.styleguide"):
    urlpatterns.append(path("styleguide/", include("shouwang.site.styleguide")))
