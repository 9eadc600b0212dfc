"""Addresses of the room."""

from django.urls import path

from shouwang.watch.visits import api, views

urlpatterns = [
    path("visits/", views.visits_page, name="visits"),
    path("visits/households/<str:number>/", views.household_visits, name="household_visits"),
    path("visits/households/<str:number>/new/", views.visit_new, name="visit_new"),
    path("visits/households/<str:number>/draft/", views.keep_draft, name="visit_draft"),
    path("visits/households/<str:number>/print/", views.visit_print, name="visit_print"),
    path("visits/households/<str:number>/authorise/", views.authorise, name="visit_authorise"),
    path("visits/households/<str:number>/ask/", views.ask, name="visit_ask"),
    path(
        "visits/authorisations/<uuid:number>/withdraw/",
        views.withdraw,
        name="visit_authorisation_withdraw",
    ),
    path("visits/drafts/<uuid:number>/drop/", views.drop_draft, name="visit_draft_drop"),
    path("visits/records/<uuid:number>/", views.visit_page, name="visit"),
    path("visits/records/<uuid:number>/apply/", views.apply, name="visit_apply"),
    path("visits/questions/", views.questions_page, name="information_questions"),
    path("visits/questions/<int:number>/", views.question_page, name="information_question"),
    path("visits/look-backs/", views.look_backs_page, name="look_backs"),
    path("visits/look-backs/new/", views.look_back_new, name="look_back_new"),
    path("visits/look-backs/<uuid:number>/", views.look_back_page, name="look_back"),
    path("visits/look-backs/<uuid:number>/assign/", views.assign, name="look_back_assign"),
    path("visits/look-backs/<uuid:number>/export/", views.export, name="look_back_export"),
    path("visits/api/forms/", api.forms, name="visits_api_forms"),
    path("visits/api/known/<str:number>/", api.known, name="visits_api_known"),
    path("visits/api/visits/", api.visits, name="visits_api_visits"),
]
