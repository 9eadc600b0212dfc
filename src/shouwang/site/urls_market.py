"""The market site's addresses, room by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("shouwang.market.catalogue.urls")),
    path("", include("shouwang.market.members.urls")),
    path("", include("shouwang.market.orders.urls")),
    path("", include("shouwang.market.trace.urls")),
    path("", include("shouwang.market.suppliers.urls")),
    path("", include("shouwang.market.certification.urls")),
    path("", include("shouwang.market.supply.urls")),
    path("", include("shouwang.market.settlement.urls")),
    path("", include("shouwang.market.figures.urls")),
    path("language/", include("django.conf.urls.i18n")),
]
