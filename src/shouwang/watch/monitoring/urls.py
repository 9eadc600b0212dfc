"""Addresses of the watch: what a cadre can send on as a link."""

from django.urls import path

from shouwang.watch.monitoring import views

urlpatterns = [
    path("", views.home, name="home"),
    path("places/<str:code>/", views.place_page, name="place"),
    path("places/<str:code>/export/", views.export_households, name="place_export"),
    path("clues/", views.clues_page, name="clues"),
    path("clues/export/", views.export_clues, name="clues_export"),
    path("clues/<int:number>/", views.clue_page, name="clue"),
    path("households/", views.search_households, name="households"),
    path("households/<str:number>/", views.household_page, name="household"),
    path("households/<str:number>/unmask/", views.unmask_identity, name="unmask_identity"),
    path("screenings/", views.screenings_page, name="screenings"),
    path("screenings/start/", views.screen_now, name="screen_now"),
    path("screenings/<int:number>/", views.screening_page, name="screening"),
    path("screenings/<int:number>/progress/", views.screening_progress, name="screening_progress"),
    path("policy/", views.policy_page, name="policy"),
    path("policy/rules/<str:name>/", views.rule_page, name="policy_rule"),
    path("policy/parameters/<str:name>/", views.parameter_page, name="policy_parameter"),
    path("policy/parameters/<str:name>/new/", views.enter_value, name="policy_enter"),
    path("policy/values/<int:number>/withdraw/", views.withdraw_value, name="policy_withdraw"),
]
