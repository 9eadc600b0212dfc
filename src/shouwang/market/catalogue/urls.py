"""Addresses of this room."""

from django.urls import path, re_path

from shouwang.market.catalogue.views import pictures, shop

urlpatterns = [
    path("", shop.front, name="shop"),
    path("search/", shop.results, name="search"),
    path("search/words/", shop.suggest, name="suggest"),
    path("products/<int:number>/", shop.product, name="product"),
    path("suppliers/<uuid:number>/goods/", shop.supplier, name="supplier_page"),
    re_path(
        r"^pictures/(?P<digest>[0-9a-f]{64})-(?P<width>240|480|960)\.webp$",
        pictures.picture,
        name="picture",
    ),
]
