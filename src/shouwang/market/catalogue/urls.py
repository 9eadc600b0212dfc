"""Addresses of this room."""

from django.urls import path, re_path

from shouwang.market.catalogue.views import desk, listing, pictures, shop

urlpatterns = [
    path("batches/<uuid:number>/listing/", listing.batch_listing, name="batch_listing"),
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
    path("goods/", desk.goods, name="goods"),
    path("goods/new/", desk.new, name="goods_new"),
    path("goods/<int:number>/", desk.edit, name="goods_edit"),
    path("goods/<int:number>/variants/", desk.variant, name="goods_variant"),
    path("goods/<int:number>/pictures/", desk.add_picture, name="goods_picture"),
    path("goods/pictures/<int:picture>/remove/", desk.remove_picture, name="goods_picture_remove"),
    path("goods/<int:number>/sale/", desk.sale, name="goods_sale"),
]
