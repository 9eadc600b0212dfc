"""Addresses: log-in and account (allauth's own views, only those we use), people and duties."""

from allauth.account import views as allauth_views
from allauth.mfa.base import views as mfa_views
from django.urls import include, path

from shouwang.people import views

urlpatterns = [
    path("account/", views.account, name="people_account"),
    path("account/sessions/end/", views.end_session, name="people_end_session"),
    path("account/request/", views.ask, name="people_ask"),
    path("account/request/sent/", views.asked, name="people_asked"),
    path("account/duties/<int:number>/lend/", views.lend, name="people_lend"),
    path("account/duties/<int:number>/return/", views.give_back, name="people_give_back"),
    path("account/login/", allauth_views.login, name="account_login"),
    path("account/logout/", allauth_views.logout, name="account_logout"),
    path("account/password/", allauth_views.password_change, name="account_change_password"),
    path("account/confirm/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("account/inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("account/code/", mfa_views.authenticate, name="mfa_authenticate"),
    path("account/code/confirm/", mfa_views.reauthenticate, name="mfa_reauthenticate"),
    path("account/two-step/", mfa_views.index, name="mfa_index"),
    path("account/two-step/", include("allauth.mfa.totp.urls")),
    path("account/two-step/recovery-codes/", include("allauth.mfa.recovery_codes.urls")),
    path("people/", views.people, name="people_list"),
    path("people/list/export/", views.export_people, name="people_list_export"),
    path("people/new/", views.engage, name="people_engage"),
    path("people/import/", views.engage_many, name="people_import"),
    path("people/import/template/", views.roster_template, name="people_roster_template"),
    path("people/requests/", views.requests, name="people_requests"),
    path("people/requests/export/", views.export_requests, name="people_requests_export"),
    path("people/requests/<int:number>/", views.decide, name="people_request"),
    path("people/review/", views.review, name="people_review"),
    path("people/review/confirm/", views.confirm, name="people_confirm"),
    path("people/review/export/", views.export_review, name="people_review_export"),
    path("people/log-ins/", views.log_ins, name="people_log_ins"),
    path("people/log-ins/export/", views.export_log_ins, name="people_log_ins_export"),
    path("people/<str:username>/", views.person, name="people_person"),
    path("people/<str:username>/correct/", views.correct, name="people_correct"),
    path("people/<str:username>/grant/", views.grant, name="people_grant"),
    path("people/<str:username>/duties/<int:duty>/end/", views.end_duty, name="people_end_duty"),
    path("people/<str:username>/password/", views.reset_password, name="people_reset_password"),
    path("people/<str:username>/unlock/", views.unlock, name="people_unlock"),
    path("people/<str:username>/switch/", views.switch, name="people_switch"),
]
