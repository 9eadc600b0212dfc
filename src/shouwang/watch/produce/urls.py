"""Addresses of the room."""

from django.urls import path

from shouwang.watch.produce import views

urlpatterns = [
    path("produce/", views.desk_page, name="produce"),
    path("produce/applications/<uuid:number>/", views.application_page, name="produce_application"),
    path(
        "produce/applications/<uuid:number>/files/<int:file>/",
        views.application_file_page,
        name="produce_application_file",
    ),
    path("produce/applications/<uuid:number>/take-up/", views.take_up_page, name="produce_take_up"),
    path("produce/certificates/", views.certificates_page, name="produce_certificates"),
    path("produce/certificates/<uuid:number>/", views.certificate_page, name="produce_certificate"),
    path("produce/draws/", views.draws_page, name="produce_draws"),
    path("produce/draws/<uuid:number>/", views.draw_page, name="produce_draw"),
    path("produce/alarms/", views.alarms_page, name="produce_alarms"),
    path("produce/alarms/<uuid:number>/", views.alarm_page, name="produce_alarm"),
    path("produce/figures/", views.figures_page, name="produce_figures"),
    path("produce/figures/export/", views.export_figures, name="produce_figures_export"),
    path("produce/links/<uuid:number>/", views.link_page, name="produce_link"),
    path("produce/links/<uuid:number>/pass/", views.pass_page, name="produce_pass"),
    path("produce/links/<uuid:number>/withdraw/", views.withdraw_page, name="produce_withdraw"),
    path("produce/notices/<uuid:number>/", views.notice_page, name="produce_notice"),
    path("households/<str:number>/produce/", views.household_page, name="produce_household"),
    path("households/<str:number>/produce/<str:month>/", views.source_page, name="produce_source"),
]
