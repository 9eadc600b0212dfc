"""Addresses of accounts."""

from django.urls import path

from shouwang.market.members import views

urlpatterns = [
    path("members/log-in/", views.log_in_page, name="member_log_in"),
    path("members/sign-up/", views.sign_up_page, name="member_sign_up"),
    path("members/password/", views.password_page, name="member_password"),
    path("members/log-out/", views.log_out, name="member_log_out"),
]
