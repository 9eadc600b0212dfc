"""Addresses of the room; `list/` alone is open without an account."""

from django.urls import path

from shouwang.watch.reviews import views

urlpatterns = [
    path("reviews/", views.reviews_page, name="reviews"),
    path("reviews/export/", views.export_reviews, name="reviews_export"),
    path("reviews/desk/", views.desk_page, name="reviews_desk"),
    path("reviews/new/", views.new_meeting, name="review_new"),
    path("reviews/<uuid:number>/", views.review, name="review"),
    path("reviews/<uuid:number>/counted/", views.counted, name="review_counted"),
    path("reviews/<uuid:number>/rest/", views.settle_rest, name="review_rest"),
    path("reviews/<uuid:number>/strike/", views.strike, name="review_strike"),
    path("reviews/<uuid:number>/drop/", views.drop, name="review_drop"),
    path("reviews/<uuid:number>/print/", views.print_meeting, name="review_print"),
    path("reviews/notices/new/", views.new_notice, name="notice_new"),
    path("reviews/notices/<uuid:number>/", views.notice_page, name="notice"),
    path("reviews/notices/<uuid:number>/print/", views.print_list, name="notice_print"),
    path("reviews/notices/<uuid:number>/down/", views.take_down, name="notice_down"),
    path("reviews/notices/<uuid:number>/object/", views.object_to, name="notice_object"),
    path("reviews/application/<str:number>/", views.print_application, name="review_application"),
    path("reviews/exit-notice/<uuid:number>/", views.print_exit_notice, name="exit_notice"),
    path("list/<str:code>/", views.public_page, name="notice_public"),
]
