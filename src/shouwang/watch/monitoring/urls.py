"""Addresses of the watch: what a cadre can send on as a link."""

from django.urls import path

from shouwang.watch.monitoring import views

urlpatterns = [
    path("", views.home, name="home"),
    path("places/<str:code>/", views.place_page, name="place"),
    path("places/<str:code>/figures/", views.figures_page, name="figures"),
    path("clues/", views.clues_page, name="clues"),
    path("clues/<int:number>/", views.clue_page, name="clue"),
    path("households/", views.find_page, name="households"),
    path("households/suggest/", views.suggest, name="households_suggest"),
    path("households/bulk/", views.bulk, name="bulk"),
    path("households/bulk/tag/", views.tag, name="bulk_tag"),
    path("households/bulk/screen/", views.screen_again, name="bulk_screen"),
    path("households/bulk/tags/<int:number>/", views.tagging, name="tagging"),
    path("households/bulk/tags/<int:number>/undo/", views.undo_tagging, name="undo_tagging"),
    path("filters/save/", views.save_filter, name="save_filter"),
    path("filters/<int:number>/forget/", views.forget_filter, name="forget_filter"),
    path("exports/", views.exports_page, name="exports"),
    path("exports/new/<str:which>/", views.export, name="export"),
    path("exports/<int:number>/", views.export_page, name="export_page"),
    path("exports/<int:number>/progress/", views.export_progress, name="export_progress"),
    path("exports/<int:number>/file/", views.export_file, name="export_file"),
    path("households/<str:number>/", views.household_page, name="household"),
    path("households/<str:number>/unmask/", views.unmask_identity, name="unmask_identity"),
    path(
        "households/<str:number>/facts/<str:table>/", views.household_facts, name="household_facts"
    ),
    path("screenings/", views.screenings_page, name="screenings"),
    path("screenings/start/", views.screen_now, name="screen_now"),
    path("screenings/<int:number>/", views.screening_page, name="screening"),
    path("screenings/<int:number>/progress/", views.screening_progress, name="screening_progress"),
    path("policy/", views.policy_page, name="policy"),
    path("policy/rules/<str:name>/", views.rule_page, name="policy_rule"),
    path("policy/parameters/<str:name>/", views.parameter_page, name="policy_parameter"),
    path("policy/parameters/<str:name>/new/", views.enter_value, name="policy_enter"),
    path("policy/previews/<int:number>/", views.preview_progress, name="policy_preview"),
    path("policy/values/<int:number>/withdraw/", views.withdraw_value, name="policy_withdraw"),
]
